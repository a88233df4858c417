internal import FoundationEssentials
public import Results

/// The trends of many suites.
public struct History: Sendable {
    /// The suites by the time they began; those without a time are left out.
    public let suites: [RecordedSuite]
    /// One a case and metric that any suite measured.
    public let trends: [Trend]
    /// How changes were looked for.
    public let detector: EDivisive

    /// Follows metrics through suites.
    public init(
        _ all: [RecordedSuite], _ metrics: [Column],
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        let dated = all.compactMap { suite in suite.startedAt.map { (suite: suite, at: $0) } }
            .sorted { $0.at < $1.at }
        let identity = CaseIdentity(sharedBy: dated.map(\.suite))
        let cases = dated.map { identity.grouped($0.suite.rows) }
        var seen: Set<CaseIdentity.Key> = []
        let keys = cases.flatMap(\.keys).filter { seen.insert($0).inserted }
        let series = keys.flatMap { key in
            metrics.compactMap { metric -> Series? in
                let points = dated.enumerated().compactMap { place, suite -> Trend.Point? in
                    let figures = cases[place][key].figures(metric)
                    return median(figures).map {
                        Trend.Point(
                            suite: place, startedAt: suite.at, median: $0, figures: figures)
                    }
                }
                guard let first = points.first else { return nil }
                return Series(
                    example: cases[first.suite][key][0], metric: metric, points: points)
            }
        }
        // One point cannot change.
        let detector = EDivisive(series: series.count { $0.points.count > 1 }, seed: seed)
        suites = dated.map(\.suite)
        trends = series.map { series in
            Trend(
                example: series.example, metric: series.metric, points: series.points,
                changes: detector.changePoints(series.points.map(\.median)))
        }
        self.detector = detector
    }

    /// A trend whose changes are not known yet.
    private struct Series {
        let example: Row
        let metric: Column
        let points: [Trend.Point]
    }
}
