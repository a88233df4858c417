/// The columns of `timeline.csv`: samples of a migration while it ran.
public enum TimelineColumns {
    package static let sample = TimelineGroup()

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(sample.columns)

    /// The schema version that ``all`` makes up.
    public static let schemaVersion = all.map(\.since).max() ?? 1
}

/// One sample.
package struct TimelineGroup: ColumnGroup {
    static let group = "timeline"

    package let schemaVersion = RunColumns.identity.schemaVersion
    package let suiteID = RunColumns.identity.suiteID
    package let runID = RunColumns.identity.runID
    package let side = Self.text("side", "which end took the sample: the source, so far")
    package let tMs = Self.decimal("t_ms", "ms", places: 3, "when, since the start")
    package let phase = Self.text(
        "phase",
        "what begins then: precopy, switchover (stopping the guest), last_round, device_state, "
            + "resume, completed")
    package let round = Self.integer("round", "number of the round, from 1")
    package let sentBytes = Self.integer("sent_bytes", "bytes", "bytes sent so far")
    package let remainingBytes = Self.integer("remaining_bytes", "bytes", "dirty memory left")
    package let guestOps = Self.integer("guest_ops", "operations", "operations done so far")
}
