internal import Results

/// Horizontal bars of parts, one for each way to carry memory, with the figure of the whole on top.
struct StackedBars {
    let name: String
    let title: String
    /// What the parts are of: gives the unit.
    let column: Column
    /// What stands below the axis, less the unit.
    let axis: String
    /// What stands in the legend for the whole.
    let whole: String
    let parts: [Part]
    let panels: [RowPanel<Bar>]

    /// What a bar is made of, from left to right.
    struct Part {
        /// In the data.
        let name: String
        /// In the legend.
        let title: String
        /// How gnuplot fills it.
        let fill: String

        init(_ name: String, _ title: String, _ color: String, pattern: Int? = nil) {
            self.name = name
            self.title = title
            let style = pattern.map { "pattern \($0)" } ?? "solid 1.0"
            fill = "fc rgb '\(color)' fs \(style) border lc rgb '#333333'"
        }
    }

    /// One bar.
    struct Bar {
        /// The way to carry memory.
        let label: String
        /// The median of each part; nil where it was not measured.
        let parts: [Double?]
        let whole: Spread?
        /// How many runs it is of.
        let count: Int

        /// Where each part begins and ends.
        var ends: [(from: Double, to: Double)?] {
            var end = 0.0
            return parts.map { part in
                guard let part else { return nil }
                defer { end += part }
                return (end, end + part)
            }
        }

        var reach: Double {
            max(parts.reduce(0) { $0 + ($1 ?? 0) }, whole?.high ?? 0)
        }
    }

    private static let mark = "pt 12 ps 1.7*dot lw 2.5 lc rgb '#000000'"

    /// The suffix of columns of the data.
    private var suffix: String { column.unit == "ms" ? "ms" : "s_per_gib" }

    /// As many pictures as it takes.
    func pictures(note: [String]) -> [Picture] {
        RowPanel.sheets(panels).enumerated().map { picture($0.element, $0.offset, note) }
    }

    private func picture(_ panels: [RowPanel<Bar>], _ index: Int, _ note: [String]) -> Picture {
        let bars = panels.flatMap(\.rows)
        let used = parts.indices.filter { part in bars.contains { ($0.parts[part] ?? 0) > 0 } }
        let legend = used.map { Sheet.Entry(text: parts[$0].title, sign: .box(parts[$0].fill)) }
        var sheet = Sheet(
            name: Sheet.name(name, index), title: title,
            columns: [
                "panel", "row", "from_\(suffix)", "to_\(suffix)", "median_\(suffix)", "n", "part",
                "transport", "setting",
            ],
            legend: legend + [.init(text: whole, sign: .mark(Self.mark))])
        sheet.script.add(
            "only(panel, part, x) = column('panel') == panel && strcol('part') eq part ? x : NaN")
        let unit = AxisUnit(column, upTo: bars.map(\.reach).max() ?? 0)
        let room = Sheet.roomToTheLeft(bars.map(Self.label))
        for (number, panel) in panels.enumerated() {
            let alike = panels.filter { $0.memory == panel.memory }.flatMap(\.rows)
            add(panel, number + 1, to: &sheet, unit, room, alike)
        }
        let spreads = bars.compactMap(\.whole)
        return sheet.picture(
            note: note + [
                "bars: medians of each part", Spread.words(spreads),
                Spread.counts(bars.map(\.count)),
            ])
    }

    private static func label(_ bar: Bar) -> String { "\(bar.label)  (n \(bar.count))" }

    private func add(
        _ panel: RowPanel<Bar>, _ number: Int, to sheet: inout Sheet, _ unit: AxisUnit,
        _ room: Int, _ alike: [Bar]
    ) {
        sheet.rowPanel(
            panel.title, panel.rows.map(Self.label), left: room, axis: unit.title(axis))
        let low = min(0, alike.compactMap(\.whole?.low).min() ?? 0)
        let high = alike.map(\.reach).max() ?? 0
        sheet.script.add(unit.range("x", low * 1.04, high > 0 ? high * 1.04 : 1))
        for (row, bar) in panel.rows.enumerated() {
            add(bar, row, number, panel.title, to: &sheet)
        }
        let file = "'\(sheet.script.name).tsv'"
        let (from, to) = (unit.of("from_\(suffix)"), unit.of("to_\(suffix)"))
        var elements = parts.enumerated().filter { part, _ in
            panel.rows.contains { ($0.parts[part] ?? 0) > 0 }
        }.map { _, part in
            "\(file) using (only(\(number), '\(part.name)', \(from))):'row':\(from):\(to):"
                + "(column('row') - 0.34):(column('row') + 0.34) "
                + "with boxxyerror \(part.fill) notitle"
        }
        if panel.rows.contains(where: { $0.whole != nil }) {
            elements.append(
                "\(file) using (only(\(number), 'whole', \(unit.of("median_\(suffix)")))):'row':"
                    + "\(from):\(to) with xerrorbars \(Self.mark) notitle")
        }
        sheet.script.plot(elements)
    }

    private func add(
        _ bar: Bar, _ row: Int, _ panel: Int, _ setting: String, to sheet: inout Sheet
    ) {
        for (part, ends) in zip(parts, bar.ends) {
            guard let ends else { continue }
            sheet.table.add([
                .count(panel), .count(row), .decimal(ends.from), .decimal(ends.to),
                .decimal(ends.to - ends.from), .count(bar.count), .text(part.name),
                .text(bar.label), .text(setting),
            ])
        }
        guard let whole = bar.whole else { return }
        sheet.table.add([
            .count(panel), .count(row), .decimal(whole.low), .decimal(whole.high),
            .decimal(whole.median), .count(whole.count), .text("whole"), .text(bar.label),
            .text(setting),
        ])
    }
}
