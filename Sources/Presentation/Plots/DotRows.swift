internal import Results

/// Points along a line for each way to carry memory.
struct DotRows {
    let name: String
    let title: String
    /// What the points are of: gives the unit.
    let column: Column
    /// What stands below the axis, less the unit.
    let axis: String
    let isLogarithmic: Bool
    let kinds: [Kind]
    let panels: [RowPanel<Line>]

    /// One kind of points.
    struct Kind {
        /// In the data.
        let name: String
        /// In the legend.
        let title: String
        /// gnuplot's point, less its colour.
        let mark: String
        let hasWhiskers: Bool
    }

    /// One row.
    struct Line {
        /// The way to carry memory.
        let label: String
        let look: Look
        /// The points with the place of their kind.
        let points: [(kind: Int, spread: Spread)]
        /// How many runs they are of.
        let count: Int
    }

    /// As many pictures as it takes.
    func pictures(note: [String]) -> [Picture] {
        RowPanel.sheets(panels).enumerated().map { picture($0.element, $0.offset, note) }
    }

    private func picture(_ panels: [RowPanel<Line>], _ index: Int, _ note: [String]) -> Picture {
        let lines = panels.flatMap(\.rows)
        var sheet = Sheet(
            name: Sheet.name(name, index), title: title,
            columns: [
                "panel", "row", column.name, "low", "high", "n", "rgb", "kind", "transport",
                "setting",
            ],
            legend: kinds.map {
                Sheet.Entry(text: $0.title, sign: .mark("\($0.mark) lc rgb '#444444'"))
            })
        sheet.script.add(
            "only(panel, kind, x) = column('panel') == panel && strcol('kind') eq kind ? x : NaN")
        let unit = AxisUnit(column, upTo: lines.map(Self.reach).max() ?? 0)
        let room = Sheet.roomToTheLeft(lines.map(Self.label))
        for (number, panel) in panels.enumerated() {
            let alike = panels.filter { $0.memory == panel.memory }.flatMap(\.rows)
            add(panel, number + 1, to: &sheet, unit, room, alike)
        }
        let known = lines.flatMap(\.points).filter { kinds[$0.kind].hasWhiskers }
        return sheet.picture(
            note: note + [
                Spread.words(known.map(\.spread)), Spread.counts(lines.map(\.count)),
            ])
    }

    private static func label(_ line: Line) -> String { "\(line.label)  (n \(line.count))" }
    private static func reach(_ line: Line) -> Double { line.points.map(\.spread.high).max() ?? 0 }

    private func add(
        _ panel: RowPanel<Line>, _ number: Int, to sheet: inout Sheet, _ unit: AxisUnit,
        _ room: Int, _ alike: [Line]
    ) {
        sheet.rowPanel(
            panel.title, panel.rows.map(Self.label), left: room, axis: unit.title(axis),
            step: max(38, 16 * kinds.count(where: \.hasWhiskers)))
        let all = alike.flatMap(\.points).map(\.spread)
        let (low, high) = (all.map(\.low).min() ?? 0, all.map(\.high).max() ?? 0)
        if isLogarithmic, low > 0 {
            sheet.script.add(unit.logarithmic("x", low / 1.5, high * 1.5))
        } else {
            let reach = max(high, -low, 1e-9)
            sheet.script.add(unit.range("x", min(0, low - reach * 0.04), high + reach * 0.04))
        }
        for (row, line) in panel.rows.enumerated() {
            add(line, row, number, panel.title, to: &sheet)
        }
        let file = "'\(sheet.script.name).tsv'"
        sheet.script.plot(
            kinds.enumerated().filter { kind, _ in
                panel.rows.contains { $0.points.contains { $0.kind == kind } }
            }.map { place, kind in
                let x = "(only(\(number), '\(kind.name)', \(unit.of(column.name))))"
                let whiskers = kind.hasWhiskers ? "\(unit.of("low")):\(unit.of("high")):" : ""
                let style = kind.hasWhiskers ? "xerrorbars" : "points"
                let y = "(column('row') + \(height(place)))"
                return "\(file) using \(x):\(y):\(whiskers)'rgb' with \(style) \(kind.mark) "
                    + "lc rgb variable notitle"
            })
    }

    /// How far from the middle of its row a kind stands: single runs above the line that their whiskers
    /// are, and of several kinds with whiskers one below the other.
    private func height(_ place: Int) -> Double {
        guard kinds[place].hasWhiskers else { return -0.24 }
        let before = kinds.prefix(place).count(where: \.hasWhiskers)
        return 0.22 * (Double(before) - Double(kinds.count(where: \.hasWhiskers) - 1) / 2)
    }

    private func add(
        _ line: Line, _ row: Int, _ panel: Int, _ setting: String, to sheet: inout Sheet
    ) {
        for point in line.points {
            sheet.table.add([
                .count(panel), .count(row), .decimal(point.spread.median),
                .decimal(point.spread.low), .decimal(point.spread.high),
                .count(point.spread.count), .count(line.look.rgb),
                .text(kinds[point.kind].name), .text(line.label), .text(setting),
            ])
        }
    }
}
