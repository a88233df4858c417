public import Results

/// Whether a suite may pass: every rule held against every case of the baseline.
///
///     let gate = Gate(baseline: monday, current: tuesday, GateRules.standard)
///     if gate.verdict == .regression { ... }
public struct Gate: Sendable {
    /// The checks, in the order of the rules.
    public let checks: [Check]
    /// What is wrong with runs themselves, whatever the rules say.
    public let faults: [Fault]
    /// A row of each case that only the suite has: nothing to hold it against.
    public let newCases: [Row]
    /// The comparison behind the checks.
    public let comparison: SuiteComparison

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

    /// One rule for one case.
    public struct Check: Sendable {
        /// The rule.
        public let rule: GateRules.Rule
        /// A row of the case.
        public let example: Row
        /// What was found; nil where the case is missing.
        public let comparison: Comparison?
        /// What it comes to.
        public let verdict: Verdict
        /// Why nothing can be said; nil where something can.
        public let reason: String?

        /// Whether the medians are further apart than the rule allows, clearly or not.
        public var isBeyondLimit: Bool {
            guard let before = comparison?.before.median, let after = comparison?.after.median
            else { return false }
            return before > 0 && after > 0 && rule.isPassed(before, after)
        }

        /// How much worse the median got, as a share of the baseline's; below zero is better.
        public var regression: Double? {
            guard let ratio = comparison?.ratio else { return nil }
            return rule.metric.polarity == .higherIsBetter ? 1 / ratio - 1 : ratio - 1
        }
    }

    /// Runs of a case that did not end as they should.
    public struct Fault: Sendable {
        /// A row of the case.
        public let example: Row
        /// How they ended.
        public let status: RunStatus
        /// How many.
        public let count: Int
        /// What it makes of the gate.
        public let verdict: Verdict
    }

    /// Holds a suite against a baseline.
    public init(
        baseline: RecordedSuite, current: RecordedSuite, _ rules: GateRules,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        let settings = ComparisonSettings(
            metrics: rules.metrics, clarity: rules.clarity, seed: seed)
        let comparison = SuiteComparison(of: baseline, and: current, settings)
        self.comparison = comparison
        newCases = comparison.onlyAfter
        let compared = comparison.lines.compactMap { line -> Check? in
            let example = comparison.pairs[line.pair].example
            return rules.rule(for: line.metric, example).map { rule in
                Self.check(rule, example, line.comparison, rules)
            }
        }
        let missing = comparison.onlyBefore.flatMap { row in
            rules.metrics.compactMap { rules.rule(for: $0, row) }.map { rule in
                Check(
                    rule: rule, example: row, comparison: nil, verdict: .inconclusive,
                    reason: "not measured any more")
            }
        }
        checks = compared + missing
        faults = Self.faults(current.rows, comparison)
    }

    /// The worst of all that was found: broken runs first, then regressions.
    public var verdict: Verdict {
        if checks.isEmpty, faults.isEmpty { return .inconclusive }
        return Verdict.worst(checks.map(\.verdict) + faults.map(\.verdict))
    }

    private static func check(
        _ rule: GateRules.Rule, _ example: Row, _ found: Comparison, _ rules: GateRules
    ) -> Check {
        func make(_ verdict: Verdict, _ reason: String? = nil) -> Check {
            Check(
                rule: rule, example: example, comparison: found, verdict: verdict, reason: reason)
        }
        let fewest = min(found.before.count, found.after.count)
        guard fewest >= rules.minimumRepetitions else {
            return make(
                .inconclusive,
                "\(found.before.count) and \(found.after.count) runs, \(rules.minimumRepetitions) needed"
            )
        }
        guard let before = found.before.median, let after = found.after.median else {
            return make(.inconclusive, "not measured")
        }
        guard rule.isPassed(before, after) else { return make(.passed) }
        guard found.effect != .worse else { return make(.regression) }
        // Beyond the limit and still too small to matter: the rule asks for less than that.
        guard found.effect != .same else { return make(.passed) }
        return make(.inconclusive, found.ratio == nil ? "a median is not above zero" : "not clear")
    }

    private static func faults(_ rows: [Row], _ comparison: SuiteComparison) -> [Fault] {
        let broken = [RunStatus.corrupt, .failed].flatMap { status in
            Self.grouped(rows, status).map {
                Fault(example: $0[0], status: status, count: $0.count, verdict: .broken)
            }
        }
        let lost = comparison.pairs.flatMap { pair in
            [(RunStatus.notConverged, Verdict.regression), (.skipped, .inconclusive)].compactMap {
                status, verdict -> Fault? in
                let now = Self.grouped(pair.after, status).flatMap(\.self)
                guard let example = now.first, Self.grouped(pair.before, status).isEmpty else {
                    return nil
                }
                return Fault(example: example, status: status, count: now.count, verdict: verdict)
            }
        }
        return broken + lost
    }

    private static func grouped(_ rows: [Row], _ status: RunStatus) -> [[Row]] {
        let found = rows.filter { $0[RunColumns.outcome.status] == status.rawValue }
        return Dictionary(grouping: found) { row in RunColumns.caseIdentity.map { row[$0] } }
            .values.map(\.self)
    }
}
