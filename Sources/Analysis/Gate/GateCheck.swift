public import Results

extension Gate {
    /// One rule for one case.
    public struct Check: Sendable {
        /// The rule.
        public let rule: GateRules.Rule
        /// Its number in the file, from 1.
        public let number: Int
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
            return rule.isExceeded(before, after)
        }
    }

    /// A rule held against what a comparison found.
    static func check(
        _ number: Int, _ example: Row, _ found: Comparison, _ rules: GateRules
    ) -> Check {
        let rule = rules.rules[number - 1]
        func make(_ verdict: Verdict, _ reason: String? = nil) -> Check {
            Check(
                rule: rule, number: number, example: example, comparison: found, verdict: verdict,
                reason: reason)
        }
        let counts = (before: found.before.count, after: found.after.count)
        guard min(counts.before, counts.after) >= rules.minimumRepetitions,
            let before = found.before.median, let after = found.after.median
        else {
            return make(
                .inconclusive,
                "\(counts.before) and \(counts.after) runs, \(rules.minimumRepetitions) needed")
        }
        // At most so much worse; without bounds these are the medians.
        let most = (before: found.before.bound == nil ? before : 0, found.after.bound ?? after)
        guard rule.isExceeded(most.0, most.1) else { return make(.passed) }
        guard found.isKnown else {
            return make(.inconclusive, "such short runs tell no more")
        }
        // Without a ratio there is no word: the test decides.
        let isClear =
            found.ratio == nil
            ? found.correctedP ?? 1 < rules.clarity.significance : found.effect == .worse
        return isClear ? make(.regression) : make(.inconclusive, "not clear")
    }

    /// A rule for a case that the suite has not.
    static func missing(_ number: Int, _ example: Row, _ rules: GateRules) -> Check {
        Check(
            rule: rules.rules[number - 1], number: number, example: example, comparison: nil,
            verdict: .inconclusive, reason: "not measured any more")
    }
}
