/// CPU seconds of a whole host over a span of time, by kind; all CPUs added up.
public struct CPUSeconds: Sendable, Hashable {
    private let seconds: [CPUKind: Double]
    private let busyKinds: [CPUKind]

    init(seconds: [CPUKind: Double], busyKinds: [CPUKind]) {
        self.seconds = seconds
        self.busyKinds = busyKinds
    }

    /// Seconds of one kind; nil where it was not measured.
    public subscript(kind: CPUKind) -> Double? { seconds[kind] }

    /// Seconds of work: user, nice, system, irq and softirq.
    ///
    /// Idle, iowait and steal are not work of this host. Kinds that the kernel does not have are part of
    /// another kind there and do not count; nil where a kind that it has could not be measured.
    public var busy: Double? { sum(of: busyKinds) }

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
