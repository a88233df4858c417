/// Which migration a row is about, and which build of the tool wrote it.
package struct IdentityColumns: ColumnGroup {
    static let group = "identity"

    package let schemaVersion = Self.integer("schema_version", "which set of columns this is")
    package let suiteID = Self.text("suite_id", "the suite: the name of its folder")
    package let runID = Self.text("run_id", "the migration, unique within the suite")
    package let startedAt = Self.time("started_at", "when the run began")
    package let toolVersion = Self.text("tool_version", "version of the tool")
    package let gitCommit = Self.text(
        "git_commit", "commit that the tool was built from, -dirty where its sources differed")
    package let build = Self.text("build", "how the tool was built: release or debug")
    package let engine = Self.text("engine", "what migrated: simulated or qemu")
    package let environmentID = Self.text(
        "environment_id", "digest of both hosts' facts: equal where figures are comparable")
}
