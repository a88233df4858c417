import Testing

/// `scripts/check-ci` with made-up linters.
@Suite struct CheckCITests {
    private let linters = ["actionlint", "check-jsonschema", "shellcheck", "systemd-analyze"]

    private func check(_ programs: [String: String]) throws -> ScriptRun {
        try ScriptRun("scripts/check-ci", programs: programs, tools: ["dirname"])
    }

    @Test func everyExampleIsChecked() throws {
        let run = try check(.init(uniqueKeysWithValues: linters.map { ($0, "exit 0") }))
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            try run.calls == [
                "actionlint docs/ci/github-nightly.yml",
                "check-jsonschema --builtin-schema vendor.github-workflows "
                    + "docs/ci/github-nightly.yml",
                "check-jsonschema --builtin-schema vendor.gitlab-ci docs/ci/gitlab-nightly.yml",
                "shellcheck docs/ci/nightly",
                "systemd-analyze verify docs/ci/bench-nightly.service "
                    + "docs/ci/bench-nightly.timer",
            ])
    }

    @Test(arguments: ["actionlint", "check-jsonschema", "shellcheck", "systemd-analyze"])
    func whatALinterRefusesFails(name: String) throws {
        var programs = [String: String](uniqueKeysWithValues: linters.map { ($0, "exit 0") })
        programs[name] = "exit 1"
        let run = try check(programs)
        #expect(run.code == 1)
        #expect(run.output.contains("FAILED    \(name) "))
    }

    /// Without a linter and without Python nothing is checked, and that is said.
    @Test func whatIsNotThereIsNamed() throws {
        let run = try check(["actionlint": "exit 0"])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("ok        actionlint docs/ci/github-nightly.yml\n"))
        for name in linters.dropFirst() {
            #expect(run.output.contains("skipped   \(name): not installed\n"))
        }
    }
}
