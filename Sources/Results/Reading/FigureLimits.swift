/// Between what the figures of a column can be, if anybody measured them.
public struct FigureLimits: Sendable {
    private let least: Double
    private let unit: String
    /// Far below where sums and ratios overflow.
    private static let largest = 1e30

    /// Times, bytes, CPU seconds and settings are not below zero, and no figure is beyond all measure.
    ///
    /// The guest's blackout spans two clocks, whose offset is an estimate: it may come out below
    /// zero. What is a difference to a baseline may too.
    static func ofRuns(_ column: Column) -> FigureLimits {
        let isAmount = amounts.contains(column.unit) || column.group == CaseColumns.group
        let mayBeNegative = !isAmount || differences.contains(column.name)
        return FigureLimits(least: mayBeNegative ? -largest : 0, unit: column.unit)
    }

    /// Columns that are differences of two estimates.
    private static let differences: Set = [
        RunColumns.time.guestBlackoutMs.name, RunColumns.cpu(.source).hostBaselineBusyS.name,
        RunColumns.cpu(.destination).hostBaselineBusyS.name,
    ]

    private static let amounts: Set<String> = ["ms", "µs", "s", "bytes", "pages"]

    /// Says what is wrong with a figure; nil where nothing is.
    func objection(to figure: Double) -> String? {
        if figure >= least, figure <= Self.largest { return nil }
        return abs(figure) > Self.largest
            ? "\(figure) is more than can be measured"
            : "\(figure)\(unit.isEmpty ? "" : " ")\(unit) cannot be below zero"
    }
}
