internal import Analysis
public import Results

/// What guests that migrated at once come to together: medians of the rows of `evacuations.csv`, a line
/// a case.
public struct EvacuationSummary: Sendable {
    let columns: [PlainTable.Column]
    let lines: [[String]]
    /// What the figures do not say.
    let notes: [String]

    private static let metrics: [(title: String, column: Column)] = [
        ("span", RunColumns.time.totalMs.column),
        ("Gb/s", RunColumns.amount.bandwidthMbps.column),
        ("CPU s/GiB", RunColumns.totalCPU.cpuSPerGiB.column),
        ("longest downtime", EvacuationColumns.sum.largestDowntimeMs.column),
        ("starts within", EvacuationColumns.sum.startSpreadMs.column),
    ]

    /// Sums up rows of `evacuations.csv`.
    public init(_ rows: [Row]) {
        let names = CaseNames(rows.map(Self.withoutGuests))
        let cases = Dictionary(grouping: rows) { row in RunColumns.caseIdentity.map { row[$0] } }
        columns =
            [.left("guests at once")] + Self.metrics.map { .right($0.title) }
            + [.right("completed")]
        var notes: [String] = []
        lines = cases.values.sorted { CaseOrder.isBefore($0[0], $1[0]) }.map { rows in
            let example = rows[0]
            let way = example[RunColumns.concurrency.direction] == nil ? "" : ", half each way"
            let guests = "\(Self.guests(example))\(way)"
            let name = names.full(Self.withoutGuests(example))
            let figures = Self.metrics.map { Self.figure($0.column, rows) }
            notes += figures.compactMap { Self.note($0, on: "\(guests): \(name)") }
            let completed = rows.count {
                $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
            }
            return ["\(guests): \(name)"] + zip(Self.metrics, figures).map(Self.cell) + [
                "\(completed) of \(rows.count)"
            ]
        }
        let areBounds = lines.joined().contains { $0.hasPrefix("<") }
        self.notes = notes + (areBounds ? [SummaryReport.wordsOfBounds] : [])
    }

    private static func figure(_ column: Column, _ rows: [Row]) -> SummaryReport.Figure? {
        let isCPU = column == SummaryMetric.cpu.column
        return SummaryReport.Figure(
            rows.figures(column), isClearlyBest: false,
            uncertainty: isCPU ? rows.cpuUncertaintyPerGiB : nil)
    }

    /// As the summary of single guests has it: what is not known is less than something.
    private static func cell(
        _ metric: (title: String, column: Column), _ figure: SummaryReport.Figure?
    ) -> String {
        guard let figure, !figure.isKnown else {
            return MetricText.value(figure?.median, metric.column)
        }
        return "< \(MetricText.value(figure.bound, metric.column))"
    }

    private static func note(_ figure: SummaryReport.Figure?, on name: String) -> String? {
        guard let figure, figure.isKnown, figure.median < 0 else { return nil }
        return "(\(name): \(SummaryReport.wordsBelowZero))"
    }

    /// How many guests a row is of.
    static func guests(_ row: Row) -> Int { row[RunColumns.concurrency.guests] ?? 1 }

    /// A row whose name does not say what stands before it.
    static func withoutGuests(_ row: Row) -> Row {
        var row = row
        row[RunColumns.concurrency.guests] = nil
        row[RunColumns.concurrency.direction] = nil
        return row
    }

    /// A table for a terminal or a file; empty where there are no rows.
    public var text: String {
        guard !lines.isEmpty else { return "" }
        var table = PlainTable(columns)
        for line in lines { table.add(line) }
        return table.text + notes.map { "\($0)\n" }.joined()
    }
}
