import Results
import Testing

@testable import Analysis

/// What was suspected and measured again: the new runs decide on that, and on nothing else.
@Suite struct GateDecisionTests {
    private let rules = GateRules(rules: [
        .init(metric: RunColumns.time.totalMs.column, maximumRegression: 0.05),
        .init(metric: RunColumns.time.downtimeMs.column, maximumRegression: 0.05),
    ])

    private func rows(
        _ total: Double, downtime: Double = 10, _ transport: String = "tcp", runs: Int = 12,
        seed: UInt64 = 2
    ) -> [Row] {
        MadeUpSuite.rows(transport, runs: runs, total: total, seed: seed).map { row in
            var row = row
            row[RunColumns.time.downtimeMs] = row[RunColumns.time.totalMs].map {
                $0 / total * downtime
            }
            return row
        }
    }

    private func decide(_ current: [Row], again: [Row]) -> GateDecision {
        let baseline = MadeUpSuite.suite(rows(100, seed: 1) + rows(100, "multifd", seed: 1))
        let gate = Gate(baseline: baseline, current: MadeUpSuite.suite(current), rules)
        return GateDecision(gate, baseline: baseline, again: MadeUpSuite.suite(again), rules)
    }

    private func verdicts(_ decision: GateDecision, _ metric: Column) -> [Gate.Verdict] {
        decision.checks.filter { $0.check.rule.metric == metric }.map(\.verdict)
    }

    private let total = RunColumns.time.totalMs.column
    private let downtime = RunColumns.time.downtimeMs.column

    @Test(arguments: [
        (120.0, 12, Gate.Verdict.regression), (100, 12, .passed), (120, 4, .inconclusive),
    ])
    func theNewRunsDecide(again: Double, runs: Int, expected: Gate.Verdict) {
        let decision = decide(
            rows(120) + rows(100, "multifd"), again: rows(again, runs: runs, seed: 3))
        #expect(decision.gate.verdict == .regression)
        #expect(verdicts(decision, total) == [expected, .passed])
        #expect(decision.verdict == expected)
    }

    @Test func whatWasUnclearMayBeConfirmed() {
        let decision = decide(
            rows(120, runs: 4) + rows(100, "multifd"), again: rows(120, downtime: 10, seed: 3))
        #expect(decision.gate.verdict == .inconclusive)
        #expect(decision.verdict == .regression)
        #expect(verdicts(decision, downtime) == [.passed, .passed])
    }

    /// The downtime passed: that it misses its limit in the second suite is another night's news.
    @Test func whatPassedIsNotDecidedAgain() {
        let decision = decide(
            rows(120) + rows(100, "multifd"), again: rows(100, downtime: 20, seed: 3))
        #expect(verdicts(decision, downtime) == [.passed, .passed])
        #expect(decision.checks.filter(\.isSuspect).count == 1)
        #expect(decision.verdict == .passed)
    }

    @Test func whatWasNotMeasuredAgainStays() {
        let decision = decide(rows(120) + rows(120, "multifd"), again: rows(100, seed: 3))
        #expect(verdicts(decision, total) == [.passed, .regression])
        #expect(decision.verdict == .regression)
    }

    @Test(arguments: [(RunStatus.corrupt, Gate.Verdict.broken), (.failed, .broken)])
    func whatBreaksInTheSecondSuiteCounts(status: RunStatus, expected: Gate.Verdict) {
        let broken = MadeUpSuite.rows(runs: 1, status: status)
        let decision = decide(
            rows(120) + rows(100, "multifd"), again: rows(100, seed: 3) + broken)
        #expect(decision.verdict == expected)
        #expect(decision.faults.map(\.status) == [status])
    }

    /// Runs that gave up are measured again too, and may be cleared.
    @Test func convergenceIsDecidedByTheNewRuns() {
        let some = rows(100, runs: 9) + MadeUpSuite.rows(runs: 3, status: .notConverged)
        let all = MadeUpSuite.rows(runs: 12, status: .notConverged)
        let other = rows(100, "multifd")
        let cleared = decide(some + other, again: rows(100, seed: 3))
        #expect(cleared.gate.verdict == .inconclusive)
        #expect(cleared.gate.suspects.count == 1)
        #expect(cleared.verdict == .passed)
        #expect(cleared.clearedFaults.map(\.status) == [.notConverged])
        #expect(decide(some + other, again: all).verdict == .regression)
        #expect(decide(some + other, again: rows(100, "multifd")).verdict == .inconclusive)
    }

    @Test func withoutASecondSuiteNothingChanges() {
        let baseline = MadeUpSuite.suite(rows(100, seed: 1))
        let gate = Gate(baseline: baseline, current: MadeUpSuite.suite(rows(120)), rules)
        let decision = GateDecision(gate)
        #expect(decision.verdict == .regression)
        #expect(!decision.checks.contains { $0.isSuspect })
    }
}
