import Platform
import TestSupport
import Testing

@testable import Migration

/// The offset between two clocks, estimated over links that exist in numbers only: there the truth is
/// known.
@Suite struct ClockOffsetTests {
    /// Two hosts and a link: the destination's clock has an offset and runs at a rate of its own.
    private final class TwoClocks: EngineClock {
        /// Seconds that have truly passed; the source's clock shows them.
        private(set) var now = MonotonicTime(nanoseconds: 50_000_000_000_000)
        private let ahead: Int64
        private let rate: Double
        private let start: MonotonicTime
        private(set) var looks = 0

        init(ahead: Int64, rate: Double) {
            self.ahead = ahead
            self.rate = rate
            start = now
        }

        func sleep(until time: MonotonicTime) { now = max(now, time) }

        func use(seconds: Double) { now = now.advanced(bySeconds: seconds) }

        /// What the destination's clock says now.
        var peer: MonotonicTime {
            let drift = now.seconds(since: start) * (rate - 1) * 1e9
            let offset = ahead &+ Int64(drift.rounded())
            return MonotonicTime(nanoseconds: now.nanoseconds &+ UInt64(bitPattern: offset))
        }

        /// A question and its answer, over a link with these ways.
        func ask(there: Double, back: Double) -> MonotonicTime {
            looks += 1
            use(seconds: there)
            let reading = peer
            use(seconds: back)
            return reading
        }
    }

    private func measure(
        _ clocks: TwoClocks, _ ways: () -> (there: Double, back: Double)
    ) throws -> ClockOffset {
        try ClockOffset.measure(clocks) { () throws(TransportError) in
            let (there, back) = ways()
            return clocks.ask(there: there, back: back)
        }
    }

    /// By how much the offset is wrong now, in nanoseconds.
    private func error(_ offset: ClockOffset, _ clocks: TwoClocks) -> Double {
        let told = offset.atDestination(clocks.now)
        return Double(Int64(bitPattern: told.nanoseconds &- clocks.peer.nanoseconds))
    }

    /// Hours apart either way, and about where numbers wrap.
    static let ahead: [Int64] = [
        0, 1, -3_600_000_000_000 * 7, 3_600_000_000_000 * 9000, -50_000_000_000_000, .max / 2,
        .min / 2,
    ]

    /// Whatever the link does, whoever is slow: the truth is within what is said.
    @Test(arguments: ahead, [1 - 100e-6, 1, 1 + 100e-6])
    func theTruthIsWithinTheUncertainty(_ ahead: Int64, _ rate: Double) throws {
        var random = SeededRandom(seed: UInt64(bitPattern: ahead) ^ UInt64(rate * 1e6))
        for round in 0..<200 {
            let clocks = TwoClocks(ahead: ahead, rate: rate)
            // From 1 µs to 0.6 s, with either way up to a thousand times the other and more.
            let base = Double.random(in: 1e-6...30e-6, using: &random)
            let skew = [1, 1000, 30, 1][round % 4]
            let jitter = Double.random(in: 0...20, using: &random)
            let offset = try measure(clocks) {
                let there = base * (1 + Double.random(in: 0...jitter, using: &random))
                let back = base * (1 + Double.random(in: 0...jitter, using: &random))
                return round % 2 == 0
                    ? (there * Double(skew), back) : (there, back * Double(skew))
            }
            for wait in [0, 0.1, 3, 60] {
                clocks.use(seconds: wait)
                let limit = offset.uncertaintyNanoseconds(at: clocks.now)
                #expect(abs(error(offset, clocks)) <= limit, "round \(round), \(wait) s later")
            }
        }
    }

    /// It is as bad as the worst link allows, and no worse: a link of one way only.
    @Test func theUncertaintyIsHalfTheShortestRoundTrip() throws {
        var random = SeededRandom(seed: 5)
        let clocks = TwoClocks(ahead: 77, rate: 1)
        var shortest = Double.infinity
        let offset = try measure(clocks) {
            let there = Double.random(in: 20e-6...900e-6, using: &random)
            shortest = min(shortest, there)
            return (there, 0)
        }
        #expect(abs(Double(offset.roundTripNanoseconds) - shortest * 1e9) <= 1)
        let asked = MonotonicTime(nanoseconds: offset.askedNanoseconds)
        let least = offset.uncertaintyNanoseconds(at: asked)
        #expect(abs(least - Double(offset.roundTripNanoseconds) / 2) <= 2)
        // All of the way was on one side.
        #expect(abs(abs(error(offset, clocks)) - least) <= 3)
        let later = offset.uncertaintyNanoseconds(at: asked.advanced(bySeconds: 10))
        #expect(abs(later - least - 1e6) < 1)
    }

    @Test func theClocksAreReadFromOneToTheOther() throws {
        let clocks = TwoClocks(ahead: -123_456_789, rate: 1)
        let offset = try measure(clocks) { (10e-6, 10e-6) }
        #expect(abs(offset.nanoseconds - -123_456_789) <= 1)
        let time = MonotonicTime(nanoseconds: 987_654_321_000)
        #expect(offset.atSource(offset.atDestination(time)) == time)
        #expect(offset.atDestination(time) < time)
    }

    /// A slow link is not asked for seconds.
    @Test(arguments: [(10e-6, 32), (0.05, 4), (0.3, 1), (30, 1)] as [(Double, Int)])
    func aSlowLinkIsAskedLess(_ roundTrip: Double, _ looks: Int) throws {
        let clocks = TwoClocks(ahead: 0, rate: 1)
        _ = try measure(clocks) { (roundTrip / 2, roundTrip / 2) }
        #expect(clocks.looks == looks)
    }

    @Test func aPeerThatFailsIsAnError() {
        let clocks = TwoClocks(ahead: 0, rate: 1)
        #expect(throws: TransportError.self) {
            _ = try ClockOffset.measure(clocks) { () throws(TransportError) in
                throw .closed(doing: "asking")
            }
        }
    }
}
