internal import Platform

/// A network interface, from its folder in `/sys/class/net`, and what its driver answers.
///
/// Without a device behind it (bridges, tunnels and the like) an interface has only name, MTU and state.
public struct NIC: Codable, Sendable, Hashable {
    /// The interface's name.
    public var name: String
    /// The link's speed in 10^6 bit/s; nil where it is down or does not know.
    public var speedMbps: Int?
    /// The largest packet in bytes.
    public var mtuBytes: Int?
    /// The link's state (`up`, `down`, `unknown`...).
    public var state: String?
    /// Whether a device is behind it.
    public var hasDevice: Bool
    /// The driver's name.
    public var driver: String?
    /// The driver's version.
    public var driverVersion: String?
    /// The version of the firmware.
    public var firmware: String?
    /// The NUMA node of the device, from `device/numa_node`; nil where it is on none.
    public var numaNode: Int?
    /// Queues for receiving and for sending: the folders in `queues`.
    public var queues: Int?
    /// Descriptors in a ring for receiving.
    public var receiveRing: Int?
    /// Descriptors in a ring for sending.
    public var transmitRing: Int?
    /// Offloads that are on.
    public var offloads: [String]?
    /// The queue discipline at its root.
    public var discipline: String?
    /// The CPUs that take its interrupts, as a kernel list.
    ///
    /// From `/proc/irq/*/effective_affinity_list` of those in `device/msi_irqs`.
    public var irqAffinity: String?

    /// Describes an interface.
    public init(name: String, speedMbps: Int?, mtuBytes: Int?, state: String?, hasDevice: Bool) {
        self.name = name
        self.speedMbps = speedMbps
        self.mtuBytes = mtuBytes
        self.state = state
        self.hasDevice = hasDevice
    }

    /// Nil where the name is none of an interface (`bonding_masters` is a plain file).
    init?(_ name: String, _ tree: HostTree, _ probe: HardwareProbe) {
        let folder = "sys/class/net/\(name)"
        guard let mtu: Int = tree.number("\(folder)/mtu") else { return nil }
        let speed: Int? = tree.number("\(folder)/speed")
        self.init(
            name: name,
            // A link that is down says -1 or, on old kernels, the same as an unsigned number.
            speedMbps: speed.flatMap { (1..<Int(UInt32.max)).contains($0) ? $0 : nil },
            mtuBytes: mtu, state: tree.word("\(folder)/operstate"),
            hasDevice: tree.exists("\(folder)/device"))
        guard hasDevice else { return }
        take(probe.settings(name))
        // -1 is the kernel's word for a device that is near all of them.
        numaNode = tree.number("\(folder)/device/numa_node").flatMap { $0 >= 0 ? $0 : nil }
        let queues = tree.names(in: "\(folder)/queues").count
        self.queues = queues > 0 ? queues : nil
        irqAffinity = Self.irqAffinity(tree, "\(folder)/device")
    }

    private mutating func take(_ settings: InterfaceSettings) {
        driver = settings.driver
        driverVersion = settings.driverVersion
        firmware = settings.firmware
        receiveRing = settings.receiveRing
        transmitRing = settings.transmitRing
        offloads = settings.offloads.isEmpty ? nil : settings.offloads
        discipline = settings.discipline
    }

    private static func irqAffinity(_ tree: HostTree, _ device: String) -> String? {
        // Of a virtio device the interrupts are the bus's above it.
        let folders = ["\(device)/msi_irqs", "\(device)/../msi_irqs"]
        let interrupts = folders.lazy.map { tree.names(in: $0) }.first { !$0.isEmpty } ?? []
        let cpus = interrupts.compactMap {
            tree.word("proc/irq/\($0)/effective_affinity_list")
                ?? tree.word("proc/irq/\($0)/smp_affinity_list")
        }
        let known = CPUList(cpus.flatMap { CPUList($0)?.numbers ?? [] })
        return known.isEmpty ? nil : known.description
    }
}
