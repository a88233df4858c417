/// The columns of `channels.csv`: one row a TCP connection that carried pages.
public enum ChannelColumns {
    package static let channel = ChannelGroup()

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(channel.columns)

    /// The schema version that ``all`` makes up.
    public static let schemaVersion = all.map(\.since).max() ?? 1
}

/// What the kernel knew of one connection when the source closed it.
package struct ChannelGroup: ColumnGroup {
    static let group = "channel"

    package let schemaVersion = RunColumns.identity.schemaVersion
    package let suiteID = RunColumns.identity.suiteID
    package let runID = RunColumns.identity.runID
    package let channel = Self.integer("channel", "number of the connection, from 1", since: 8)
    package let retransmits = Self.integer(
        "retransmits", "segments", .lowerIsBetter,
        "segments that the source sent again since the connection was made", since: 8)
    package let roundTripUs = Self.decimal(
        "round_trip_us", "µs", places: 1, .lowerIsBetter, "the smoothed round trip at the end",
        since: 8)
    package let windowSegments = Self.integer(
        "window_segments", "segments", "the congestion window at the end", since: 8)
}
