public import Analysis
internal import Results

/// What a gate says, in the words of those who read it: people, and services that run jobs.
public struct GateReport: Sendable {
    /// The gate.
    public let gate: Gate
    /// What was measured again, and what came of it; nil where nothing was.
    public let confirmation: Gate?
    private let names: CaseNames

    /// A report of a gate.
    public init(_ gate: Gate, confirmation: Gate? = nil) {
        self.gate = gate
        self.confirmation = confirmation
        names = CaseNames(
            gate.checks.map(\.example) + gate.faults.map(\.example) + gate.newCases)
    }

    /// What it comes to: a regression that was measured again counts only where it came again.
    public var verdict: Gate.Verdict {
        guard let confirmation else { return gate.verdict }
        let missing = gate.checks.filter { $0.comparison == nil }.map(\.verdict)
        return Gate.Verdict.worst(
            [confirmation.verdict] + gate.faults.map(\.verdict) + missing)
    }

    /// One line of a report.
    struct Entry {
        let verdict: Gate.Verdict
        let metric: String
        let name: String
        let words: String
    }

    /// Checks and faults, those that do not pass first.
    var entries: [Entry] {
        let faults = gate.faults.map { fault in
            Entry(
                verdict: fault.verdict, metric: RunColumns.outcome.status.name,
                name: names.full(fault.example),
                words: "\(fault.count) run\(fault.count == 1 ? "" : "s") "
                    + fault.status.rawValue.split(separator: "_").joined(separator: " "))
        }
        let checks = gate.checks.map { check in
            Entry(
                verdict: check.verdict, metric: check.rule.metric.name,
                name: names.full(check.example), words: words(check))
        }
        let order: [Gate.Verdict] = [.broken, .regression, .inconclusive, .passed]
        return order.flatMap { verdict in (faults + checks).filter { $0.verdict == verdict } }
    }

    /// `3.02 s → 3.41 s, +13 % [+10 %, +16 %] (limit +5 %)`.
    private func words(_ check: Gate.Check) -> String {
        guard let found = check.comparison else { return check.reason ?? "" }
        var words = [
            MetricText.value(found.before.median, check.rule.metric),
            MetricText.value(found.after.median, check.rule.metric),
        ].joined(separator: " → ")
        if let ratio = found.ratio { words += ", \(Self.change(ratio))" }
        if let interval = found.interval {
            words += " [\(Self.change(interval.lower)), \(Self.change(interval.upper))]"
        }
        words += " (limit \(limit(check.rule)))"
        if let reason = check.reason { words += ": \(reason)" }
        if check.verdict == .inconclusive, let more = found.moreRuns {
            words += "; about \(more) more runs"
        }
        return words + confirmed(check)
    }

    private func limit(_ rule: GateRules.Rule) -> String {
        let sign = rule.metric.polarity == .lowerIsBetter ? "+" : "-"
        let share = "\(sign)\(Quantity.setting(share: rule.maximumRegression))"
        guard rule.maximumAbsolute > 0 else { return share }
        return "\(share) and \(sign)\(MetricText.value(rule.maximumAbsolute, rule.metric))"
    }

    /// What measuring again said of a check that did not pass.
    private func confirmed(_ check: Gate.Check) -> String {
        guard check.verdict != .passed, let confirmation else { return "" }
        let identity = RunColumns.caseIdentity
        let again = confirmation.checks.first { other in
            other.rule.metric == check.rule.metric
                && identity.allSatisfy { other.example[$0] == check.example[$0] }
        }
        guard let again, let found = again.comparison else { return "; not measured again" }
        let change = found.ratio.map { ", \(Self.change($0))" } ?? ""
        let runs = "\(found.after.count) more runs\(change)"
        switch again.verdict {
        case .regression: return "; confirmed by \(runs)"
        case .passed: return "; not confirmed by \(runs)"
        case .inconclusive, .broken: return "; unclear after \(runs)"
        }
    }

    /// What else is to be known.
    var notes: [String] {
        var notes = gate.newCases.map { "no baseline: \(names.full($0))" }
        let passed = gate.checks.count { $0.verdict == .passed }
        notes.append("\(passed) of \(gate.checks.count) checks passed")
        if gate.checks.isEmpty { notes.append("no rule fits any case") }
        return notes
    }

    static func change(_ ratio: Double) -> String {
        guard ratio.isFinite else { return "+∞ %" }
        let percent = (ratio - 1) * 100
        return "\(percent < 0 ? "" : "+")\(Quantity.significant(percent, atMost: 1)) %"
    }
}
