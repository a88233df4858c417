internal import Results

extension Plot {
    /// How long the guest's operations took.
    static let latency = Plot(
        name: "latency", summary: "latency of the guest's operations during the migration",
        draw: { source throws(PlotError) in
            let guest = RunColumns.guest
            let columns = [guest.opP50Us, guest.opP99Us, guest.opP999Us, guest.opMaxUs].map(
                \.column)
            let cases = try source.cases(measuring: columns) { !$0.variant.isHarness }
            let marks = [("p50", "median", 6), ("p99", "99 %", 4), ("p99.9", "99.9 %", 8)]
            let dots = DotRows(
                name: "latency", title: "How long the guest's operations take while it is migrated",
                column: columns[0], axis: "latency since an operation was due", isLogarithmic: true,
                kinds: (marks + [("max", "the longest", 2)]).map { name, title, point in
                    .init(
                        name: name, title: title, mark: "pt \(point) ps 1.7*dot lw 2.5",
                        hasWhiskers: true)
                },
                panels: cases.map { one in
                    RowPanel(
                        title: one.title, memory: one.example[RunColumns.case.memoryBytes],
                        rows: one.entries.map { entry in
                            DotRows.Line(
                                label: entry.label, look: entry.look,
                                points: columns.enumerated().compactMap { kind, column in
                                    guard entry.isWhole(in: column) else { return nil }
                                    return entry.spread(column).map { (kind, $0) }
                                }, count: entry.completed)
                        })
                })
            return dots.pictures(
                note: try source.words([
                    "medians over the runs",
                    "a percentile only where each run of the row had operations enough for it",
                    "null is left out",
                ]))
        })
}

extension PlotCase.Entry {
    /// Whether each completed run has a figure: a median of those that do would be of other runs than
    /// the figures beside it.
    fileprivate func isWhole(in column: Column) -> Bool {
        rows.allSatisfy {
            $0[RunColumns.outcome.status] != RunStatus.completed.rawValue
                || $0.number(column) != nil
        }
    }
}
