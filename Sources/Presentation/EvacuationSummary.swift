internal import Analysis
public import Results

/// What guests that migrated at once come to together: medians of the rows of `evacuations.csv`, a line
/// a case.
public struct EvacuationSummary: Sendable {
    let columns: [PlainTable.Column]
    let lines: [[String]]

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
        lines = cases.values.sorted { CaseOrder.isBefore($0[0], $1[0]) }.map { rows in
            let example = rows[0]
            let way = example[RunColumns.concurrency.direction] == nil ? "" : ", half each way"
            let guests = "\(Self.guests(example))\(way)"
            let name = names.full(Self.withoutGuests(example))
            let figures = Self.metrics.map {
                MetricText.value(median(rows.figures($0.column)), $0.column)
            }
            let completed = rows.count {
                $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
            }
            return ["\(guests): \(name)"] + figures + ["\(completed) of \(rows.count)"]
        }
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
        return table.text
    }
}
