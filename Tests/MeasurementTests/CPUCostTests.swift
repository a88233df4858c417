import Foundation
import Testing

@testable import Measurement

/// A generator with the same numbers in every run: a linear congruential one, its upper bits.
private struct Numbers {
    var state: UInt64 = 42

    /// From 0 up to 1.
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / 0x1p53
    }
}

/// What a migration cost, and how well that is known.
@Suite struct CPUCostTests {
    private func side(
        busy: Double? = 3, alone: Double? = 1, span: Double? = 2, vcpu: Double? = 0.5
    ) -> CPUCost.Side {
        CPUCost.Side(
            host: HostUse(busy: busy, busyError: busy.map { _ in 0.3 }),
            alone: CPUCost.Alone(
                host: HostUse(busy: alone, busyError: alone.map { _ in 0.1 }), seconds: 0.5,
                vcpu: 0.75),
            span: span, vcpu: vcpu)
    }

    @Test func whatTheGuestBringsWithItIsNoCost() throws {
        // (1 - 0.75) s in half a second are 1 s in the span: 3 - 1 - 0.5 - 0.5 at one host.
        #expect(side().baseline == 1)
        let shared = CPUCost(source: side(), destination: side(), shareHost: true)
        #expect(shared.seconds == 1)
        #expect(shared.secondsPerGiB(sentBytes: 1 << 29) == 2)
        #expect(shared.secondsPerGiB(sentBytes: 0) == nil)
        let apart = CPUCost(source: side(), destination: side(), shareHost: false)
        #expect(apart.seconds == 3)
        // 1.96 x root of 0.3^2 + (0.1 x 2 / 0.5)^2, and of that at both ends.
        #expect(abs(try #require(shared.uncertaintySeconds) - 0.979982) < 1e-6)
        #expect(abs(try #require(apart.uncertaintySeconds) - 1.385904) < 1e-6)
    }

    @Test func aPartThatIsMissingLeavesNothing() {
        for broken in [side(busy: nil), side(alone: nil), side(span: nil), side(vcpu: nil)] {
            let cost = CPUCost(source: broken, destination: side(), shareHost: false)
            #expect(cost.seconds == nil && cost.uncertaintySeconds == nil)
        }
        // Where the host is shared, of the destination only its guest counts.
        let cost = CPUCost(source: side(), destination: side(busy: nil), shareHost: true)
        #expect(cost.seconds == 1)
    }

    /// Busy time known within 1.96 x 0.3 s says nothing of half a second.
    @Test func ofASpanThatIsTooShortNothingWasMeasured() {
        for (span, isMeasured) in [(0.5, false), (0.58, false), (0.6, true)] {
            let cost = CPUCost(source: side(span: span), destination: side(), shareHost: false)
            #expect((cost.seconds != nil) == isMeasured)
            #expect((cost.uncertaintySeconds != nil) == isMeasured)
        }
    }

    /// Work in short stretches at random times, seen by ticks as the kernel sees it: the error
    /// that is stated is neither less than what comes out nor far more.
    @Test(arguments: [0.1, 0.5, 0.9])
    func ticksKnowWorkAsWellAsIsSaid(share: Double) {
        var random = Numbers()
        let error = TickError(
            tickSeconds: 0.004, unitSeconds: 0.01, cpus: 2, idleIsExact: false)
        let (span, trials) = (0.5, 400)
        var squares = 0.0
        var stated = 0.0
        for _ in 0..<trials {
            var truth = 0.0
            var seen = 0.0
            for _ in 0..<error.cpus {
                let (busy, ticks) = work(share, span, error.tickSeconds, &random)
                truth += busy
                seen += ticks
            }
            // What /proc/stat shows are whole units, from a first reading anywhere in one.
            let start = random.next() * error.unitSeconds
            let units = ((start + seen) / error.unitSeconds).rounded(.down)
            let read = units * error.unitSeconds
            squares += (read - truth) * (read - truth)
            stated += error.ofSampled(truth, over: span, counters: 1)
        }
        let measured = (squares / Double(trials)).squareRoot()
        let mean = stated / Double(trials)
        #expect(measured < 1.15 * mean, "\(measured) s, stated \(mean) s")
        #expect(measured > mean / 3, "\(measured) s, stated \(mean) s")
    }

    /// One CPU that works in stretches of 0.2 ms on average: how long, and what its ticks show.
    private func work(
        _ share: Double, _ span: Double, _ tick: Double, _ random: inout Numbers
    ) -> (busy: Double, ticks: Double) {
        let (on, off) = (0.0002, 0.0002 * (1 - share) / share)
        var isBusy = random.next() < share
        var nextTick = random.next() * tick
        var (time, busy, ticks) = (0.0, 0.0, 0.0)
        while time < span {
            let length = -(isBusy ? on : off) * log(1 - random.next())
            let end = min(span, time + length)
            if isBusy { busy += end - time }
            while nextTick < end {
                if isBusy { ticks += tick }
                nextTick += tick
            }
            time = end
            isBusy.toggle()
        }
        return (busy, ticks)
    }

    @Test func anIdleHostIsKnownToATick() {
        let error = TickError(
            tickSeconds: 0.004, unitSeconds: 0.01, cpus: 6, idleIsExact: false)
        #expect(error.ofSampled(0, over: 1, counters: 0) == 0.004)
        #expect(error.ofSampled(0, over: 0, counters: 5) == 0)
    }

    /// Three counters, each rounded down to the unit, wherever within it both readings fell.
    @Test func idleTimeIsKnownToItsUnit() throws {
        var random = Numbers()
        let error = TickError(
            tickSeconds: 0.004, unitSeconds: 0.01, cpus: 64, idleIsExact: true)
        let trials = 4000
        var squares = 0.0
        for _ in 0..<trials {
            var off = 0.0
            for _ in 0..<CPUKind.other.count {
                let (start, truth) = (random.next() * 0.01, random.next())
                off += ((start + truth) / 0.01).rounded(.down) * 0.01 - truth
            }
            squares += off * off
        }
        let measured = (squares / Double(trials)).squareRoot()
        let stated = error.ofBusy(7, over: 1)
        #expect(abs(measured / stated - 1) < 0.05, "\(measured) s, stated \(stated) s")
    }

    @Test func thisHostHasATick() {
        let here = TickError.here
        #expect((0.000_5...0.02).contains(here.tickSeconds))
        #expect(here.unitSeconds == 0.01)
        #expect(here.cpus >= 1)
    }
}
