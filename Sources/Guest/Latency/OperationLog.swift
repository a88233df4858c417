internal import Platform

/// What one vCPU notes of its operations: when the first and the last were done, and how late each
/// was.
///
/// No lock is taken and no memory: the vCPU's thread alone writes. Unchecked Sendable for that
/// reason: others read, and make it ready for another run, only while the vCPU is parked.
final class OperationLog: @unchecked Sendable {
    /// The clock is read after so many operations, which count as done then.
    ///
    /// Reading it waits for all that the operations before have loaded, which otherwise overlaps: that
    /// costs more than the reading.
    static let operationsAtOnce: UInt64 = 32
    /// And after so many by a vCPU that is ``farBehind``.
    static let operationsAtOnceFarBehind: UInt64 = 256
    /// How late in nanoseconds the operations of such a vCPU are: 32 ms.
    ///
    /// The histogram tells no steps of less than 1/128 apart, which is 250 µs there: longer than what
    /// is done at once takes.
    static let farBehind = 32e6

    /// When the first operation since the guest was resumed was done.
    private(set) var first: MonotonicTime?
    /// When the last one was.
    private(set) var last: MonotonicTime?

    private let schedule: Schedule
    private var lateness: PhaseLateness?

    /// A log with nothing in it; lateness means nothing to a guest without a schedule.
    init(_ schedule: Schedule) {
        self.schedule = schedule
        lateness = schedule.pace.map { PhaseLateness(pace: $0) }
    }

    /// The guest is about to be resumed.
    func beginRun() {
        first = nil
        last = nil
    }

    /// How many operations may be done before the next note: the first one is noted alone, and of an
    /// unpaced guest only the last matters besides.
    @inline(__always)
    var batch: UInt64 {
        if first == nil { return 1 }
        guard let lateness else { return .max }
        return lateness.latest < Self.farBehind
            ? Self.operationsAtOnce : Self.operationsAtOnceFarBehind
    }

    /// Notes that operations `range` were done by `now`.
    @inline(__always)
    func note(_ range: Range<UInt64>, now: MonotonicTime) {
        if first == nil { first = now }
        last = now
        lateness?.record(range, now: now, schedule)
    }

    /// What is known by now, while the vCPU is parked; nil for a guest without a schedule.
    ///
    /// - Parameter undone: Operations that are not done, from this one on: those that fell due up to
    ///   the end of the span count with the lateness that they have at `now`.
    func lateness(undone next: UInt64?, now: MonotonicTime) -> PhaseLateness? {
        guard var all = lateness else { return nil }
        if let next { all.recordUndone(from: next, now: now, schedule) }
        return all
    }
}

/// The lateness of one vCPU's operations, by the phase in which they fell due.
struct PhaseLateness: Sendable {
    private(set) var alone = LatencyHistogram()
    private(set) var span = LatencyHistogram()
    private(set) var after = LatencyHistogram()
    /// How late the first of those recorded last was, in nanoseconds.
    private(set) var latest = 0.0

    private let pace: Pace
    /// The phase of the next operation, as far as is known: it only ever moves on.
    private var phase = GuestPhase.settling

    /// Nothing recorded; operations fall due at `pace`.
    init(pace: Pace) { self.pace = pace }

    /// Records that operations `range` were done at `now`.
    @inline(__always)
    mutating func record(_ range: Range<UInt64>, now: MonotonicTime, _ schedule: Schedule) {
        let elapsed = Double(schedule.elapsed(at: now))
        var next = range.lowerBound
        while next < range.upperBound {
            let end = min(range.upperBound, limit(schedule))
            if end > next {
                record(next..<end, elapsed: elapsed)
                next = end
            } else {
                phase = GuestPhase(rawValue: phase.rawValue + 1) ?? .after
            }
        }
    }

    /// Records that operations from `next` on, as many as fell due in the span or before, were
    /// not done by `now`.
    mutating func recordUndone(from next: UInt64, now: MonotonicTime, _ schedule: Schedule) {
        let end = schedule.phases.end(of: .span) ?? now
        let due = schedule.operationsDue(at: min(end, now)) ?? 0
        if due > next { record(next..<due, now: now, schedule) }
    }

    /// Adds what another vCPU has recorded.
    mutating func add(_ other: PhaseLateness) {
        alone.add(other.alone)
        span.add(other.span)
        after.add(other.after)
    }

    /// Operations below this one fell due before the end of the phase.
    @inline(__always)
    private func limit(_ schedule: Schedule) -> UInt64 {
        guard let end = schedule.phases.end(of: phase) else { return .max }
        return schedule.operationsDue(at: end) ?? .max
    }

    /// Records operations of one phase, done after `elapsed` nanoseconds of guest time.
    @inline(__always)
    private mutating func record(_ range: Range<UInt64>, elapsed: Double) {
        var next = range.lowerBound
        while next < range.upperBound {
            let stretch = pace.stretch(from: next)
            let end = min(range.upperBound, stretch.end)
            latest = elapsed - pace.dueTime(of: next)
            record(end - next, lateness: latest, interval: stretch.interval)
            next = end
        }
    }

    @inline(__always)
    private mutating func record(_ count: UInt64, lateness: Double, interval: Double) {
        switch phase {
        case .settling, .setup: return
        case .alone: alone.record(count, lateness: lateness, interval: interval)
        case .span: span.record(count, lateness: lateness, interval: interval)
        case .after: after.record(count, lateness: lateness, interval: interval)
        }
    }
}

extension GuestLatency {
    init(_ lateness: PhaseLateness) {
        self.init(
            alone: LatencyCounts(lateness.alone), span: LatencyCounts(lateness.span),
            after: LatencyCounts(lateness.after))
    }
}
