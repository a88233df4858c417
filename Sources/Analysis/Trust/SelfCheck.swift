public import Results
internal import Scenarios

/// Whether a machine's figures can be believed: from runs of one case under two names.
///
/// Suites are simulated by drawing whole runs, with replacement, from all that were measured of a
/// case under either name: two sides that differ by chance alone. What `bench compare` says of them
/// is counted, as they are and with a slowdown put into one side.
///
///     let check = SelfCheck(suite, first: "self-check", second: "self-check-again", repetitions: 10)
///     if !check.holds { print(check.repetitionsThatWouldDo) }
public struct SelfCheck: Sendable {
    /// Simulated suites of each kind.
    public static let suites = 1000
    /// How many of them must be judged rightly: 95 of 100.
    public static let wanted = 950
    /// The slowdown: 10 %.
    public static let slowdown = 0.1
    /// The figure that decides; what becomes of the others is told.
    public static let decisive = RunColumns.time.totalMs.column
    /// Numbers of repetitions that are tried where those of the suite are too few.
    static let moreRepetitions = [12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300]

    /// Runs on each side of a simulated suite.
    public let repetitions: Int
    /// What `bench compare` says of the two names as they were measured; two sides that differ by
    /// chance alone too.
    public let measured: [SuiteComparison.Line]
    /// Simulated suites in which no difference was found, in any line of the table.
    public let quiet: Int
    /// In how many of them the slowdown of a case was found, by figure.
    public let found: [Found]
    /// With how many repetitions the slowdown is found often enough; nil where it is, and where
    /// none of those that were tried would do.
    public let repetitionsThatWouldDo: Int?

    /// The median total of null, in milliseconds: what the harness itself takes; nil where it was
    /// not run, or kept a pace as all others did: that takes as long without the harness.
    public let harness: Double?
    /// The median total of the runs that were compared.
    public let carried: Double?

    /// How often a slowdown that was put into one figure was found.
    public struct Found: Sendable, Hashable {
        /// The figure.
        public let metric: Column
        /// Simulated suites in which the case that it was found in least often was called worse.
        public let suites: Int
    }

    /// Whether no difference is found where there is none.
    public var isQuiet: Bool { quiet >= Self.wanted }
    /// Whether the slowdown is found in the figure that decides.
    public var findsSlowdown: Bool {
        found.first { $0.metric == Self.decisive }.map { $0.suites >= Self.wanted } ?? false
    }
    /// Whether both do.
    public var holds: Bool { isQuiet && findsSlowdown }

    /// Checks a suite that has every case under two names.
    ///
    /// - Parameters:
    ///   - first: What the rows of the first side have as their scenario.
    ///   - second: The same of the second side.
    ///   - repetitions: Runs on each side of a simulated suite.
    ///   - seed: Of the draws.
    /// - Returns: nil where a case has fewer completed runs than an interval needs.
    public init?(
        _ suite: RecordedSuite, first: String, second: String, repetitions: Int,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        let sides = [first, second].map { name in
            suite.with(
                rows: suite.rows.filter {
                    $0[RunColumns.case.scenario] == name
                        && $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
                        && !Self.isHarness($0)
                })
        }
        let pairs = CasePair.matching(sides[0], sides[1])
        let enough = RatioInterval.smallestGroup
        guard !pairs.isEmpty,
            pairs.allSatisfy({ min($0.before.count, $0.after.count) >= enough })
        else { return nil }
        var simulation = Simulation(
            template: suite, cases: pairs.map { $0.before + $0.after }, seed: seed)
        self.repetitions = repetitions
        measured =
            SuiteComparison(of: sides[0], and: sides[1], ComparisonSettings()).lines
        let unpaced = suite.rows.filter { $0[RunColumns.case.maxBandwidthMbps] == nil }
        harness = median(unpaced.filter(Self.isHarness).figures(Self.decisive))
        carried = median(sides.flatMap { $0.rows.figures(Self.decisive) })
        quiet = (0..<Self.suites).count { _ in simulation.isQuiet(repetitions) }
        found = Metric.standard.compactMap { metric in
            simulation.found(metric, repetitions).map { Found(metric: metric, suites: $0) }
        }
        let isFound = found.contains { $0.metric == Self.decisive && $0.suites >= Self.wanted }
        repetitionsThatWouldDo =
            isFound
            ? nil
            : Self.moreRepetitions.first { more in
                guard more > repetitions else { return false }
                let found = simulation.found(Self.decisive, more, fewest: Self.wanted)
                return found != nil
            }
    }

    private static func isHarness(_ row: Row) -> Bool {
        TransportFamily(transport: row[RunColumns.case.transport] ?? "") == .harness
    }
}

/// Suites that are drawn from runs that were measured.
private struct Simulation {
    /// What the rows are put into.
    private let template: RecordedSuite
    /// Of each case all runs, under whichever name.
    private let cases: [[Row]]
    private let settings = ComparisonSettings()
    /// As `bench compare` has it; what it draws for a number of runs it keeps.
    private var bootstrap: MedianBootstrap
    private var generator: SplitMix64

    init(template: RecordedSuite, cases: [[Row]], seed: UInt64) {
        self.template = template
        self.cases = cases
        bootstrap = MedianBootstrap(seed: settings.seed)
        generator = SplitMix64(seed: seed)
    }

    /// Whether nothing is said of two sides without a difference.
    mutating func isQuiet(_ repetitions: Int) -> Bool {
        let lines = compare(draw(repetitions), draw(repetitions))
        return !lines.contains { [.better, .worse].contains($0.comparison.effect) }
    }

    /// In how many suites a slowdown of the second side is found, in the case in which it is found
    /// least often.
    ///
    /// - Parameter fewest: Stops as soon as it cannot be so many.
    /// - Returns: nil where nobody measured that figure, and where it is less than `fewest`.
    mutating func found(_ metric: Column, _ repetitions: Int, fewest: Int = 0) -> Int? {
        var missed: [Int: Int] = [:]
        for _ in 0..<SelfCheck.suites {
            let slower = draw(repetitions).map { $0.worsened(metric, by: 1 + SelfCheck.slowdown) }
            for line in compare(draw(repetitions), slower) where line.metric == metric {
                missed[line.pair, default: 0] += line.comparison.effect == .worse ? 0 : 1
            }
            if SelfCheck.suites - (missed.values.max() ?? 0) < fewest { return nil }
        }
        return missed.values.max().map { SelfCheck.suites - $0 }
    }

    private mutating func compare(_ before: [Row], _ after: [Row]) -> [SuiteComparison.Line] {
        SuiteComparison(
            of: template.with(rows: before), and: template.with(rows: after), settings, &bootstrap
        ).lines
    }

    private mutating func draw(_ repetitions: Int) -> [Row] {
        cases.flatMap { runs in
            (0..<repetitions).map { _ in runs[generator.next(below: runs.count)] }
        }
    }
}
