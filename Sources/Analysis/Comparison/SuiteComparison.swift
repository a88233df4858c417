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
    /// Cases of one side alone, by a row of each.
    public let onlyBefore: [Row]
    /// Cases that only the other side has.
    public let onlyAfter: [Row]
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
        self.init(CasePair.matching(first, second), varied: nil, settings)
    }

    /// Compares cases of one suite that differ in one column, each with the first.
    ///
    /// - Parameter isBefore: The order of rows whose cases differ in that column.
    public init(
        in suite: RecordedSuite, by column: Column, _ settings: ComparisonSettings,
        isBefore: (Row, Row) -> Bool
    ) {
        self.init(
            CasePair.alike(in: suite, but: column, isBefore: isBefore), varied: column, settings)
    }

    private init(_ all: [CasePair], varied: Column?, _ settings: ComparisonSettings) {
        pairs = all.filter { !$0.before.isEmpty && !$0.after.isEmpty }
        onlyBefore = all.filter(\.after.isEmpty).compactMap(\.before.first)
        onlyAfter = all.filter(\.before.isEmpty).compactMap(\.after.first)
        self.varied = varied
        self.settings = settings
        var bootstrap = MedianBootstrap(seed: settings.seed)
        var found: [(pair: Int, metric: Column, comparison: Comparison)] = []
        for (index, pair) in pairs.enumerated() {
            for metric in settings.metrics {
                let (before, after) = (pair.before.figures(metric), pair.after.figures(metric))
                guard !before.isEmpty || !after.isEmpty else { continue }
                let comparison = Comparison(before, after, metric.polarity, &bootstrap)
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
