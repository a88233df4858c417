/// CPU seconds of a whole host over a span of time, by kind; all CPUs added up.
public struct CPUSeconds: Sendable, Hashable {
    private let seconds: [CPUKind: Double]
    private let busyKinds: [CPUKind]
    /// All there was, by the clock; nil where CPUs were switched on or off.
    private let all: Double?
    private let otherKinds: [CPUKind]

    init(
        seconds: [CPUKind: Double], busyKinds: [CPUKind], all: Double?, otherKinds: [CPUKind]
    ) {
        self.seconds = seconds
        self.busyKinds = busyKinds
        self.all = all
        self.otherKinds = otherKinds
    }

    /// Seconds of one kind; nil where it was not measured.
    public subscript(kind: CPUKind) -> Double? { seconds[kind] }

    /// Seconds of work: all that the CPUs had, by the clock, less idle, iowait and steal.
    ///
    /// Not the sum of user, nice, system, irq and softirq: a tick gives each of them all of its time or none,
    /// and work that keeps step with the ticks, as a paced transfer does, is seen as a tenth of what it is
    /// or as four times as much. Idle time is measured where ticks stop on an idle CPU (get_idle_time in the
    /// kernel's fs/proc/stat.c); where they do not, both are the same. Where CPUs were switched
    /// on or off it is that sum: nobody knows how much there was. Nil where a counter went backwards.
    public var busy: Double? { notIdle ?? sampled }

    /// By the clock and what was idle.
    private var notIdle: Double? {
        // Counters are rounded down: a host that did nothing may come out below zero.
        all.flatMap { all in sum(of: otherKinds).map { max(0, all - $0) } }
    }

    /// What ticks hit.
    ///
    /// Kinds that the kernel does not have are part of another kind there and do not count.
    private var sampled: Double? { sum(of: busyKinds) }

    /// Whether ``busy`` is known from what was idle.
    var isFromIdleTime: Bool { notIdle != nil }

    /// Seconds of programs, those of lowered priority too.
    var programs: Double? {
        guard let user = self[.user], let nice = self[.nice] else { return nil }
        return user + nice
    }

    /// The share of the CPUs' time that was work, 0 to 1; nil where nothing was measured.
    public var busyShare: Double? { busy.flatMap(share) }

    /// The share of the CPUs' time that a hypervisor took away, 0 to 1; nil where not measured.
    public var stealShare: Double? { self[.steal].flatMap(share) }

    private func share(of part: Double) -> Double? {
        guard let busy, let idle = self[.idle] else { return nil }
        // A kernel without these two counts their time as idle and as busy.
        let total = busy + idle + (self[.iowait] ?? 0) + (self[.steal] ?? 0)
        return total > 0 ? part / total : nil
    }

    private func sum(of kinds: [CPUKind]) -> Double? {
        var sum = 0.0
        for kind in kinds {
            guard let seconds = seconds[kind] else { return nil }
            sum += seconds
        }
        return sum
    }
}
