internal import Results

/// A map of winners, drawn: a panel for each metric, a box for each cell.
struct WinnersPicture {
    private let map: WinnerMaps.Map
    private let note: [String]

    private var cellWidth: Int { min(320, max(236, 990 / max(map.rates.count, 1))) }
    private static let cellHeight = 84
    private static let left = 170
    private static let unclear = "fc rgb '#DDDDDD' fs solid 1.0 border lc rgb '#333333'"
    private static let notConverged = "fc rgb '#888888' fs pattern 5 border lc rgb '#333333'"
    private static let empty = "fc rgb '#FFFFFF' fs solid 1.0 border lc rgb '#333333'"

    init(_ map: WinnerMaps.Map, _ note: [String]) {
        self.map = map
        self.note = note
    }

    func picture(_ name: String) -> Picture {
        let width = Self.left + map.rates.count * cellWidth + 40
        var sheet = Sheet(
            name: name, title: "Who wins where: \(map.title)",
            subtitle: map.fixed.enumerated().map { ($0 == 0 ? "everywhere: " : "") + $1 },
            columns: [
                "panel", "x", "y", "dirty_rate_mib_s", map.rows.column.name, "lead_percent",
                "not_converged_runs", "runs", "n_least", "n_most", "rgb", "metric", "outcome",
                "transport",
            ],
            legend: [
                .init(text: "no clear winner", sign: .box(Self.unclear)),
                .init(text: "did not converge", sign: .box(Self.notConverged)),
            ], width: max(width, 1200))
        sheet.script.add(
            "only(panel, outcome, x) = "
                + "column('panel') == panel && strcol('outcome') eq outcome ? x : NaN")
        for (number, panel) in map.panels.enumerated() {
            add(panel.metric, panel.cells, number + 1, to: &sheet)
        }
        let counts = map.panels.flatMap { $0.cells.flatMap(\.counts) }
        return sheet.picture(note: note + ["\(Spread.counts(counts)) a transport"])
    }

    private func add(
        _ metric: Column, _ cells: [WinnerMaps.Cell], _ number: Int, to sheet: inout Sheet
    ) {
        let room = sheet.script.width - Self.left - map.rates.count * cellWidth
        sheet.panel(
            Self.words(metric), left: Self.left, right: max(room, 40),
            height: map.rows.values.count * Self.cellHeight)
        sheet.script.add(
            "unset grid", "unset xtics", "unset ytics", "unset border",
            "set xrange [-0.5:\(map.rates.count) - 0.5]",
            "set yrange [-0.5:\(map.rows.values.count) - 0.5]")
        sheet.axes(below: "dirtied by the guest, a second", left: (map.rows.title, 128))
        for (x, rate) in map.rates.enumerated() {
            let words = rate.map { Quantity.rate(mebibytesPerSecond: $0) } ?? "unpaced"
            sheet.script.add(
                "set label \(sheet.script.word(words)) at \(x), graph 0 center "
                    + "offset screen 0, -24./height")
        }
        for (y, value) in map.rows.values.enumerated() {
            sheet.script.add(
                "set label \(sheet.script.word(map.rows.text(value))) at graph 0, first \(y) "
                    + "right offset screen -10./width, 0")
        }
        for cell in cells {
            write(cell, &sheet)
            add(cell, metric, number, to: &sheet)
        }
        plot(cells, number, &sheet)
    }

    /// `total time: lowest`.
    private static func words(_ metric: Column) -> String {
        let which = metric.polarity == .higherIsBetter ? "highest" : "lowest"
        return "\(which) \(MetricText.title(metric))"
    }

    private func write(_ cell: WinnerMaps.Cell, _ sheet: inout Sheet) {
        let gaveUp =
            cell.gaveUp.count > 0
            ? "\(cell.gaveUp.count) of \(cell.gaveUp.of) not converged" : nil
        let lines: [String?] =
            switch cell.outcome {
            case .winner(let label, _, let lead):
                [label, "by \(Quantity.significant(lead * 100, atMost: 1)) %", gaveUp]
            case .unclear: ["no clear winner", gaveUp]
            case .alone(let label): ["only \(label)", gaveUp ?? "was measured"]
            case .unknown: ["not known", "too short runs"]
            case .notConverged: ["did not converge"]
            case .empty: ["no figure"]
            }
        let shown = lines.compactMap(\.self)
        for (index, line) in shown.enumerated() {
            let fitted = DisplayWidth.fitted(
                line, to: Script.letters(in: cellWidth - 16, size: Script.noteSize))
            let offset = (Double(shown.count - 1) / 2 - Double(index)) * 23
            if case .notConverged = cell.outcome {
                sheet.clear(fitted, x: cell.x, y: cell.y, size: Script.noteSize)
            }
            sheet.script.add(
                "set label \(sheet.script.word(fitted)) at \(cell.x), \(cell.y) center "
                    + "offset screen 0, \(offset)/height font ',\(Script.noteSize)' front"
            )
        }
    }

    private func plot(_ cells: [WinnerMaps.Cell], _ number: Int, _ sheet: inout Sheet) {
        let file = "'\(sheet.script.name).tsv'"
        let box = { (outcome: String) in
            "\(file) using (only(\(number), '\(outcome)', column('x'))):'y':"
                + "(column('x') - 0.48):(column('x') + 0.48):"
                + "(column('y') - 0.46):(column('y') + 0.46)"
        }
        let styles = [
            ("unclear", Self.unclear), ("alone", Self.unclear), ("unknown", Self.unclear),
            ("not converged", Self.notConverged), ("empty", Self.empty),
        ]
        var elements: [String] = []
        if cells.contains(where: { Self.name($0.outcome) == "winner" }) {
            elements.append(
                "\(box("winner")):'rgb' with boxxyerror fc rgb variable "
                    + "fs transparent solid 0.45 border lc rgb '#333333' notitle")
        }
        for (name, style) in styles where cells.contains(where: { Self.name($0.outcome) == name }) {
            elements.append("\(box(name)) with boxxyerror \(style) notitle")
        }
        sheet.script.plot(elements)
    }

    private static func name(_ outcome: WinnerMaps.Outcome) -> String {
        switch outcome {
        case .winner: "winner"
        case .unclear: "unclear"
        case .alone: "alone"
        case .unknown: "unknown"
        case .notConverged: "not converged"
        case .empty: "empty"
        }
    }

    private func add(
        _ cell: WinnerMaps.Cell, _ metric: Column, _ panel: Int, to sheet: inout Sheet
    ) {
        let (label, rgb, lead): (String?, Int?, Double?) =
            switch cell.outcome {
            case .winner(let label, let look, let lead): (label, look.rgb, lead * 100)
            case .alone(let label): (label, nil, nil)
            case .unclear, .unknown, .notConverged, .empty: (nil, nil, nil)
            }
        sheet.table.add([
            .count(panel), .count(cell.x), .count(cell.y),
            map.rates[cell.x].map { .decimal($0) }, map.rows.values[cell.y],
            lead.map { .decimal($0) }, .count(cell.gaveUp.count), .count(cell.gaveUp.of),
            cell.counts.min().map { .count($0) }, cell.counts.max().map { .count($0) },
            rgb.map { .count($0) }, .text(metric.name), .text(Self.name(cell.outcome)),
            label.map { .text($0) },
        ])
    }
}
