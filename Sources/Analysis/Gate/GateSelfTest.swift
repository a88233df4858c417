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

    /// One thing that was tried.
    public struct Part: Sendable, Hashable {
        /// What was put in.
        public let what: String
        /// What the gate must say.
        public let expected: Gate.Verdict
        /// What it said.
        public let found: Gate.Verdict
        /// Whether every check said what it must.
        public let isProven: Bool
    }

    /// How well regressions of one size are caught.
    public struct Caught: Sendable, Hashable {
        /// The size as a share: 0.1 is 10 % worse.
        public let regression: Double
        /// Checks that failed, of those whose limit it passes.
        public let caught: Int
        /// Checks whose limit it passes.
        public let of: Int
    }

    /// Whether the gate did what it must.
    public var isProven: Bool { parts.allSatisfy(\.isProven) }

    /// The regressions that are tried; the last must be caught wherever it is.
    static let sizes = [0.05, 0.10, 0.20, 0.50, 1, 4]

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
            let passing = gate.checks.filter(\.isBeyondLimit)
            return Caught(
                regression: size, caught: passing.count { $0.verdict == .regression },
                of: passing.count)
        }
        parts = [
            Self.part("nothing", sound, sound, rules, expected: .passed),
            Self.part(
                "every figure \(Int(1 + Self.sizes[Self.sizes.count - 1])) times as bad",
                gates[gates.count - 1], expected: .regression
            ) { !$0.isBeyondLimit || $0.verdict == .regression },
            Self.part(
                "every figure 5 times as good",
                Gate(baseline: sound, current: Self.changed(sound, rules, by: 0.2), rules),
                expected: .passed
            ) { $0.comparison?.effect == .better },
            Self.part(
                "one corrupt run", sound, Self.broken(sound, .corrupt), rules, expected: .broken),
            Self.part(
                "one failed run", sound, Self.broken(sound, .failed), rules, expected: .broken),
        ]
    }

    /// A part that every check with a ratio must bear out.
    private static func part(
        _ what: String, _ gate: Gate, expected: Gate.Verdict, where isRight: (Gate.Check) -> Bool
    ) -> Part {
        let checks = gate.checks.filter { $0.comparison?.ratio != nil }
        return Part(
            what: what, expected: expected, found: gate.verdict,
            isProven: gate.verdict == expected && checks.allSatisfy(isRight))
    }

    private static func part(
        _ what: String, _ baseline: RecordedSuite, _ current: RecordedSuite, _ rules: GateRules,
        expected: Gate.Verdict
    ) -> Part {
        let found = Gate(baseline: baseline, current: current, rules).verdict
        return Part(what: what, expected: expected, found: found, isProven: found == expected)
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
