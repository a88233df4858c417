internal import Analysis
internal import FoundationEssentials
internal import Results

extension Plot {
    /// How figures went from suite to suite.
    static let history = Plot(
        name: "history", summary: "medians through several suites, and where they changed",
        draw: { source throws(PlotError) in try HistoryPlot(source).pictures() })
}

/// The trends of several suites: each median against the first of its trend, so that trends of any
/// size share an axis.
private struct HistoryPlot {
    private let history: History
    private let source: PlotSource
    private let names: CaseNames
    private let looks: [Variant: Look]

    init(_ source: PlotSource) throws(PlotError) {
        guard source.suites.count > 1 else {
            throw .nothing("one suite has no history: name several")
        }
        self.source = source
        history = History(source.suites, source.metrics, seed: source.seed)
        let rows = history.trends.map(\.example)
        names = CaseNames(rows)
        looks = Look.all(rows.map(Variant.init))
    }

    func pictures() throws(PlotError) -> [Picture] {
        // Shares of what is not above zero say nothing; and one point is no trend.
        let trends = history.trends.filter { $0.points.count > 1 && Self.base($0) > 0 }
        guard !trends.isEmpty else {
            throw .nothing("no case was measured in two of these suites")
        }
        let settings = Dictionary(grouping: trends) { names.setting($0.example) }
        let sorted = settings.sorted {
            CaseOrder.isBefore($0.value[0].example, $1.value[0].example)
        }
        var pictures: [Picture] = []
        for (setting, trends) in sorted {
            let panels = source.metrics.compactMap { metric in
                let own = trends.filter { $0.metric == metric }.sorted {
                    Variant.isBefore(Variant($0.example), Variant($1.example))
                }
                return own.isEmpty ? nil : (metric, own)
            }
            for panels in panels.parts(of: 3) {
                pictures.append(picture(setting, panels, Sheet.name("history", pictures.count)))
            }
        }
        return pictures
    }

    /// What the figures of a trend are shares of: the median until it first changed.
    private static func base(_ trend: Trend) -> Double { trend.median(trend.parts[0]) ?? 0 }

    private func picture(
        _ setting: String, _ panels: [(Column, [Trend])], _ name: String
    ) -> Picture {
        var sheet = Sheet(
            name: name, title: "From suite to suite: \(setting)",
            columns: [
                "panel", "series", "started_s", "share_percent", "low_percent", "high_percent",
                "median", "n", "level_percent", "changed_percent", "metric", "suite", "transport",
                "setting",
            ],
            legend: [
                .init(
                    text: "changed here",
                    sign: .mark("pt 6 ps 3.2*dot lw 2.5 lc rgb '#000000'")),
                .init(
                    text: "median between changes", sign: .line("lc rgb '#666666' lw 6")),
            ])
        sheet.script.add(
            "only(panel, series, x) = "
                + "column('panel') == panel && column('series') == series ? x : NaN",
            "here(panel, x) = column('panel') == panel ? x : NaN")
        let room = sheet.roomToTheRight(
            panels.flatMap { $0.1.map(label) }, size: Script.noteSize)
        for (number, panel) in panels.enumerated() {
            add(panel.0, panel.1, setting, number + 1, to: &sheet, room)
        }
        let spreads = panels.flatMap { $0.1.flatMap { $0.points.compactMap(spread) } }
        let significance = Quantity.setting(share: history.detector.significance)
        return sheet.picture(note: [
            Quantity.counted(history.suites.count, "suite"),
            "a point is the median of a suite's runs, as a share of the median until the first change",
            "changes by E-divisive, p <= \(significance)", Spread.words(spreads),
            Spread.counts(spreads.map(\.count)),
        ])
    }

