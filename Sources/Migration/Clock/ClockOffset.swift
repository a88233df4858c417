public import Platform

/// One look at the destination's clock: a round trip over the data connection.
struct ClockSample: Sendable, Hashable {
    /// When the source asked, on its own clock.
    var asked: MonotonicTime
    /// What the destination's clock said in between.
    var peer: MonotonicTime
    /// When the source had the answer, on its own clock.
    var answered: MonotonicTime

    /// Nanoseconds from asking to the answer.
    var roundTripNanoseconds: UInt64 { answered.nanoseconds &- asked.nanoseconds }
}

/// How far the destination's clock is ahead of the source's, and how well that is known.
///
/// As NTP does (RFC 5905): the destination looked at its clock somewhere between the question and the
/// answer, so the middle of the two is wrong by half the round trip at most, whichever way took
/// longer. Of several looks, the one with the shortest round trip is taken.
///
/// Both are readings of CLOCK_MONOTONIC, which is never set, however many hours apart the hosts
/// booted.
public struct ClockOffset: Codable, Sendable, Hashable {
    /// The destination's reading less the source's at the same moment, in nanoseconds.
    public var nanoseconds: Int64
    /// The shortest round trip, in nanoseconds.
    public var roundTripNanoseconds: UInt64
    /// When the source asked for it, in nanoseconds of its own clock.
    public var askedNanoseconds: UInt64

    /// How much two clocks may drift apart, in seconds a second.
    ///
    /// Quartz oscillators of servers are within 50 ppm of their frequency; both may be off, in
    /// opposite directions. Hosts that run NTP are far better.
    public static let driftPerSecond = 100e-6

    /// How often the clock is looked at, at most.
    static let looks = 32
    /// No look begins later than this after the first, in seconds: some links are slow.
    static let lookSeconds = 0.2

    /// What `sample` tells.
    init(_ sample: ClockSample) {
        let middle = sample.asked.nanoseconds &+ sample.roundTripNanoseconds / 2
        nanoseconds = Int64(bitPattern: sample.peer.nanoseconds &- middle)
        roundTripNanoseconds = sample.roundTripNanoseconds
        askedNanoseconds = sample.asked.nanoseconds
    }

    /// Looks at the destination's clock several times, by `ask`, and takes the best look.
    static func measure(
        _ clock: any EngineClock, ask: () throws(TransportError) -> MonotonicTime
    ) throws(TransportError) -> ClockOffset {
        func look() throws(TransportError) -> ClockSample {
            let asked = clock.now
            let peer = try ask()
            return ClockSample(asked: asked, peer: peer, answered: clock.now)
        }
        var best = try look()
        let end = best.asked.advanced(bySeconds: lookSeconds)
        for _ in 1..<looks where clock.now < end {
            let sample = try look()
            if sample.roundTripNanoseconds < best.roundTripNanoseconds { best = sample }
        }
        return ClockOffset(best)
    }

    /// The most that the offset may be wrong by at `time` of the source's clock, in nanoseconds: half
    /// the round trip, and what the clocks may have drifted apart since.
    public func uncertaintyNanoseconds(at time: MonotonicTime) -> Double {
        let since = time.seconds(since: MonotonicTime(nanoseconds: askedNanoseconds))
        // Two for readings and their middle being whole nanoseconds.
        return Double(roundTripNanoseconds) / 2 + 2 + abs(since) * 1e9 * Self.driftPerSecond
    }

    /// What the destination's clock says at `time` of the source's.
    public func atDestination(_ time: MonotonicTime) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds &+ UInt64(bitPattern: nanoseconds))
    }

    /// What the source's clock says at `time` of the destination's.
    public func atSource(_ time: MonotonicTime) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds &- UInt64(bitPattern: nanoseconds))
    }
}
