public import Results

/// Whether a suite may pass: every rule held against every case of the baseline.
///
///     let gate = Gate(baseline: monday, current: tuesday, GateRules.standard)
///     if gate.verdict == .regression { ... }
public struct Gate: Sendable {
    /// The checks, case by case as the baseline has them.
    public let checks: [Check]
    /// What is wrong with runs themselves, whatever the rules say.
    public let faults: [Fault]
    /// A row of each case that only the suite has: nothing to hold it against.
    public let newCases: [Row]
    /// The numbers, from 1, of rules that decided nothing; the standard ones are for whatever was
    /// measured.
    public let unusedRules: [Int]

    /// What a check or the whole gate comes to.
    public enum Verdict: String, Sendable, Hashable, Codable {
        /// Nothing says that it got worse than is allowed.
        case passed
        /// Clearly worse, and beyond the limit.
        case regression
        /// Beyond the limit, but not clearly so; or not enough was measured to say.
        case inconclusive
        /// Runs failed or were corrupt.
        case broken

        /// What several come to together: the worst; `passed` of none.
        public static func worst(_ verdicts: [Verdict]) -> Verdict {
            [.broken, .regression, .inconclusive].first(where: verdicts.contains) ?? .passed
        }
    }

    /// Holds a suite against a baseline.
    public init(
        baseline: RecordedSuite, current: RecordedSuite, _ rules: GateRules,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        self.init(baseline, current, rules, seed: seed) { _, _ in true }
    }

    /// Holds a suite against a baseline in those metrics and cases that somebody wants.
    init(
        _ baseline: RecordedSuite, _ current: RecordedSuite, _ rules: GateRules, seed: UInt64,
        where isWanted: (Column, Row) -> Bool
    ) {
        let settings = ComparisonSettings(
            metrics: rules.metrics, clarity: rules.clarity, seed: seed)
        // What no rule names is not judged: it would only make the rest harder to see.
        let comparison = SuiteComparison(of: baseline, and: current, settings) { metric, row in
            rules.number(for: metric, row) != nil && isWanted(metric, row)
        }
        let compared = comparison.lines.compactMap { line -> Check? in
            let example = comparison.pairs[line.pair].example
            return rules.number(for: line.metric, example).map {
                Self.check($0, example, line.comparison, rules)
            }
        }
        let missing = comparison.unpaired.filter(\.after.isEmpty).flatMap { pair in
            rules.metrics.compactMap { metric -> Check? in
                guard !pair.before.figures(metric).isEmpty else { return nil }
                return rules.number(for: metric, pair.example).map {
                    Self.missing($0, pair.example, rules)
                }
            }
        }
        checks = compared + missing
        faults = Self.faults(current, comparison.pairs, rules.clarity)
        newCases = comparison.unpaired.filter(\.before.isEmpty).map(\.example)
        let used = Set(checks.map(\.number))
        unusedRules =
            rules == .standard
            ? [] : rules.rules.indices.map { $0 + 1 }.filter { !used.contains($0) }
    }

    /// The worst of all that was found: broken runs first, then regressions.
    public var verdict: Verdict {
        if checks.isEmpty, faults.isEmpty { return .inconclusive }
        return Verdict.worst(checks.map(\.verdict) + faults.map(\.verdict))
    }
}
