public import Results
public import Scenarios

/// The columns of figures that suites are compared in.
public enum Metric {
    /// Those that nobody needs to ask for: how long it took, how long the guest stood still, and
    /// what it cost.
    ///
    /// Bandwidth is left out: for the same guest it says what the total says.
    public static let standard = [
        RunColumns.time.totalMs.column, RunColumns.time.downtimeMs.column,
        RunColumns.time.guestBlackoutMs.column, RunColumns.totalCPU.cpuSPerGiB.column,
    ]

    /// All columns that have a better and a worse.
    public static let all = RunColumns.all.filter { $0.polarity != .none }

    /// The column of a name.
    /// - Throws: ``ValueError`` with the nearest name.
    public static func named(_ name: String) throws(ValueError) -> Column {
        if let column = all.first(where: { $0.name == name }) { return column }
        guard !RunColumns.all.contains(where: { $0.name == name }) else {
            throw ValueError("\(quoted(name)) has no better and worse")
        }
        throw ValueError(
            "unknown metric \(quoted(name))",
            allowed: "a column of `bench list columns`, such as total_ms",
            suggestion: NearMiss.suggestion(for: name, among: all.map(\.name)))
    }
}
