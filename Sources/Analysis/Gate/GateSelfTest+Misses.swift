internal import Results

extension GateSelfTest {
    /// A check that did not say what it must.
    public struct Miss: Sendable {
        /// Which way it was wrong.
        public let kind: Kind
        /// What had been put in.
        public let what: String
        /// The check: its metric and its case.
        public let check: Gate.Check
        /// Why, as far as figures tell.
        public let reason: Reason
    }

    /// Which way a check was wrong.
    public enum Kind: String, Sendable, Hashable {
        /// A figure was made far worse, and the check did not fail.
        case regressionNotCaught = "regression not caught"
        /// A figure was made far better, and the check did not see that.
        case improvementNotSeen = "improvement not seen"
        /// Nothing got worse, and the check failed.
        case falseAlarm = "false alarm"
        /// Nothing was changed, and the check cannot say so.
        case undecided = "no word though nothing was changed"
    }

    /// Why a check cannot say what it must.
    public enum Reason: Sendable, Hashable {
        /// The rules ask for more runs than there are.
        case tooFewForRules(runs: Int, needed: Int)
        /// However different so few figures are, p stays above what Holm's correction leaves to so many
        /// checks together; `needed` runs a side would do.
        case tooFewForHolm(runs: Int, leastP: Double, checks: Int, limit: Double, needed: Int)
        /// The baseline's own figures lie so far apart: half their interquartile range as a share of
        /// the median, the least and the most.
        case noise(runs: Int, spread: Double?, least: Double, most: Double, p: Double?)
    }

    /// The checks of a gate that were wrong in one way.
    static func misses(
        _ kind: Kind, _ what: String, of gate: Gate, _ baseline: RecordedSuite, _ rules: GateRules,
        where isWrong: (Gate.Check) -> Bool
    ) -> [Miss] {
        let wrong = gate.checks.filter(isWrong)
        guard !wrong.isEmpty else { return [] }
        let identity = CaseIdentity(sharedBy: [baseline])
        let cases = identity.grouped(baseline.rows)
        let together = gate.checks.count { $0.comparison?.p != nil }
        return wrong.map { check in
            let figures = cases[identity.key(check.example)].figures(check.rule.metric)
            return Miss(
                kind: kind, what: what, check: check,
                reason: reason(check, figures, together, rules))
        }
    }

    private static func reason(
        _ check: Gate.Check, _ figures: [Double], _ together: Int, _ rules: GateRules
    ) -> Reason {
        let runs = figures.count
        if runs < rules.minimumRepetitions {
            return .tooFewForRules(runs: runs, needed: rules.minimumRepetitions)
        }
        let limit = rules.clarity.significance / Double(max(1, together))
        let least = MannWhitney.smallestP(runs)
        if least >= limit {
            let needed = RunsNeeded(comparisons: together, clarity: rules.clarity).fewest
            return .tooFewForHolm(
                runs: runs, leastP: least, checks: together, limit: limit, needed: needed)
        }
        return .noise(
            runs: runs, spread: relativeHalfInterquartileRange(figures),
            least: figures.min() ?? 0, most: figures.max() ?? 0, p: check.comparison?.correctedP)
    }
}
