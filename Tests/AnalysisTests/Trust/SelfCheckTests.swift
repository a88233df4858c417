import Results
import Scenarios
import Testing

@testable import Analysis

/// The self-check on made-up runs whose noise is known.
@Suite struct SelfCheckTests {
    /// Runs of one case under two names, and of null.
    private func suite(spread: Double, runs: Int = 10) -> RecordedSuite {
        var rows: [Row] = []
        for (index, name) in ["a", "a-again"].enumerated() {
            rows += MadeUpSuite.rows(runs: runs, spread: spread, seed: UInt64(40 + index)).map {
                row in
                var row = row
                row[RunColumns.case.scenario] = name
                return row
            }
        }
        let null = MadeUpSuite.rows("null", runs: runs, total: 2, spread: 0.1).map { row in
            var row = row
            row[RunColumns.case.scenario] = "a"
            return row
        }
        return MadeUpSuite.suite(rows + null)
    }

    private func selfCheck(spread: Double, runs: Int = 10, repetitions: Int = 10) -> SelfCheck? {
        SelfCheck(
            suite(spread: spread, runs: runs), first: "a", second: "a-again",
            repetitions: repetitions)
    }

    @Test func quietFiguresHold() throws {
        let check = try #require(selfCheck(spread: 0.02))
        #expect(check.holds)
        #expect(check.quiet >= SelfCheck.wanted)
        #expect(check.found.map(\.metric) == [SelfCheck.decisive])
        #expect(check.repetitionsThatWouldDo == nil)
        #expect((1.5...2.5).contains(try #require(check.harness)))
        #expect((95...105).contains(try #require(check.carried)))
    }

    /// Loud figures cannot tell 10 %, but do not invent a difference; so many runs could tell it.
    @Test func loudFiguresDoNot() throws {
        let check = try #require(selfCheck(spread: 0.12))
        #expect(check.isQuiet)
        #expect(!check.findsSlowdown && !check.holds)
        let more = try #require(check.repetitionsThatWouldDo)
        #expect(more > 10)
        let again = try #require(selfCheck(spread: 0.12, repetitions: more))
        #expect(again.isQuiet)
        // Another draw of the same simulation: near the limit it may fall to either side.
        #expect(again.found[0].suites >= SelfCheck.wanted - 20)
    }

    @Test func hopelessFiguresSaySo() throws {
        let check = try #require(selfCheck(spread: 2))
        #expect(!check.holds && check.repetitionsThatWouldDo == nil)
    }

    @Test func tooFewRunsAreNoCheck() {
        #expect(selfCheck(spread: 0.01, runs: 3) == nil)
        #expect(
            SelfCheck(MadeUpSuite.suite([]), first: "a", second: "a-again", repetitions: 10) == nil)
    }

    @Test func equalSuitesGiveEqualChecks() throws {
        let (first, second) = (selfCheck(spread: 0.06), selfCheck(spread: 0.06))
        #expect(first?.quiet == second?.quiet && first?.found == second?.found)
    }

    /// What is worse by a share is so in the direction that is worse.
    @Test func worseIsWorse() {
        var row = MadeUpSuite.rows(runs: 1, total: 100, spread: 0)[0]
        row = row.worsened(RunColumns.time.totalMs.column, by: 1.1)
        row = row.worsened(RunColumns.amount.bandwidthMbps.column, by: 1.1)
        #expect(abs((row[RunColumns.time.totalMs] ?? 0) - 110) < 1e-9)
        #expect(abs((row[RunColumns.amount.bandwidthMbps] ?? 0) - 20000 / 1.1) < 1e-6)
        #expect(row.worsened(RunColumns.time.downtimeMs.column, by: 2) == row)
    }
}
