internal import Analysis
internal import Results

/// Figures of which all that is known is what they are less than.
enum BoundWords {
    /// Why there is no more.
    static let reason = "such short runs tell no more"

    /// `< 0.067`, or the median.
    static func value(_ median: Double?, bound: Double?, _ column: Column) -> String {
        guard let bound else { return MetricText.value(median, column) }
        return "< \(MetricText.value(bound, column))"
    }

    /// The same of a side of a comparison.
    static func value(_ group: Comparison.Group, _ column: Column) -> String {
        value(group.median, bound: group.bound, column)
    }

    /// The same of runs.
    static func value(_ rows: [Row], _ column: Column) -> String {
        value(Analysis.median(rows.figures(column)), bound: rows.bound(of: column), column)
    }
}
