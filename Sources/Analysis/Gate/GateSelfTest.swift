public import Results

/// Proves a gate on a baseline: a regression, an improvement, a corrupt run, each put into a copy
/// of it, and what the gate says of that.
///
/// The improvement must be seen as one, not only let pass. Metrics whose median is not above zero
/// take no part: there is nothing to multiply.
///
/// A gate that has never failed is unproven. It also tells how small a regression the baseline's
/// own spread and number of runs let it catch.
public struct GateSelfTest: Sendable {
    /// The parts, in order.
    public let parts: [Part]
    /// How much worse each metric was made, and in how many of the checks that was caught.
    public let caught: [Caught]
    /// The checks that did not say what they must, part by part.
    public let misses: [Miss]

    /// One thing that was tried.
    public struct Part: Sendable, Hashable {
        /// What was put in.
        public let what: String
        /// What the gate must say.
        public let expected: Gate.Verdict
        /// What it said.
        public let found: Gate.Verdict
        /// What single checks had to say; nil where only the gate's word counts.
        public let checks: Checks?
        /// Whether every check said what it must.
        public let isProven: Bool
    }

    /// What each of some checks must say.
    public struct Checks: Sendable, Hashable {
        /// In a word.
        public let word: String
        /// Checks that said it.
        public let count: Int
        /// Checks that must.
        public let of: Int
    }

    /// How well regressions of one size are caught.
    public struct Caught: Sendable, Hashable {
        /// The size as a share: 0.1 is 10 % worse.
        public let regression: Double
        /// Checks that failed, of those whose limit is smaller.
        public let caught: Int
        /// Checks whose limit is smaller.
        public let of: Int
    }

    /// Whether the gate did what it must.
    public var isProven: Bool { parts.allSatisfy(\.isProven) }

    /// The regressions that are tried; the last must be caught wherever it is.
    ///
    /// They lie above the usual limits: at a limit itself it is rounding that decides.
    static let sizes = [0.06, 0.12, 0.25, 0.50, 1, 4]

    /// Tries a gate with these rules on a baseline.
    public init(_ baseline: RecordedSuite, _ rules: GateRules) {
        // What is wrong with the baseline's own runs is not what is tried.
        let sound = baseline.with(
            rows: baseline.rows.filter {
                $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
            })
        let gates = Self.sizes.map { size in
            Gate(baseline: sound, current: Self.changed(sound, rules, by: 1 + size), rules)
        }
        caught = zip(Self.sizes, gates).map { size, gate in
            let passing = gate.checks.filter {
                $0.isBeyondLimit && size > $0.rule.maximumRegression * 1.001
            }
            return Caught(
                regression: size, caught: passing.count { $0.verdict == .regression },
                of: passing.count)
        }
        let (same, worst) = (Gate(baseline: sound, current: sound, rules), gates[gates.count - 1])
        let better = Gate(
            baseline: sound, current: Self.changed(sound, rules, by: 0.2), rules)
        let bad = "every figure \(Int(1 + Self.sizes[Self.sizes.count - 1])) times as bad"
        let good = "every figure 5 times as good"
        let misses = { (kind: Kind, what: String, gate: Gate, isWrong: (Gate.Check) -> Bool) in
            Self.misses(kind, what, of: gate, sound, rules, where: isWrong)
        }
        let isFailing = { (check: Gate.Check) in check.verdict == .regression }
        let isUnseen = { (check: Gate.Check) in
            !isFailing(check) && check.comparison?.ratio != nil
                && check.comparison?.effect != .better
        }
        self.misses =
            misses(.falseAlarm, "nothing", same, isFailing)
            + misses(.undecided, "nothing", same) { $0.verdict == .inconclusive }
            + misses(.regressionNotCaught, bad, worst) {
                $0.comparison?.ratio != nil && $0.isBeyondLimit && !isFailing($0)
            } + misses(.falseAlarm, good, better, isFailing)
            + misses(.improvementNotSeen, good, better, isUnseen)
        parts = [
            Part(
                what: "nothing", expected: .passed, found: same.verdict, checks: nil,
                isProven: same.verdict == .passed),
            Self.part(
                bad, worst, expected: .regression, each: "worse", of: \.isBeyondLimit, is: isFailing
            ),
            Self.part(
                good, better, expected: .passed, each: "better", of: { _ in true }
            ) { $0.comparison?.effect == .better },
            Self.part(
                "one corrupt run", sound, Self.broken(sound, .corrupt), rules, expected: .broken),
            Self.part(
                "one failed run", sound, Self.broken(sound, .failed), rules, expected: .broken),
        ]
    }

    /// A part that checks with a ratio must bear out, each of those that are concerned.
    private static func part(
        _ what: String, _ gate: Gate, expected: Gate.Verdict, each word: String,
        of isConcerned: (Gate.Check) -> Bool, is isRight: (Gate.Check) -> Bool
    ) -> Part {
        let checks = gate.checks.filter { $0.comparison?.ratio != nil && isConcerned($0) }
        let right = Checks(word: word, count: checks.count(where: isRight), of: checks.count)
        return Part(
            what: what, expected: expected, found: gate.verdict, checks: right,
            isProven: gate.verdict == expected && right.count == right.of)
    }

    private static func part(
        _ what: String, _ baseline: RecordedSuite, _ current: RecordedSuite, _ rules: GateRules,
        expected: Gate.Verdict
    ) -> Part {
        let found = Gate(baseline: baseline, current: current, rules).verdict
        return Part(
            what: what, expected: expected, found: found, checks: nil, isProven: found == expected)
    }

    /// The suite with every metric of the rules so many times as bad.
    private static func changed(
        _ suite: RecordedSuite, _ rules: GateRules, by factor: Double
    ) -> RecordedSuite {
        suite.with(
            rows: suite.rows.map { row in
                rules.metrics.reduce(row) { $0.worsened($1, by: factor) }
            })
    }

    private static func broken(_ suite: RecordedSuite, _ status: RunStatus) -> RecordedSuite {
        guard var last = suite.rows.last else { return suite }
        last[RunColumns.outcome.status] = status.rawValue
        return suite.with(rows: suite.rows.dropLast() + [last])
    }
}
