public import Results

/// Every case of two suites, or of two selections of one, in every metric.
///
///     let comparison = SuiteComparison(of: monday, and: tuesday, ComparisonSettings())
///     for line in comparison.lines where line.comparison.effect == .worse { ... }
public struct SuiteComparison: Sendable {
    /// The cases that both sides have.
    public let pairs: [CasePair]
    /// One line a case and metric that was measured on a side; judged together.
    public let lines: [Line]
    /// The cases of one side alone; where one suite is compared, those that have no other.
    public let unpaired: [CasePair]
    /// What differs within a pair; nil where the two sides are two suites.
    public let varied: Column?
    /// The settings.
    public let settings: ComparisonSettings

    /// One metric of one case.
    public struct Line: Sendable {
        /// The place of the case in ``SuiteComparison/pairs``.
        public let pair: Int
        /// The column.
        public let metric: Column
        /// What it comes to.
        public let comparison: Comparison
    }

    /// Compares two suites case by case.
    public init(
        of first: RecordedSuite, and second: RecordedSuite, _ settings: ComparisonSettings
    ) {
        self.init(of: first, and: second, settings) { _, _ in true }
    }

    /// Compares two suites in those lines that somebody wants: only those are judged together.
    ///
    /// - Parameter isWanted: Whether a metric of the case that a row is of is.
    init(
        of first: RecordedSuite, and second: RecordedSuite, _ settings: ComparisonSettings,
        where isWanted: (Column, Row) -> Bool
    ) {
        var bootstrap = MedianBootstrap(seed: settings.seed)
        self.init(
            CasePair.matching(first, second), varied: nil, settings, &bootstrap, where: isWanted)
    }

    /// Compares one pair of many suites, which share what is drawn for intervals.
    ///
    /// - Parameter bootstrap: Of the seed of `settings`: what comes out is the same without it.
    init(
        of first: RecordedSuite, and second: RecordedSuite, _ settings: ComparisonSettings,
        _ bootstrap: inout MedianBootstrap
    ) {
        self.init(CasePair.matching(first, second), varied: nil, settings, &bootstrap) { _, _ in
            true
        }
    }

    /// Compares cases of one suite that differ in one thing.
    ///
    /// - Parameter isBefore: The order of rows whose cases differ in that: the first is what the
    ///   others are held against.
    public init(
        in suite: RecordedSuite, by variation: Variation, _ settings: ComparisonSettings,
        isBefore: (Row, Row) -> Bool
    ) {
        var bootstrap = MedianBootstrap(seed: settings.seed)
        self.init(
            CasePair.alike(in: suite, variation, isBefore: isBefore), varied: variation.column,
            settings, &bootstrap
        ) { _, _ in true }
    }

    private init(
        _ all: [CasePair], varied: Column?, _ settings: ComparisonSettings,
        _ bootstrap: inout MedianBootstrap, where isWanted: (Column, Row) -> Bool
    ) {
        pairs = all.filter { !$0.before.isEmpty && !$0.after.isEmpty }
        unpaired = all.filter { $0.before.isEmpty || $0.after.isEmpty }
        self.varied = varied
        self.settings = settings
        var found: [(pair: Int, metric: Column, comparison: Comparison)] = []
        for (index, pair) in pairs.enumerated() {
            let metrics = settings.metrics.filter { isWanted($0, pair.example) }
            let figures = zip(pair.before.figures(metrics), pair.after.figures(metrics))
            for (metric, (before, after)) in zip(metrics, figures) {
                guard !before.isEmpty || !after.isEmpty else { continue }
                let comparison = Comparison(
                    before, after, metric.polarity,
                    bounds: (pair.before.bound(of: metric), pair.after.bound(of: metric)),
                    &bootstrap)
                found.append((index, metric, comparison))
            }
        }
        let judged = Comparison.judged(found.map(\.comparison), settings.clarity)
        lines = zip(found, judged).map { Line(pair: $0.pair, metric: $0.metric, comparison: $1) }
    }
}

/// How suites are compared.
public struct ComparisonSettings: Sendable {
    /// The columns.
    public var metrics: [Column]
    /// What is clear.
    public var clarity: Clarity
    /// The seed of the bootstrap's resamples.
    public var seed: UInt64

    /// The seed that goes without saying.
    public static let standardSeed: UInt64 = 1

    /// Sets them.
    public init(
        metrics: [Column] = Metric.standard, clarity: Clarity = .standard,
        seed: UInt64 = standardSeed
    ) {
        self.metrics = metrics
        self.clarity = clarity
        self.seed = seed
    }
}
