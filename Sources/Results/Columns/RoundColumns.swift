/// The columns of `rounds.csv`: one row a precopy round.
public enum RoundColumns {
    package static let round = RoundGroup()

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(round.columns)

    /// The schema version that ``all`` makes up.
    public static let schemaVersion = all.map(\.since).max() ?? 1
}

/// What one precopy round did.
package struct RoundGroup: ColumnGroup {
    static let group = "round"

    package let schemaVersion = RunColumns.identity.schemaVersion
    package let suiteID = RunColumns.identity.suiteID
    package let runID = RunColumns.identity.runID
    package let round = Self.integer("round", "number of the round, from 1")
    package let startMs = Self.decimal("start_ms", "ms", places: 3, "when it began")
    package let durationMs = Self.decimal("duration_ms", "ms", places: 3, "how long it took")
    package let dirtyPages = Self.integer(
        "dirty_pages", "pages", "dirty pages found by the sync that opened the round")
    package let sentPages = Self.integer("sent_pages", "pages", "pages sent in full")
    package let zeroPages = Self.integer("zero_pages", "pages", "pages sent as a mark only")
    package let sentBytes = Self.integer("sent_bytes", "bytes", "bytes that the transport sent")
    package let bandwidthMbps = Self.decimal(
        "bandwidth_mbps", "Mb/s", places: 3, "bandwidth of the round, in 10^6 bit/s")
    package let thresholdBytes = Self.integer(
        "threshold_bytes", "bytes", "what could be sent within the downtime limit")
    package let remainingBytes = Self.integer(
        "remaining_bytes", "bytes", "dirty memory left when the round ended")
    package let throttlePercent = Self.integer(
        "throttle_percent", "%", "how far auto-converge held the guest back")
    package let idleQueue = Self.integer(
        "idle_queue", "times", .lowerIsBetter,
        "how often there were pages to send and nothing was under way; a write counts as under "
            + "way until one that asks for a completion is over, so with signal_interval above 1 "
            + "shorter gaps are not seen", since: 2)
}
