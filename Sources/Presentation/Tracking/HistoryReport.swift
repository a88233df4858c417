public import Analysis
internal import FoundationEssentials
public import Results

/// A history for people and for machines.
public struct HistoryReport: Sendable {
    private let history: History
    private let metrics: [Column]
    private let trends: [Trend]
    private let names: CaseNames

    /// A report of a history.
    public init(_ history: History, _ metrics: [Column]) {
        self.history = history
        self.metrics = metrics
        names = CaseNames(history.trends.map(\.example))
        let place: (Trend) -> Int = { metrics.firstIndex(of: $0.metric) ?? 0 }
        trends = history.trends.sorted { a, b in
            if CaseOrder.isBefore(a.example, b.example) { return true }
            if CaseOrder.isBefore(b.example, a.example) { return false }
            return place(a) < place(b)
        }
    }

    /// For a terminal: each metric of each case as a line, its changes below it.
    public var text: String {
        var table = PlainTable(
            [.left("case"), .left("metric"), .right("suites"), .left("trend"), .right("median")],
            gap: 2)
        var lines: [String] = []
        for trend in trends {
            table.add([
                names.full(trend.example), MetricText.title(trend.metric),
                "\(trend.points.count)", Self.spark(trend.points.map(\.median)),
                MetricText.value(trend.median(trend.parts[trend.parts.count - 1]), trend.metric),
            ])
            lines += changes(trend)
        }
        let test = "E-divisive, p <= \(Quantity.setting(share: history.detector.significance))"
        let found =
            lines.isEmpty
            ? "no metric changed (\(test))\n"
            : "changed (\(test)):\n" + lines.map { "  \($0)\n" }.joined()
        return trends.isEmpty ? "nothing was measured\n" : table.text + "\n" + found
    }

    /// As CSV: one row a suite and case; see ``TrendColumns``.
    public var csv: String {
        var rows: [Row] = []
        var places: [Key: Int] = [:]
        for trend in trends {
            for (index, point) in trend.points.enumerated() {
                let key = Key(suite: point.suite, cells: cells(trend.example))
                let place = places[key] ?? rows.count
                if place == rows.count { rows.append(row(trend, point)) }
                places[key] = place
                rows[place][TrendColumns.median(trend.metric)] = .decimal(point.median)
                rows[place][TrendColumns.figures.runs] = max(
                    point.count, rows[place][TrendColumns.figures.runs] ?? 0)
                guard trend.changes.contains(where: { $0.index == index }) else { continue }
                let changed = TrendColumns.figures.changed
                rows[place][changed] =
                    (rows[place][changed].map { "\($0) " } ?? "") + trend.metric.name
            }
        }
        return TrendColumns.csv(rows, metrics)
    }

    private struct Key: Hashable {
        let suite: Int
        let cells: [Cell?]
    }

    private func cells(_ row: Row) -> [Cell?] { RunColumns.caseIdentity.map { row[$0] } }

    private func row(_ trend: Trend, _ point: Trend.Point) -> Row {
        var row = Row()
        for column in RunColumns.caseIdentity { row[column] = trend.example[column] }
        row[RunColumns.identity.startedAt] = point.startedAt
        let first = history.suites[point.suite].rows.first ?? Row()
        for column in [RunColumns.identity.suiteID, RunColumns.identity.gitCommit] {
            row[column] = first[column]
        }
        row[RunColumns.identity.environmentID] = first[RunColumns.identity.environmentID]
        return row
    }

    /// `total, tcp, hotset, 32 GiB: 3.02 s → 3.41 s (+13 %), worse, since 2026-11-20 (night-12)`.
    private func changes(_ trend: Trend) -> [String] {
        zip(trend.changes, zip(trend.parts, trend.parts.dropFirst())).map { change, parts in
            let medians = (trend.median(parts.0), trend.median(parts.1))
            let (before, after) = (medians.0 ?? 0, medians.1 ?? 0)
            let point = trend.points[change.index]
            let share = before > 0 ? " (\(MetricText.change(after / before)))" : ""
            let day = point.startedAt.formatted(.iso8601.year().month().day())
            return DisplayWidth.printable(
                "\(MetricText.title(trend.metric)), \(names.full(trend.example)): "
                    + "\(MetricText.value(before, trend.metric)) → "
                    + "\(MetricText.value(after, trend.metric))\(share), "
                    + "\(Self.word(before, after, trend.metric.polarity)) since \(day), "
                    + "\(history.suites[point.suite].name), p \(MetricText.p(change.p))")
        }
    }

    /// What a change of a median is; with equal medians only the spread changed.
    static func word(_ before: Double, _ after: Double, _ polarity: Polarity) -> String {
        if after == before { return "another spread" }
        return (after < before) == (polarity == .lowerIsBetter) ? "better" : "worse"
    }

    /// The last points as bars between the smallest and the largest.
    static func spark(_ values: [Double], atMost width: Int = 40) -> String {
        let shown = values.suffix(width)
        guard let low = shown.min(), let high = shown.max() else { return "" }
        let bars = Array("▁▂▃▄▅▆▇█")
        return String(
            shown.map { value in
                let share = high > low ? (value - low) / (high - low) : 0.5
                return bars[Int((share * Double(bars.count - 1)).rounded())]
            })
    }
}
