internal import Analysis
internal import Results

extension Plot {
    /// What more channels bring.
    static let scaling = Plot(
        name: "scaling", summary: "bandwidth by number of channels, against what the link carries",
        draw: { source throws(PlotError) in try ScalingPlot(source).pictures() })
}

/// Bandwidth by channels, a line for each transport that was run with several numbers of them.
private struct ScalingPlot {
    private let source: PlotSource
    private let column = RunColumns.amount.bandwidthMbps.column

    /// One line.
    private struct Family {
        let label: String
        let look: Look
        let points: [(channels: Int, entry: PlotCase.Entry)]
    }

    init(_ source: PlotSource) { self.source = source }

    func pictures() throws(PlotError) -> [Picture] {
        let cases = try source.cases(measuring: [column]) { !$0.variant.isHarness }
        let kept = cases.map { (title: $0.title, families: families($0)) }.filter { one in
            one.families.contains { $0.points.count > 1 }
        }
        guard !kept.isEmpty else {
            throw .nothing("no transport was run with several numbers of channels")
        }
        let note = try source.words([])
        return kept.parts(of: 3).enumerated().map { index, cases in
            picture(cases, Sheet.name("scaling", index), note)
        }
    }

    /// The transports of a setting, each with all its numbers of channels: one alone is a point.
    private func families(_ one: PlotCase) -> [Family] {
        let variants = one.entries.map(\.variant)
        var order: [String] = []
        var families: [String: [PlotCase.Entry]] = [:]
        for entry in one.entries {
            let label = DisplayWidth.fitted(entry.variant.familyLabel(among: variants), to: 34)
            if families[label] == nil { order.append(label) }
            families[label, default: []].append(entry)
        }
        return order.compactMap { label in
            let points = (families[label] ?? []).map { ($0.variant.channels ?? 1, $0) }
                .sorted { $0.0 < $1.0 }
            guard let transport = points.first?.1.variant.transport else { return nil }
            // Ways of one transport differ in dashes by their place among its families.
            let place = order.prefix { $0 != label }.count {
                families[$0]?.first?.variant.transport == transport
            }
            return Family(label: label, look: Look(transport, place), points: points)
        }
    }

    private func picture(
        _ cases: [(title: String, families: [Family])], _ name: String, _ note: [String]
    ) -> Picture {
        var sheet = Sheet(
            name: name, title: "What more channels bring",
            columns: [
                "panel", "series", "channels", "x", column.name, "low_mbps", "high_mbps",
                "link_ceiling_mbps", "n", "transport", "setting",
            ])
        sheet.script.add(
            "only(panel, series, x) = "
                + "column('panel') == panel && column('series') == series ? x : NaN")
        let room = sheet.roomToTheRight(cases.flatMap(\.families).flatMap(titles))
        for (number, one) in cases.enumerated() {
            add(one.families, one.title, number + 1, to: &sheet, room)
        }
        let points = cases.flatMap(\.families).flatMap(\.points).map(\.entry)
        let spreads = points.compactMap { $0.spread(column) }
        var more = [Spread.words(spreads), Spread.counts(spreads.map(\.count))]
        more.append("transports with as many channels stand side by side")
        if !points.contains(where: { ceiling($0) != nil }) {
            more.append("the link's ceiling was not measured")
        }
        return sheet.picture(note: note + more)
    }

    /// What the link carried without a migration, as these runs have it.
    private func ceiling(_ entry: PlotCase.Entry) -> Double? {
        Analysis.median(entry.rows.figures(RunColumns.amount.linkCeilingMbps.column))
    }

    /// In the legend: the transport, and where it was measured what the link carries for it.
    private func titles(_ family: Family) -> [String] {
        let hasCeiling = family.points.contains { ceiling($0.entry) != nil }
        return [family.label] + (hasCeiling ? ["link, for \(family.label)"] : [])
    }

    private func add(
        _ families: [Family], _ title: String, _ number: Int, to sheet: inout Sheet, _ room: Int
    ) {
        let key = families.flatMap { family in
            let own = family.points.count > 1 ? family.look.sign : .mark(family.look.mark)
            return zip(titles(family), [own, .line(Self.ceilingLine(family))]).map {
                Sheet.Entry(text: $0, sign: $1)
            }
        }
        sheet.panel(
            title, left: 120, right: room,
            height: Sheet.height(atLeast: 280, words: key.count))
        let unit = AxisUnit(column, upTo: 0)
        let channels = families.flatMap { $0.points.map(\.channels) }
        let all = families.flatMap { $0.points.map(\.entry) }
        let reach = all.flatMap { [$0.spread(column)?.high, ceiling($0)] }
        let most = reach.compactMap(\.self).max() ?? 0
        let ticks = Set(channels).sorted().map(String.init).joined(separator: ", ")
        sheet.script.add(
            "set logscale x 2",
            "set xrange [\(Double(channels.min() ?? 1) / 1.2):\(Double(channels.max() ?? 1) * 1.2)]",
            "set xtics (\(ticks))", unit.range("y", 0, most > 0 ? most * 1.1 : 1))
        sheet.axes(below: "channels", left: (unit.title("bandwidth"), 90))
        sheet.keyToTheRight(key)
        var elements: [String] = []
        for (place, family) in families.enumerated() {
            add(family, place + 1, number, title, among: families, to: &sheet)
            let only = { (factor: Double) in
                "(only(\(number), \(place + 1), column('x') * \(factor)))"
            }
            let file = "'\(sheet.script.name).tsv'"
            let data =
                "\(file) using \(only(1)):\(unit.of(column.name))"
            elements += [
                "\(data) with lines \(family.look.line) notitle",
                "\(data):\(unit.of("low_mbps")):\(unit.of("high_mbps")) "
                    + "with yerrorbars \(family.look.mark) notitle",
            ]
            let link = unit.of("link_ceiling_mbps")
            switch family.points.count(where: { ceiling($0.entry) != nil }) {
            case 0: continue
            case 1:  // a line through one point is none: it reaches to both sides of it
                elements.append(
                    "\(file) using \(only(1 / 1.15)):\(link):"
                        + "\(only(1.15 - 1 / 1.15)):(0) "
                        + "with vectors nohead \(Self.ceilingLine(family)) notitle")
            default:
                elements.append(
                    "\(file) using \(only(1)):\(link) "
                        + "with lines \(Self.ceilingLine(family)) notitle")
            }
        }
        sheet.script.plot(elements)
    }

    /// Where a point stands on the axis: side by side with those of as many channels.
    private static func x(_ channels: Int, of family: Family, among families: [Family]) -> Double {
        let alike = families.filter { $0.points.contains { $0.channels == channels } }
        let place = alike.firstIndex { $0.label == family.label } ?? 0
        return Double(channels) * (1 + 0.04 * (Double(place) - Double(alike.count - 1) / 2))
    }

    private static func ceilingLine(_ family: Family) -> String {
        "lc rgb '\(family.look.color)' dt (3,5) lw 4"
    }

    private func add(
        _ family: Family, _ series: Int, _ panel: Int, _ setting: String,
        among families: [Family], to sheet: inout Sheet
    ) {
        for (channels, entry) in family.points {
            guard let spread = entry.spread(column) else { continue }
            sheet.table.add([
                .count(panel), .count(series), .count(channels),
                .decimal(Self.x(channels, of: family, among: families)), .decimal(spread.median),
                .decimal(spread.low), .decimal(spread.high), ceiling(entry).map { .decimal($0) },
                .count(spread.count), .text(family.label), .text(setting),
            ])
        }
    }
}
