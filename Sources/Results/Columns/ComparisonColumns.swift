/// The columns of a comparison as CSV: one row a case and metric.
public enum ComparisonColumns {
    package static let figures = ComparisonFigures()

    /// All columns in the order of the header line.
    public static let all: [Column] = RunColumns.caseIdentity + figures.columns

    /// A table of rows as the text of a file.
    public static func csv(_ rows: [Row]) -> String {
        CSVFormat.header(all) + rows.map { CSVFormat.line($0, all) }.joined()
    }
}

/// What a case comes to in one metric.
package struct ComparisonFigures: ColumnGroup {
    static let group = "comparison"

    package let before = Self.text("before", "what is compared with")
    package let after = Self.text("after", "what is compared")
    package let metric = Self.text("metric", "the column that the figures are of")
    package let nBefore = Self.integer("n_before", "completed runs with that figure")
    package let nAfter = Self.integer("n_after", "completed runs with that figure")
    package let medianBefore = Self.decimal("median_before", "", places: 6, "in the metric's unit")
    package let medianAfter = Self.decimal("median_after", "", places: 6, "in the metric's unit")
    package let ratio = Self.decimal("ratio", "", places: 6, "median after over median before")
    package let ratioLower = Self.decimal(
        "ratio_lower", "", places: 6, "lower end of the ratio's 95 % interval")
    package let ratioUpper = Self.decimal(
        "ratio_upper", "", places: 6, "upper end; empty where it has none")
    package let p = Self.decimal("p", "", places: 12, "Mann-Whitney, two-sided")
    package let pHolm = Self.decimal(
        "p_holm", "", places: 12, "the same, corrected for the whole table")
    package let effect = Self.text("effect", "better, worse, same or inconclusive")
    package let moreRuns = Self.integer(
        "more_runs",
        "about how many more runs a side would likely settle it; empty where nobody can say")
    package let runsAtLeast = Self.integer(
        "runs_at_least",
        "where there are too few runs for more_runs: so many a side before anything can be told")
}
