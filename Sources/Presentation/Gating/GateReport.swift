public import Analysis
internal import Results

/// What a gate says, in the words of those who read it: people, and services that run jobs.
public struct GateReport: Sendable {
    private let decision: GateDecision
    private let names: CaseNames

    /// A report of a gate.
    public init(_ decision: GateDecision) {
        self.decision = decision
        let gate = decision.gate
        names = CaseNames(
            gate.checks.map(\.example) + (gate.faults + decision.faults).map(\.example)
                + gate.newCases)
    }

    /// What it comes to.
    public var verdict: Gate.Verdict { decision.verdict }

    /// One line of a report.
    struct Entry {
        let verdict: Gate.Verdict
        let metric: String
        let name: String
        let words: String
        /// Whether it was measured again, or was to be.
        let wasSuspected: Bool

        /// Whether it stands in short reports too: it does not pass, or did not at first.
        var isNotable: Bool { verdict != .passed || wasSuspected }
    }

    /// Faults and checks, those that do not pass first, then in the order of the tables.
    var entries: [Entry] {
        let faults = decision.faults.map { place($0, $0.verdict, Self.words($0)) }
        let cleared = decision.clearedFaults.map {
            place($0, .passed, "\(Self.words($0)); not confirmed by new runs")
        }
        let checks = decision.checks.map { decided in
            Place(
                row: decided.check.example, number: decided.check.number,
                entry: Entry(
                    verdict: decided.verdict, metric: decided.check.rule.metric.name,
                    name: names.full(decided.check.example), words: words(decided),
                    wasSuspected: decided.isSuspect))
        }
        let all = (faults + cleared + checks).sorted(by: Place.isBefore).map(\.entry)
        let order: [Gate.Verdict] = [.broken, .regression, .inconclusive, .passed]
        return order.flatMap { verdict in all.filter { $0.verdict == verdict } }
    }

    private func place(_ fault: Gate.Fault, _ verdict: Gate.Verdict, _ words: String) -> Place {
        Place(
            row: fault.example, number: 0,
            entry: Entry(
                verdict: verdict, metric: RunColumns.outcome.status.name,
                name: names.full(fault.example), words: words, wasSuspected: verdict == .passed))
    }

    /// An entry and what it is sorted by.
    private struct Place {
        let row: Row
        let number: Int
        let entry: Entry

        static func isBefore(_ a: Place, _ b: Place) -> Bool {
            if CaseOrder.isBefore(a.row, b.row) { return true }
            if CaseOrder.isBefore(b.row, a.row) { return false }
            return (a.entry.name, a.number) < (b.entry.name, b.number)
        }
    }

    /// `5 of 10 runs not converged, 1 of 10 in the baseline, p 0.0704`.
    private static func words(_ fault: Gate.Fault) -> String {
        let status = fault.status.rawValue.split(separator: "_").joined(separator: " ")
        let share = fault.share
        var words = "\(share.count) of \(Quantity.counted(share.of, "run")) \(status)"
        if let before = fault.before {
            words += ", \(before.count) of \(before.of) in the baseline"
        }
        if let p = fault.p { words += ", p \(MetricText.p(p))" }
        if let reason = fault.reason {
            words += fault.share.count > 1 ? "; the first: \(reason)" : ": \(reason)"
        }
        return words
    }

    /// `3.02 s → 3.41 s, +13 % [+10 %, +16 %] (limit +5 %)`.
    private func words(_ decided: GateDecision.Decided) -> String {
        let check = decided.check
        guard let found = check.comparison else { return check.reason ?? "" }
        var words = [
            BoundWords.value(found.before, check.rule.metric),
            BoundWords.value(found.after, check.rule.metric),
        ].joined(separator: " → ")
        if let ratio = found.ratio { words += ", \(MetricText.change(ratio))" }
        if let interval = found.interval {
            words += " [\(MetricText.change(interval.lower)), \(MetricText.change(interval.upper))]"
        }
        words += " (limit \(limit(check.rule)))"
        if let reason = check.reason { words += ": \(reason)" }
        if check.verdict == .inconclusive {
            if let least = found.fewestRuns {
                words += "; too few runs: at least \(least) before anything can be told"
            } else if let more = found.moreRuns {
                words += "; about \(Quantity.counted(more, "more run"))"
            }
        }
        return decided.isSuspect ? "\(words); \(Self.measuredAgain(decided.again))" : words
    }

    private func limit(_ rule: GateRules.Rule) -> String {
        let sign = rule.metric.polarity == .lowerIsBetter ? "+" : "-"
        let share = "\(sign)\(Quantity.setting(share: rule.maximumRegression))"
        guard rule.maximumAbsolute > 0 else { return share }
        return "\(share) and \(sign)\(MetricText.value(rule.maximumAbsolute, rule.metric))"
    }

    /// What measuring again said of a check that did not pass.
    private static func measuredAgain(_ again: Gate.Check?) -> String {
        guard let again, let found = again.comparison else { return "not measured again" }
        let change = found.ratio.map { ", \(MetricText.change($0))" } ?? ""
        let runs = "\(Quantity.counted(found.after.count, "more run"))\(change)"
        switch again.verdict {
        case .regression: return "confirmed by \(runs)"
        case .passed: return "not confirmed by \(runs)"
        case .inconclusive, .broken: return "unclear after \(runs)"
        }
    }

    /// What else is to be known.
    var notes: [String] {
        let gate = decision.gate
        var notes = gate.newCases.sorted(by: CaseOrder.isBefore).map {
            "no baseline: \(names.full($0))"
        }
        notes += gate.unusedRules.map { "rule \($0) fits nothing" }
        if gate.checks.isEmpty { notes.append("no rule fits any case") }
        let passed = decision.checks.count { $0.verdict == .passed }
        notes.append("\(passed) of \(Quantity.counted(decision.checks.count, "check")) passed")
        return notes
    }
}
