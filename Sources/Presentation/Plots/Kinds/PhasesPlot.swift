internal import Analysis
internal import Results

extension Plot {
    /// Where the time of a migration went.
    static let phases = Plot(
        name: "phases",
        summary: "where the time went: setup and pinning, precopy, downtime, teardown",
        draw: { source throws(PlotError) in
            let time = RunColumns.time
            let cases = try source.cases(measuring: [time.totalMs.column])
            let bars = StackedBars(
                name: "phases", title: "Where the time of a migration goes",
                column: time.totalMs.column, axis: "time", whole: "total, without teardown",
                parts: [
                    .init("setup", "setup", "#999999"),
                    .init("pinning", "pinning at the source", "#E69F00", pattern: 4),
                    .init("precopy", "precopy", "#56B4E9"),
                    .init("downtime", "downtime", "#D55E00"),
                    .init("teardown", "teardown", "#666666", pattern: 2),
                ],
                panels: cases.map { one in
                    RowPanel(
                        title: one.title, memory: one.example[RunColumns.case.memoryBytes],
                        rows: one.entries.map { phases($0) })
                })
            return bars.pictures(note: try source.words([]))
        })

    /// Pinning at the source is part of setup, on the same clock; that at the destination goes on
    /// beside it.
    private static func phases(_ entry: PlotCase.Entry) -> StackedBars.Bar {
        let time = RunColumns.time
        let completed = entry.rows.filter {
            $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
        }
        let pinning = completed.compactMap { row in
            row[time.pinSourceMs].map { min($0, row[time.setupMs] ?? 0) }
        }
        let setup = completed.compactMap { row in
            row[time.setupMs].map { $0 - min($0, row[time.pinSourceMs] ?? 0) }
        }
        let rest = [time.precopyMs, time.downtimeMs, time.teardownMs].map {
            Analysis.median(entry.rows.figures($0.column))
        }
        return StackedBars.Bar(
            label: entry.label, parts: [Analysis.median(setup), Analysis.median(pinning)] + rest,
            whole: entry.spread(time.totalMs.column), count: entry.completed)
    }
}
