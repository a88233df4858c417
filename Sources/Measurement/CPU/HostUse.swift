/// What all CPUs of a host did over a span of time, in seconds, as agents report it.
///
/// Kinds are those of `/proc/stat`; nil where the kernel lacks one or its counter went backwards.
public struct HostUse: Codable, Sendable, Hashable {
    /// All work: what was not idle, which ticks do not sample; see ``CPUSeconds/busy``.
    public var busy: Double?
    /// Programs, those of lowered priority too.
    public var user: Double?
    /// The kernel, for programs.
    public var system: Double?
    /// Interrupts.
    public var irq: Double?
    /// Soft interrupts: most of what receiving from a network costs.
    public var softirq: Double?
    /// Time that a hypervisor gave to others while this host wanted to run.
    public var steal: Double?
    /// How well ``busy`` is known: the standard error of its difference, in seconds.
    public var busyError: Double?
    /// How well the kinds are known, which ticks sample: the standard error of their sum, in seconds.
    public var sampledError: Double?

    /// The work that ticks saw, in seconds: of programs, and little of a host's own upkeep, which a tick or
    /// another interrupt begins and which is over before the next.
    var sampled: Double? {
        guard let user, let system else { return nil }
        return user + system + (irq ?? 0) + (softirq ?? 0)
    }

    /// Puts figures together; what is left out is not measured.
    public init(
        busy: Double? = nil, user: Double? = nil, system: Double? = nil, irq: Double? = nil,
        softirq: Double? = nil, steal: Double? = nil, busyError: Double? = nil,
        sampledError: Double? = nil
    ) {
        self.busy = busy
        self.user = user
        self.system = system
        self.irq = irq
        self.softirq = softirq
        self.steal = steal
        self.busyError = busyError
        self.sampledError = sampledError
    }

    /// The figures of a span of `seconds`.
    public init(_ used: CPUSeconds, over seconds: Double) {
        self.init(used, over: seconds, .here)
    }

    init(_ used: CPUSeconds, over seconds: Double, _ error: TickError) {
        func ofSampled(_ work: Double) -> Double {
            error.ofSampled(work, over: seconds, counters: CPUKind.busy.count)
        }
        self.init(
            busy: used.busy, user: used.programs, system: used[.system], irq: used[.irq],
            softirq: used[.softirq], steal: used[.steal],
            busyError: used.busy.map {
                used.isFromIdleTime ? error.ofBusy($0, over: seconds) : ofSampled($0)
            })
        sampledError = sampled.map(ofSampled)
    }
}
