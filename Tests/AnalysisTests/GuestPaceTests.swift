import Results
import Testing

@testable import Analysis

@Suite struct GuestPaceTests {
    private func run(_ workload: String, rate: Double?) -> Row {
        var row = Row()
        row[RunColumns.case.workload] = workload
        row[RunColumns.case.dirtyRateTargetMiBS] = rate
        return row
    }

    /// 10 operations a millisecond of 4 KiB; the guest stands still from 20 ms to 50 ms.
    @Test func aStopIsHowLateOperationsAre() throws {
        let pace = try #require(GuestPace(run("hotset", rate: 10 * 1000 * 4096 / 0x1p20)))
        #expect(abs(pace.perMillisecond - 10) < 1e-9)
        let late = pace.lateness([(1, 1010), (10, 1100), (20, 1200), (50, 1200), (52, 1400)])
        for (one, expected) in zip(late, [0.0, 0, 0, 30, 12]) {
            #expect(abs(one - expected) < 1e-9)
        }
        #expect(abs(pace.slowdownPercent(ofRate: 7.5) - 25) < 1e-9)
        #expect(pace.slowdownPercent(ofRate: 0) == 100)
        #expect(abs(pace.slowdownPercent(ofRate: 100) + 900) < 1e-9)
    }

    /// Where the count began says nothing, and the first sample may be a late one.
    @Test func theFurthestAheadIsOnTime() throws {
        let pace = try #require(GuestPace(run("uniform", rate: 1000 * 4096 / 0x1p20)))
        for offset in [0, 7000] {
            let late = pace.lateness([(0, offset), (5, offset + 10), (10, offset + 12)])
            for (one, expected) in zip(late, [5.0, 0, 3]) { #expect(abs(one - expected) < 1e-9) }
        }
        #expect(pace.lateness([]) == [])
    }

    @Test func aGuestWithoutSteadyScheduleHasNone() {
        #expect(GuestPace(run("idle", rate: 0)) == nil)
        #expect(GuestPace(run("uniform", rate: nil)) == nil)
        #expect(GuestPace(run("replay", rate: 64)) == nil)
    }
}