    private func add(
        _ metric: Column, _ trends: [Trend], _ setting: String, _ number: Int,
        to sheet: inout Sheet, _ room: Int
    ) {
        let labels = trends.map(label)
        sheet.panel(
            "\(MetricText.title(metric)): share of its median until the first change", left: 150,
            right: room,
            height: Sheet.height(atLeast: 230, words: labels.count, size: Script.noteSize))
        let times = trends.flatMap { $0.points.map(\.startedAt.timeIntervalSince1970) }
        let shares = trends.flatMap { trend in
            trend.points.compactMap(spread).flatMap { [$0.low, $0.high] }
                .map { $0 / Self.base(trend) * 100 }
        }
        let (low, high) = (shares.min() ?? 100, shares.max() ?? 100)
        let margin = max((high - low) * 0.12, 0.5)
        let ticks = TimeTicks(from: times.min() ?? 0, to: times.max() ?? 0)
        sheet.script.add(
            "set xtics time \(ticks.step)", "set format x '\(ticks.format)'",
            "set xrange [\(ticks.low):\(ticks.high)]",
            "set yrange [\(low - margin):\(high + margin)]")
        sheet.axes(below: "start of the suite (UTC)", left: ("share (%)", 110))
        sheet.keyToTheRight(
            zip(labels, trends).map { Sheet.Entry(text: $0, sign: look($1).sign) },
            size: Script.noteSize)
        let file = "'\(sheet.script.name).tsv'"
        var elements: [String] = []
        for (place, trend) in trends.enumerated() {
            let look = look(trend)
            let stretches = add(trend, place + 1, number, setting, to: &sheet)
            for part in stretches where stretches.count > 1 {
                sheet.script.add(
                    "set arrow from \(part.from), \(part.level) to \(part.to), \(part.level) "
                        + "nohead lc rgb '\(look.color)' lw 6 back")
            }
            let data =
                "\(file) using (only(\(number), \(place + 1), column('started_s'))):'share_percent'"
            elements += [
                "\(data) with lines \(look.thin) notitle",
                "\(data):'low_percent':'high_percent' with yerrorbars \(look.thinMark) notitle",
            ]
        }
        if trends.contains(where: { !$0.changes.isEmpty }) {
            elements.append(
                "\(file) using (here(\(number), column('started_s'))):'changed_percent' "
                    + "with points pt 6 ps 3.2*dot lw 2.5 lc rgb '#000000' notitle")
        }
        sheet.script.plot(elements)
    }

    private func spread(_ point: Trend.Point) -> Spread? {
        Spread(point.figures)
    }

    /// `tcp: 3.41 s, +12.9 %`.
    private func label(_ trend: Trend) -> String {
        let last = trend.median(trend.parts[trend.parts.count - 1]) ?? 0
        let change =
            trend.changes.isEmpty ? "" : ", \(MetricText.change(last / Self.base(trend)))"
        let name = DisplayWidth.fitted(names.carrier(trend.example), to: 34)
        return "\(name): \(MetricText.value(last, trend.metric))\(change)"
    }

    private func look(_ trend: Trend) -> Look {
        let variant = Variant(trend.example)
        return looks[variant] ?? Look(variant.transport)
    }

    /// Adds the points; returns the stretches between changes, in seconds and percent.
    private func add(
        _ trend: Trend, _ series: Int, _ panel: Int, _ setting: String, to sheet: inout Sheet
    ) -> [(from: Double, to: Double, level: Double)] {
        let base = Self.base(trend)
        var stretches: [(from: Double, to: Double, level: Double)] = []
        for part in trend.parts {
            let level = (trend.median(part) ?? 0) / base * 100
            let points = trend.points[part]
            stretches.append(
                (
                    points.first?.startedAt.timeIntervalSince1970 ?? 0,
                    points.last?.startedAt.timeIntervalSince1970 ?? 0, level
                ))
            for (index, point) in zip(part, points) {
                let share = point.median / base * 100
                let ends = spread(point)
                let isChange = trend.changes.contains { $0.index == index }
                sheet.table.add([
                    .count(panel), .count(series),
                    .decimal(point.startedAt.timeIntervalSince1970), .decimal(share),
                    ends.map { .decimal($0.low / base * 100) },
                    ends.map { .decimal($0.high / base * 100) }, .decimal(point.median),
                    .count(point.count), .decimal(level),
                    isChange ? .decimal(share) : nil, .text(trend.metric.name),
                    .text(history.suites[point.suite].title),
                    .text(names.carrier(trend.example)), .text(setting),
                ])
            }
        }
        return stretches
    }
}

/// Where an axis of time has its ticks.
struct TimeTicks {
    /// The ends of the axis, in seconds since 1970.
    let low: Double
    let high: Double
    /// Seconds between two.
    let step: Double
    /// For strftime.
    let format: String

    private static let steps: [Double] = [
        15, 30, 60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400,
        7 * 86_400, 14 * 86_400, 28 * 86_400, 91 * 86_400,
    ]

    /// As many between two times as have room for their words: seven days, or four times of day.
    init(from first: Double, to last: Double) {
        let span = max(last - first, 60)
        let middle = (first + last) / 2
        low = middle - span * 0.54
        high = middle + span * 0.54
        let step =
            Self.steps.first { span / $0 <= ($0 < 86_400 ? 4 : 7) } ?? (span / 7).rounded(.up)
        format =
            switch step {
            case ..<60: "%d %b %H:%M:%S"
            case ..<86_400: "%d %b %H:%M"
            case ..<(28 * 86_400): "%d %b"
            default: "%b %Y"
            }
        self.step = step
    }
}
