internal import Analysis
internal import Results

/// A map of the model, drawn: a panel for each figure, a box for each cell, a letter for each way.
struct CrossoverPicture {
    private let map: CrossoverMap
    private let model: MigrationModel
    private let names: WayNames
    private let note: [String]

    private var cellWidth: Int { min(150, max(96, 990 / max(map.columns.count, 1))) }
    private static let cellHeight = 58
    private static let left = 170
    private static let unclear = "fc rgb '#DDDDDD' fs solid 1.0 border lc rgb '#777777'"
    private static let sockets = "fc rgb '#E4DAF0' fs solid 1.0 border lc rgb '#777777'"
    private static let rdma = "fc rgb '#DCE9B5' fs solid 1.0 border lc rgb '#777777'"
    private static let endless = "fc rgb '#888888' fs pattern 5 border lc rgb '#777777'"
    private static let beyond = "fc rgb '#777777' fs transparent pattern 4 noborder"
    private static let run = "fc rgb '#000000' fs empty border lc rgb '#000000' lw 4"

    init(_ map: CrossoverMap, _ model: MigrationModel, _ names: WayNames, _ note: [String]) {
        self.map = map
        self.model = model
        self.names = names
        self.note = note
    }

    func picture(_ name: String) -> Picture {
        var sheet = Sheet(
            name: name,
            title: "Which transport by the model: \(map.base.workload), by "
                + (map.axis == .link ? "link rate" : "dirty rate"),
            subtitle: fixed.enumerated().map { ($0 == 0 ? "everywhere: " : "") + $1 },
            columns: [
                "panel", "x", "y", "dirty_rate_mib_s", "link_gb_s", "memory_bytes", "value",
                "lead_percent", "rgb", "metric", "region", "by", "outcome", "transport",
            ], legend: legend, width: max(Self.left + map.columns.count * cellWidth + 40, 1200))
        sheet.script.add(
            "only(panel, name, word, x) = "
                + "column('panel') == panel && strcol(name) eq word ? x : NaN")
        for (number, panel) in map.panels.enumerated() { add(panel, number + 1, to: &sheet) }
        return sheet.picture(note: note + rules + leads + others)
    }

    /// When a cell names somebody.
    private var rules: [String] {
        let margins = map.panels.compactMap { panel in
            model.largestMargin(panel.metric).map {
                "\(Quantity.times($0)) for \(Self.word(panel.metric))"
            }
        }
        let error =
            margins.isEmpty
            ? ["elsewhere nothing is named: nobody knows how far the model is off"]
            : [
                "elsewhere: least beyond noise, where some measured cell is clear, and by more than the "
                    + "model was off by in that ratio at what it had not seen, up to "
                    + margins.joined(separator: ", ")
            ]
        return ["a measured cell: clearly least by its own runs, as in the report's answers"]
            + error
    }

    /// What the figure in a cell is.
    private var leads: [String] {
        let hasLead = map.panels.flatMap(\.cells).contains { cell in
            switch cell.outcome {
            case .best(_, let lead), .family(_, let lead): lead != nil
            case .unclear, .endless: false
            }
        }
        return hasLead ? ["%: how much less than the next"] : []
    }

    /// Ways that are named nowhere.
    private var others: [String] {
        let unnamed = names.order.filter { !named.contains($0) }
        guard !unnamed.isEmpty else { return [] }
        let labels = unnamed.map { names.labels[$0] }.joined(separator: ", ")
        return ["took part and is named nowhere: \(labels)"]
    }

    /// The ways that are best somewhere.
    private var named: Set<Int> {
        Set(
            map.panels.flatMap(\.cells).compactMap { cell in
                if case .best(let way, _) = cell.outcome { way } else { nil }
            })
    }

    /// What does not change over the map.
    private var fixed: [String] { map.base.fixed(besides: map.axis, ceiling: model.ceiling) }

    /// Those transports and signs that stand in a cell.
    private var legend: [Sheet.Entry] {
        let cells = map.panels.flatMap(\.cells)
        let found = Set(cells.map { Self.name($0.outcome) } + cells.map(\.region.rawValue))
        let signs = [
            ("sockets", "some socket transport", Self.sockets),
            ("rdma", "some RDMA transport", Self.rdma),
            ("unclear", "nothing clear: noise, or the model's error, could turn it", Self.unclear),
            ("endless", "precopy ends for none", Self.endless),
            (MapRegion.measured.rawValue, "measured", Self.run),
            (MapRegion.beyond.rawValue, "extrapolated", Self.beyond),
        ]
        return names.order.filter(named.contains).map { way in
            let fill = "fc rgb '\(names.looks[way].color)' fs transparent solid 0.45 border"
            return Sheet.Entry(
                text: "\(names.letters[way]) \(names.labels[way])", sign: .box(fill))
        }
            + signs.filter { found.contains($0.0) }.map {
                Sheet.Entry(text: $0.1, sign: .box($0.2))
            }
    }

    /// `total time`.
    private static func word(_ metric: MigrationModel.Metric) -> String {
        switch metric {
        case .total: "total time"
        case .downtime: "downtime"
        case .cpu: "CPU time"
        }
    }

