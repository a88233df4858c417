/// One column of a table: how it is called, what it holds and which way is better.
///
/// Columns are declared one a line in the group files beside this one; see ``RunColumns``.
public struct Column: Sendable, Hashable {
    /// The name in the header line: snake_case, the unit last.
    public let name: String
    /// The group that the column belongs to, for example `time`.
    public let group: String
    /// The unit of the figures, for example `ms`; empty where there is none.
    public let unit: String
    /// What a cell holds.
    public let kind: ColumnKind
    /// Which way is better.
    public let polarity: Polarity
    /// What the column says, in one line.
    public let summary: String
    /// The schema version that the column came with: later versions stand further right.
    public let since: Int
    /// The whole numbers that a cell can hold: those of the column's Swift type.
    let integers: ClosedRange<Int128>

    /// The same column for one end of a migration: `host_busy_s` becomes `source_host_busy_s`.
    func prefixed(_ side: Side) -> Column {
        Column(
            name: "\(side.rawValue)_\(name)", group: group, unit: unit, kind: kind,
            polarity: polarity, summary: "\(side.rawValue): \(summary)", since: since,
            integers: integers)
    }
}

/// What the cells of a column hold.
public enum ColumnKind: Sendable, Hashable {
    /// Any text, guarded against being read as a spreadsheet formula.
    case text
    /// A whole number.
    case integer
    /// A number with a fixed number of decimal places.
    case decimal(places: Int)
    /// `true` or `false`.
    case flag
    /// A moment: UTC, ISO 8601, milliseconds.
    case time

    /// One word for `bench list columns`.
    public var name: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .decimal: "decimal"
        case .flag: "flag"
        case .time: "time"
        }
    }
}

/// Which way a figure is better.
public enum Polarity: Sendable, Hashable {
    /// Less is better: times, CPU seconds.
    case lowerIsBetter
    /// More is better: bandwidth, operations done.
    case higherIsBetter
    /// Neither: names, settings, counts that describe the case.
    case none
}

/// An end of a migration.
public enum Side: String, Sendable, Hashable, CaseIterable, Codable {
    /// Where the guest comes from.
    case source
    /// Where the guest goes to.
    case destination
}
