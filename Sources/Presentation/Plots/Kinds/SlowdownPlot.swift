internal import Analysis
internal import Results

extension Plot {
    /// What the guest lost to a migration.
    static let slowdown = Plot(
        name: "slowdown", summary: "how much less the guest did while it was migrated: every run",
        draw: { source throws(PlotError) in
            let column = RunColumns.guest.slowdownPercent.column
            let cases = try source.cases(measuring: [column]) { !$0.variant.isHarness }
            let dots = DotRows(
                name: "slowdown", title: "How much less the guest did while it was migrated",
                column: column, axis: "fewer operations than alone, downtime included",
                isLogarithmic: false,
                kinds: [
                    .init(
                        name: "run", title: "a run", mark: "pt 7 ps 0.9*dot lw 1",
                        hasWhiskers: false),
                    .init(
                        name: "median", title: "median", mark: "pt 13 ps 1.8*dot lw 2.5",
                        hasWhiskers: true),
                ],
                panels: cases.map { one in
                    RowPanel(
                        title: one.title, memory: one.example[RunColumns.case.memoryBytes],
                        rows: one.entries.map { line($0, column) })
                })
            return dots.pictures(note: try source.words(["null is left out"]))
        })

    private static func line(
        _ entry: PlotCase.Entry, _ column: Column
    ) -> DotRows.Line {
        let figures = entry.rows.figures(column)
        let runs = figures.compactMap { Spread([$0]) }.map { (kind: 0, spread: $0) }
        let all = Spread(figures).map { (kind: 1, spread: $0) }
        return DotRows.Line(
            label: entry.label, look: entry.look, points: runs + [all].compactMap(\.self),
            count: figures.count)
    }
}
