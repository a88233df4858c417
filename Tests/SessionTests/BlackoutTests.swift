import Guest
import Measurement
import Platform
import Testing

@testable import Migration
@testable import Session

/// The guest's blackout across two clocks, and when it is warned of.
@Suite struct BlackoutTests {
    /// Two vCPUs with an operation each every millisecond.
    private let guest = GuestSpec(
        memoryBytes: 1 << 20, vcpus: 2,
        workload: WorkloadSpec(kind: .uniform, dirtyRate: 2000 * 4096))

    /// A scripted stop, in milliseconds of the source's clock, with the other one `ahead`
    /// nanoseconds ahead.
    private func result(
        decided: Double, last: Double?, first: Double?, answered: Double, ahead: Int64 = 0,
        roundTripUs: Double = 20
    ) -> MigrationResult {
        func at(_ ms: Double, plus: Int64 = 0) -> UInt64 {
            UInt64(bitPattern: Int64(5e12 + ms * 1e6) &+ plus)
        }
        var result = MigrationResult(.completed)
        var source = SideReport()
        source.operations = 1000
        source.spanSeconds = 0.1
        source.clock = ClockOffset(
            ClockSample(
                asked: MonotonicTime(nanoseconds: at(0)),
                peer: MonotonicTime(nanoseconds: at(roundTripUs / 2000, plus: ahead)),
                answered: MonotonicTime(nanoseconds: at(roundTripUs / 1000))))
        source.stop = SideReport.GuestStop(
            decided: at(decided), lastOperation: last.map { at($0) }, answered: at(answered))
        var destination = SideReport()
        destination.firstOperation = first.map { at($0, plus: ahead) }
        result.source = source
        result.destination = destination
        return result
    }

    static let ahead: [Int64] = [0, 3_600_000_000_000 * 48, -4_000_000_000_000, .max / 2]

    @Test(arguments: ahead)
    func itIsFromTheLastOperationToTheFirst(_ ahead: Int64) throws {
        let blackout = try #require(
            Blackout(
                result(decided: 100, last: 100.5, first: 109, answered: 110, ahead: ahead), guest))
        #expect(abs(blackout.milliseconds - 8.5) < 1e-3)
        #expect(abs(blackout.downtimeMs - 10) < 1e-3)
        #expect(abs(blackout.lastAfterDecisionMs - 0.5) < 1e-3)
        #expect(abs(blackout.firstAfterWordMs + 1) < 1e-3)
        #expect(abs(blackout.periodMs - 0.5) < 1e-9)
        // Half of 20 µs, and 100 ppm of 110 ms.
        #expect(abs(blackout.uncertaintyMs - 0.021) < 1e-4)
        let text = try #require(blackout.warning)
        #expect(text.contains("guest blackout 8.5 ms, downtime 10.0 ms, "))
        #expect(text.contains("last operation 0.5 ms after the decision"))
        #expect(text.contains("first 1.0 ms before the word"))
    }

    /// It warns where the difference is more than a period and what the clocks may be wrong by.
    @Test func itWarnsOfWhatIsNotExplained() throws {
        for step in -40...40 {
            let shift = Double(step) / 20
            let blackout = try #require(
                Blackout(
                    result(decided: 100, last: 100, first: 110 + shift, answered: 110), guest))
            #expect((blackout.warning == nil) == (abs(shift) <= 0.5211), "\(shift)")
            if shift != 0 { #expect(blackout.isLonger == (shift > 0), "\(shift)") }
        }
        // A slow guest was in the middle of doing nothing.
        var slow = guest
        slow.workload.dirtyRate = 10 * 4096
        let late = try #require(
            Blackout(result(decided: 100, last: 30, first: 115, answered: 110), slow))
        #expect(late.warning == nil && late.periodMs == 100)
    }

    /// The period of a guest without a pace is that at which it ran.
    @Test func anUnpacedGuestIsTakenAsItRan() throws {
        var unpaced = guest
        unpaced.workload.dirtyRate = nil
        let blackout = try #require(
            Blackout(result(decided: 100, last: 100, first: 110, answered: 110), unpaced))
        #expect(abs(blackout.periodMs - 0.1) < 1e-9)
    }

    @Test func whoDidNothingHasNone() {
        var idle = guest
        idle.workload.kind = .idle
        for (last, first, spec) in [
            (nil, 110, guest), (100, nil, guest), (nil, nil, idle),
        ] as [(Double?, Double?, GuestSpec)] {
            let result = result(decided: 100, last: last, first: first, answered: 110)
            #expect(Blackout(result, spec) == nil)
            #expect(Blackout.clockUncertaintyMicroseconds(result) != nil)
        }
        #expect(Blackout(MigrationResult(.failed), guest) == nil)
        #expect(Blackout.clockUncertaintyMicroseconds(MigrationResult(.failed)) == nil)
    }

    /// Of a migration that was given up, the span tells for how long the clocks could drift.
    @Test func theClocksAreKnownWithoutASwitchover() throws {
        var result = result(decided: 100, last: 100, first: nil, answered: 110)
        result.source?.stop = nil
        result.source?.spanSeconds = 2
        let told = try #require(Blackout.clockUncertaintyMicroseconds(result))
        #expect(abs(told - 210) < 0.01)
    }
}
