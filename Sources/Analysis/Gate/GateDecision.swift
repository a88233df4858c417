public import Results

/// What a gate comes to in the end, after what it suspects was measured once more.
///
/// The new runs alone decide on what was suspected, and on nothing else; what of it was not
/// measured again stays as it was.
public struct GateDecision: Sendable {
    /// The gate before anything was measured again.
    public let gate: Gate
    /// Its checks as they stand in the end, in its order.
    public let checks: [Decided]
    /// What is wrong with runs in the end: of cases that were measured again, their new ones.
    public let faults: [Gate.Fault]
    /// What was wrong with runs at first, and was not when they were measured again.
    public let clearedFaults: [Gate.Fault]

    /// One check in the end.
    public struct Decided: Sendable {
        /// The check as it was.
        public let check: Gate.Check
        /// Whether it was to be measured again.
        public let isSuspect: Bool
        /// What came of that; nil where it was not measured again.
        public let again: Gate.Check?

        /// What it comes to.
        public var verdict: Gate.Verdict { again?.verdict ?? check.verdict }
    }

    /// A gate whose suspects were not measured again.
    public init(_ gate: Gate) {
        self.gate = gate
        checks = gate.checks.map { Decided(check: $0, isSuspect: false, again: nil) }
        faults = gate.faults
        clearedFaults = []
    }

    /// A gate whose suspects were measured again in another suite.
    public init(
        _ gate: Gate, baseline: RecordedSuite, again: RecordedSuite, _ rules: GateRules,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        let identity = CaseIdentity(sharedBy: [baseline, again])
        let key: (Column, Row) -> Key = { Key(metric: $0, cells: identity.key($1)) }
        let suspected = Set(
            gate.checks.filter(\.isSuspect).map { key($0.rule.metric, $0.example) })
        let second = Gate(baseline, again, rules, seed: seed) { metric, row in
            suspected.contains(key(metric, row))
        }
        let found = Dictionary(
            second.checks.filter { $0.comparison != nil }
                .map { (key($0.rule.metric, $0.example), $0) }, uniquingKeysWith: { $1 })
        let measured = Set(again.rows.map { identity.key($0) })
        self.gate = gate
        checks = gate.checks.map { check in
            let isSuspect = check.isSuspect
            return Decided(
                check: check, isSuspect: isSuspect,
                again: isSuspect ? found[key(check.rule.metric, check.example)] : nil)
        }
        let standing = gate.faults.filter { !measured.contains(identity.key($0.example)) }
        faults = standing + second.faults
        clearedFaults = gate.faults.filter { fault in
            let cells = identity.key(fault.example)
            return measured.contains(cells)
                && !second.faults.contains {
                    $0.status == fault.status && identity.key($0.example) == cells
                }
        }
    }

    private struct Key: Hashable {
        let metric: Column
        let cells: CaseIdentity.Key
    }

    /// The worst of all that stands in the end.
    public var verdict: Gate.Verdict {
        if checks.isEmpty, faults.isEmpty { return gate.verdict }
        return Gate.Verdict.worst(checks.map(\.verdict) + faults.map(\.verdict))
    }
}

extension Gate.Check {
    /// Whether measuring again may decide otherwise.
    var isSuspect: Bool { verdict != .passed && comparison != nil }
}

extension Gate {
    /// A row of each case that measuring again may clear: its figures, or that its runs give up.
    public var suspects: [Row] {
        checks.filter(\.isSuspect).map(\.example)
            + faults.filter { $0.status == .notConverged }.map(\.example)
    }
}
