/// What is worth knowing about a host beside its figures, from an allow-list of kernel files.
///
/// Goes into a suite's environment.json, so nothing secret may be added: no environment variables, no
/// command lines, no addresses. Whatever a host does not show is nil.
public struct HostFacts: Codable, Sendable, Hashable {
    /// The host's name, from `/proc/sys/kernel/hostname`.
    public var hostName: String?
    /// The kernel's release, from `/proc/sys/kernel/osrelease`.
    public var kernelRelease: String?
    /// The processors.
    public var cpu = CPUFacts()
    /// The memory and what may be done with it.
    public var memory = MemoryFacts()
    /// The nodes of memory (NUMA), from `/sys/devices/system/node`; empty where the kernel shows none.
    public var nodes: [NUMANode] = []
    /// The ways to other hosts.
    public var network = NetworkFacts()
    /// What the host is doing besides.
    public var load = LoadFacts()
    /// The kernel's clock, from `/sys/devices/system/clocksource/clocksource0/current_clocksource`.
    public var clockSource: String?
    /// The clocks that it could use, from `available_clocksource` beside it.
    public var availableClockSources: [String]?
    /// Whether this is a virtual machine: the hypervisor flag of `/proc/cpuinfo`, else DMI.
    public var virtualised: Bool?
    /// The hypervisor's name where one shows.
    public var hypervisor: String?
    /// Whether interrupt time is measured and not sampled by the tick.
    ///
    /// CONFIG_IRQ_TIME_ACCOUNTING of `/proc/config.gz` or `/boot/config-RELEASE`. It changes what the
    /// softirq columns mean.
    public var irqTimeAccounting: Bool?
    /// Whether idle time is measured and not sampled by the tick: whether ticks stop on an idle CPU.
    ///
    /// CONFIG_NO_HZ_COMMON of the same files, and no `nohz=off` in `/proc/cmdline`. Host-wide busy time is
    /// exact then; see `CPUSeconds.busy`.
    public var idleTimeExact: Bool?

    /// Whether devices reach memory through an IOMMU: whether `/sys/class/iommu` names one.
    ///
    /// Nil where the kernel does not show that.
    public var iommu: Bool?

    /// Why cycles and instructions of a process cannot be counted (perf_event_open(2)); nil where they can.
    public var workCountersRefusal: String?

    /// Facts of a host that shows nothing.
    public init() {}

    /// Reads the facts of this host.
    ///
    /// - Parameters:
    ///   - root: the folder that holds `proc`, `sys` and `boot`; `/` but for tests.
    ///   - loadSampleSeconds: for how long to watch what the CPUs do; nil leaves it unmeasured.
    public static func read(root: String = "/", loadSampleSeconds: Double? = nil) -> HostFacts {
        // A made-up tree has no hardware to ask.
        read(
            HostTree(root: root), root == "/" ? .real : .none, loadSampleSeconds: loadSampleSeconds)
    }

    static func read(
        _ tree: HostTree, _ probe: HardwareProbe, loadSampleSeconds: Double? = nil
    ) -> HostFacts {
        let clock = "sys/devices/system/clocksource/clocksource0"
        var facts = HostFacts()
        facts.hostName = tree.word("proc/sys/kernel/hostname")
        facts.kernelRelease = tree.word("proc/sys/kernel/osrelease")
        facts.cpu = CPUFacts(tree)
        facts.memory = MemoryFacts(tree)
        facts.nodes = NUMANode.all(tree)
        facts.network = NetworkFacts(tree, probe)
        facts.load = LoadFacts(tree, sampleSeconds: loadSampleSeconds)
        facts.clockSource = tree.word("\(clock)/current_clocksource")
        facts.availableClockSources = tree.word("\(clock)/available_clocksource")?
            .split(separator: " ").map(String.init)
        facts.virtualised = Virtualisation.isVirtual(tree)
        facts.hypervisor = Virtualisation.name(tree)
        facts.iommu =
            tree.exists("sys/class/iommu") ? !tree.names(in: "sys/class/iommu").isEmpty : nil
        facts.workCountersRefusal = probe.workCountersRefusal()
        facts.irqTimeAccounting = KernelConfig.irqTimeAccounting(
            tree, kernelRelease: facts.kernelRelease)
        facts.idleTimeExact = KernelConfig.idleTimeExact(
            tree, kernelRelease: facts.kernelRelease)
        return facts
    }
}