    private func add(_ panel: CrossoverMap.Panel, _ number: Int, to sheet: inout Sheet) {
        let room = sheet.script.width - Self.left - map.columns.count * cellWidth
        sheet.panel(
            "least \(Self.word(panel.metric))", left: Self.left, right: max(room, 40),
            height: map.rows.count * Self.cellHeight)
        sheet.script.add(
            "unset grid", "unset xtics", "unset ytics", "unset border",
            "set xrange [-0.5:\(map.columns.count) - 0.5]",
            "set yrange [-0.5:\(map.rows.count) - 0.5]")
        sheet.axes(
            below: map.axis == .link ? "link (Gb/s)" : "dirtied by the guest, a second",
            left: ("guest memory", 128))
        for (x, value) in map.columns.enumerated() {
            sheet.script.add(
                "set label \(sheet.script.word(columnWord(value))) at \(x), graph 0 center "
                    + "offset screen 0, -24./height font ',\(Script.noteSize)'")
        }
        for (y, value) in map.rows.enumerated() {
            sheet.script.add(
                "set label \(sheet.script.word(Quantity.bytes(value))) at graph 0, first \(y) "
                    + "right offset screen -10./width, 0")
        }
        for cell in panel.cells {
            write(cell, &sheet)
            add(cell, panel.metric, number, to: &sheet)
        }
        plot(panel.cells, number, &sheet)
    }

    private func columnWord(_ value: Double) -> String {
        if map.axis == .link { return Quantity.gigabits(megabitsPerSecond: value * 8 / 1e6) }
        if value == 0 { return "nothing" }
        return Quantity.rate(mebibytesPerSecond: value / 0x1p20)
    }

    private func write(_ cell: CrossoverMap.Cell, _ sheet: inout Sheet) {
        let name: String
        switch cell.outcome {
        case .best(let way, let lead): name = names.letters[way] + Self.percent(lead)
        case .family(let family, let lead):
            name = (family == .rdma ? "RDMA" : "sockets") + Self.percent(lead)
        case .unclear, .endless: name = ""
        }
        guard !name.isEmpty else { return }
        let isHatched = cell.region == .beyond || cell.outcome == .endless
        if isHatched { sheet.clear(name, x: cell.column, y: cell.row, size: Script.noteSize) }
        sheet.script.add(
            "set label \(sheet.script.word(name)) at \(cell.column), "
                + "\(cell.row) center font ',\(Script.noteSize)' front")
    }

    private static func percent(_ lead: Double?) -> String {
        lead.map { " \(Quantity.significant($0 * 100, atMost: 0)) %" } ?? " alone"
    }

    private func plot(_ cells: [CrossoverMap.Cell], _ number: Int, _ sheet: inout Sheet) {
        let file = "'\(sheet.script.name).tsv'"
        let box = { (column: String, word: String) in
            "\(file) using (only(\(number), '\(column)', '\(word)', column('x'))):'y':"
                + "(column('x') - 0.47):(column('x') + 0.47):"
                + "(column('y') - 0.44):(column('y') + 0.44)"
        }
        let has = { (test: (CrossoverMap.Cell) -> Bool) in cells.contains(where: test) }
        var elements: [String] = []
        if has({ Self.name($0.outcome) == "best" }) {
            elements.append(
                "\(box("outcome", "best")):'rgb' with boxxyerror fc rgb variable "
                    + "fs transparent solid 0.45 border lc rgb '#777777' notitle")
        }
        let styles = [
            ("sockets", Self.sockets), ("rdma", Self.rdma), ("unclear", Self.unclear),
            ("endless", Self.endless),
        ]
        for (name, style) in styles where has({ Self.name($0.outcome) == name }) {
            elements.append("\(box("outcome", name)) with boxxyerror \(style) notitle")
        }
        for (region, style) in [(MapRegion.beyond, Self.beyond), (.measured, Self.run)]
        where has({ $0.region == region }) {
            elements.append("\(box("region", region.rawValue)) with boxxyerror \(style) notitle")
        }
        sheet.script.plot(elements)
    }

    private static func name(_ outcome: CrossoverMap.Outcome) -> String {
        switch outcome {
        case .best: "best"
        case .family(let family, _): family == .rdma ? "rdma" : "sockets"
        case .unclear: "unclear"
        case .endless: "endless"
        }
    }

    private func add(
        _ cell: CrossoverMap.Cell, _ metric: MigrationModel.Metric, _ panel: Int,
        to sheet: inout Sheet
    ) {
        let lead: Double? =
            switch cell.outcome {
            case .best(_, let lead), .family(_, let lead): lead.map { $0 * 100 }
            case .unclear, .endless: nil
            }
        let axis = map.columns[cell.column]
        let rate = map.axis == .link ? map.base.dirtyBytesPerSecond : axis
        sheet.table.add([
            .count(panel), .count(cell.column), .count(cell.row), .decimal(rate / 0x1p20),
            map.axis == .link ? .decimal(axis * 8 / 1e9) : nil,
            .decimal(map.rows[cell.row]), cell.value.map { .decimal($0) },
            lead.map { .decimal($0) }, cell.lowest.map { .count(names.looks[$0].rgb) },
            .text(metric.rawValue), .text(cell.region.rawValue),
            .text(cell.isOfRuns ? "runs" : "model"), .text(Self.name(cell.outcome)),
            cell.lowest.map { .text(names.labels[$0]) },
        ])
    }
}
