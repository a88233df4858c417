/// The columns of a history as CSV: one row a suite and case, with the median of each metric.
///
/// Rows of one case are what Apache Otava reads; see docs/history.md.
public enum TrendColumns {
    package static let figures = TrendFigures()

    /// All columns in the order of the header line, with those of the metrics at the end.
    public static func all(_ metrics: [Column]) -> [Column] {
        [
            RunColumns.identity.startedAt.column, RunColumns.identity.suiteID.column,
            RunColumns.identity.gitCommit.column, RunColumns.identity.environmentID.column,
        ] + RunColumns.caseIdentity + figures.columns + metrics.map(median)
    }

    /// A metric as a median: with decimal places, since it may lie between two whole numbers.
    package static func median(_ metric: Column) -> Column {
        Column(
            name: metric.name, group: TrendFigures.group, unit: metric.unit,
            kind: .decimal(places: 6), polarity: metric.polarity, summary: metric.summary,
            since: metric.since, integers: metric.integers)
    }

    /// A table of rows as the text of a file.
    public static func csv(_ rows: [Row], _ metrics: [Column]) -> String {
        let columns = all(metrics)
        return CSVFormat.header(columns) + rows.map { CSVFormat.line($0, columns) }.joined()
    }
}

/// What a history adds to the columns of its runs.
package struct TrendFigures: ColumnGroup {
    static let group = "trend"

    package let runs = Self.integer("runs", "completed runs that the medians are of")
    package let changed = Self.text("changed", "metrics that changed with this suite")
}
