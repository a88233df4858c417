import Results
import Testing

@testable import Analysis

/// Runs that give up: how many more than in the baseline are a regression.
@Suite struct ConvergenceTests {
    private let rules = GateRules(rules: [
        .init(metric: RunColumns.time.totalMs.column, maximumRegression: 0.05)
    ])

    private func rows(_ gaveUp: Int, of runs: Int, _ transport: String = "tcp") -> [Row] {
        MadeUpSuite.rows(transport, runs: runs - gaveUp)
            + MadeUpSuite.rows(transport, runs: gaveUp, status: .notConverged)
    }

    private func faults(_ before: [Row], _ after: [Row]) -> [Gate.Fault] {
        Gate(baseline: MadeUpSuite.suite(before), current: MadeUpSuite.suite(after), rules).faults
    }

    @Test(arguments: [
        (0, 0, Gate.Verdict?.none), (1, 1, nil), (10, 10, nil), (5, 1, nil),
        (0, 1, .inconclusive), (1, 5, .inconclusive), (9, 10, .inconclusive),
        (0, 6, .regression), (1, 10, .regression),
    ])
    func sharesOfTenRuns(before: Int, after: Int, expected: Gate.Verdict?) {
        let found = faults(rows(before, of: 10), rows(after, of: 10))
        #expect(found.map(\.verdict) == [expected].compactMap(\.self))
        #expect(found.allSatisfy { $0.share == Share(after, of: 10) })
        #expect(found.allSatisfy { $0.before == Share(before, of: 10) })
    }

    /// A case without a figure left is a regression however few its runs are.
    @Test func aCaseThatIsLost() {
        #expect(faults(rows(0, of: 2), rows(2, of: 2)).map(\.verdict) == [.regression])
        #expect(faults(rows(1, of: 2), rows(2, of: 2)).map(\.verdict) == [.inconclusive])
    }

    /// 0 of 10 and 6 of 10 is p = 0.0054 alone, and not below 0.05 among ten cases.
    @Test func manyCasesAreCorrectedFor() {
        let cases = (1...10).map { "t\($0)" }
        let before = cases.flatMap { rows($0 == "t1" ? 0 : 1, of: 10, $0) }
        let after = cases.flatMap { rows($0 == "t1" ? 6 : 1, of: 10, $0) }
        #expect(faults(before, after).map(\.verdict) == [.inconclusive])
    }

    /// Runs that could not be done or broke say nothing about convergence.
    @Test func otherRunsDoNotCount() {
        let skipped = MadeUpSuite.rows(runs: 5, status: .skipped)
        let found = faults(rows(0, of: 10) + skipped, rows(1, of: 10) + skipped)
        #expect(found.map(\.share) == [Share(1, of: 10)])
    }
}
