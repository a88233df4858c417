public import FoundationEssentials
public import Results

/// One metric of one case over many suites, with the places where it changed.
public struct Trend: Sendable {
    /// A row of the case.
    public let example: Row
    /// The column.
    public let metric: Column
    /// One point a suite, by the time it began.
    public let points: [Point]
    /// Where it changed.
    public let changes: [EDivisive.ChangePoint]

    /// What one suite has to say.
    public struct Point: Sendable {
        /// The place of the suite in the history.
        public let suite: Int
        /// When the suite began.
        public let startedAt: Date
        /// The median over its runs.
        public let median: Double
        /// How many runs it is of.
        public let count: Int
    }

    /// The median of the points of a part.
    public func median(_ part: Range<Int>) -> Double? {
        Analysis.median(points[part].map(\.median))
    }

    /// The parts between changes.
    public var parts: [Range<Int>] {
        let ends = [0] + changes.map(\.index) + [points.count]
        return zip(ends, ends.dropFirst()).map { $0..<$1 }
    }
}

/// The trends of many suites.
public struct History: Sendable {
    /// The suites by the time they began; those without a time are left out.
    public let suites: [RecordedSuite]
    /// One a case and metric that any suite measured.
    public let trends: [Trend]

    /// Follows metrics through suites.
    public init(_ all: [RecordedSuite], _ metrics: [Column], _ detector: EDivisive) {
        let dated = all.compactMap { suite in suite.startedAt.map { (suite, $0) } }
            .sorted { $0.1 < $1.1 }.suffix(EDivisive.longest)
        suites = dated.map(\.0)
        let names = suites.map(\.columns).reduce(suites.first?.columns ?? []) {
            $0.intersection($1)
        }
        let identity = RunColumns.caseIdentity.filter { names.contains($0.name) }
        let cases = suites.map { suite in
            Dictionary(grouping: suite.rows) { row in identity.map { row[$0] } }
        }
        let keys = Set(cases.flatMap(\.keys))
        trends = keys.flatMap { key in
            metrics.compactMap { metric -> Trend? in
                let points = dated.enumerated().compactMap { place, suite -> Trend.Point? in
                    let figures = (cases[place][key] ?? []).figures(metric)
                    return Analysis.median(figures).map {
                        Trend.Point(
                            suite: place, startedAt: suite.1, median: $0, count: figures.count)
                    }
                }
                guard !points.isEmpty,
                    let example = cases.lazy.compactMap({ $0[key]?.first }).first
                else { return nil }
                return Trend(
                    example: example, metric: metric, points: points,
                    changes: detector.changePoints(points.map(\.median)))
            }
        }
    }
}
