internal import Analysis
internal import Results

extension Plot {
    /// How long the guest stood still.
    static let downtime = Plot(
        name: "downtime", summary: "how long the guest stood still: every run, as a distribution",
        draw: { source throws(PlotError) in try DowntimePlot(source).pictures() })
}

/// The empirical distribution of the downtime: at each run's downtime, the share of runs that stood
/// still no longer.
private struct DowntimePlot {
    private let source: PlotSource
    private let column = RunColumns.time.downtimeMs.column

    init(_ source: PlotSource) { self.source = source }

    func pictures() throws(PlotError) -> [Picture] {
        let cases = try source.cases(measuring: [column])
        let note = try source.words(["a point is a run"])
        let isLogarithmic = isLogarithmic(cases)
        return cases.parts(of: 3).enumerated().map { index, cases in
            picture(cases, Sheet.name("downtime", index), note, isLogarithmic: isLogarithmic)
        }
    }

    /// Where it takes that in one panel all have it: an axis that is read like the next is like it.
    private func isLogarithmic(_ cases: [PlotCase]) -> Bool {
        let ends = cases.map(figures).compactMap { all in
            all.min().flatMap { least in all.max().map { (least: least, most: $0) } }
        }
        return ends.allSatisfy { $0.least > 0 } && ends.contains { $0.most / $0.least >= 20 }
    }

    private func picture(
        _ cases: [PlotCase], _ name: String, _ note: [String], isLogarithmic: Bool
    ) -> Picture {
        var sheet = Sheet(
            name: name, title: "How long the guest stands still",
            columns: [
                "panel", "series", column.name, "share_percent", "n", "transport", "setting",
            ])
        sheet.script.add(
            "only(panel, series, x) = "
                + "column('panel') == panel && column('series') == series ? x : NaN")
        let panels = cases.map { ($0, titles($0)) }
        let room = sheet.roomToTheRight(panels.flatMap(\.1), size: Script.noteSize)
        for (number, panel) in panels.enumerated() {
            add(panel.0, panel.1, number + 1, to: &sheet, room, isLogarithmic: isLogarithmic)
        }
        let spreads = cases.flatMap(\.entries).compactMap { $0.spread(column) }
        return sheet.picture(
            note: note + [
                Spread.words(spreads, "in brackets"), Spread.counts(spreads.map(\.count)),
            ])
    }

    private func figures(_ one: PlotCase) -> [Double] {
        one.entries.flatMap { $0.rows.figures(column) }
    }

    private func titles(_ one: PlotCase) -> [String] {
        let unit = AxisUnit(column, upTo: figures(one).max() ?? 0)
        return one.entries.map { title($0, unit) }
    }

    private func add(
        _ one: PlotCase, _ titles: [String], _ number: Int, to sheet: inout Sheet, _ room: Int,
        isLogarithmic: Bool
    ) {
        let all = figures(one)
        guard let least = all.min(), let most = all.max() else { return }
        let unit = AxisUnit(column, upTo: most)
        sheet.panel(
            one.title, left: 110, right: room,
            height: Sheet.height(atLeast: 260, words: titles.count, size: Script.noteSize))
        let script = sheet.script.name
        sheet.script.add(
            "set yrange [0:105]", "set ytics 25")
        sheet.axes(below: unit.title("downtime"), left: ("share of runs (%)", 82))
        sheet.keyToTheRight(
            zip(titles, one.entries).map { Sheet.Entry(text: $0, sign: $1.look.sign) },
            size: Script.noteSize)
        if isLogarithmic {
            sheet.script.add(unit.logarithmic("x", least / 1.5, most * 1.5))
        } else {
            sheet.script.add(unit.range("x", 0, most > 0 ? most * 1.06 : 1))
        }
        var elements: [String] = []
        for (series, entry) in one.entries.enumerated() {
            add(entry, series + 1, number, one.title, to: &sheet)
            let data =
                "'\(script).tsv' using (only(\(number), \(series + 1), "
                + "\(unit.of(column.name)))):'share_percent'"
            elements += [
                "\(data) with steps \(entry.look.line) notitle",
                "\(data) with points \(entry.look.mark) notitle",
            ]
        }
        sheet.script.plot(elements)
    }

    /// `tcp: 6.1 ms [5.8, 6.6], n 10`.
    private func title(_ entry: PlotCase.Entry, _ unit: AxisUnit) -> String {
        guard let spread = entry.spread(column) else { return entry.label }
        let ends = "[\(unit.text(spread.low)), \(unit.text(spread.high))]"
        return "\(entry.label): \(unit.text(spread.median)) \(unit.name) \(ends), n \(spread.count)"
    }

    private func add(
        _ entry: PlotCase.Entry, _ series: Int, _ panel: Int, _ setting: String,
        to sheet: inout Sheet
    ) {
        let figures = entry.rows.figures(column).sorted()
        for (place, figure) in figures.enumerated() {
            let share = Double(place + 1) / Double(figures.count) * 100
            sheet.table.add([
                .count(panel), .count(series), .decimal(figure), .decimal(share),
                .count(figures.count), .text(entry.label), .text(setting),
            ])
        }
    }
}
