internal import Platform
internal import Synchronization

/// When operations are due: shared by the vCPUs of a guest and set only while they are parked.
final class Schedule: Sendable {
    /// When the operations of one vCPU fall due; nil runs unpaced.
    let pace: Pace?
    /// When the phases ended that lateness is told of apart.
    let phases = PhaseEnds()
    private let anchor = Atomic<UInt64>(0)
    private let throttle = Atomic<Int>(0)

    init(_ spec: GuestSpec) {
        pace = Pace(spec)
    }

    /// Lets guest time go on from `elapsed` nanoseconds at `now`.
    func start(elapsed: UInt64, now: MonotonicTime) {
        anchor.store(now.nanoseconds &- elapsed, ordering: .releasing)
    }

    /// When guest time was 0, on this host's clock: what operations are due from.
    var timeZero: MonotonicTime {
        MonotonicTime(nanoseconds: anchor.load(ordering: .acquiring))
    }

    /// Guest time in nanoseconds at `now`; only while the guest runs.
    @inline(__always)
    func elapsed(at now: MonotonicTime) -> UInt64 {
        now.nanoseconds &- anchor.load(ordering: .relaxed)
    }

    /// How many operations of one vCPU are due after `elapsed` nanoseconds of guest time.
    func operationsDue(elapsed: UInt64) -> UInt64? {
        pace.map { $0.operationsDue(elapsed: Double(elapsed)) }
    }

    /// How many operations of one vCPU are due at clock reading `now`; nil when unpaced.
    @inline(__always)
    func operationsDue(at now: MonotonicTime) -> UInt64? {
        let elapsed = elapsed(at: now)
        // Before guest time began nothing was due.
        return operationsDue(elapsed: Int64(bitPattern: elapsed) < 0 ? 0 : elapsed)
    }

    /// The clock reading at which operation `index` becomes due; now when unpaced.
    func dueTime(of index: UInt64) -> UInt64 {
        let offset = UInt64((pace?.dueTime(of: index) ?? 0).rounded(.up))
        return anchor.load(ordering: .relaxed) &+ offset
    }

    /// How much of its time the guest sleeps, in percent, 0 to 99.
    var throttlePercent: Int { throttle.load(ordering: .relaxed) }

    /// Sets the throttle.
    func setThrottle(percent: Int) { throttle.store(percent, ordering: .relaxed) }
}
