/// An RDMA device, from its folder in `/sys/class/infiniband`, and what the device itself answers.
public struct RDMADevice: Codable, Sendable, Hashable {
    /// The device's name, for example `mlx5_0`.
    public var name: String
    /// Whether the kernel emulates the device (Soft-RoCE, Soft-iWARP): good for function, not for speed.
    public var isSoftware: Bool
    /// The kernel's driver, from `device/uevent`; nil for a device that the kernel emulates.
    public var driver: String?
    /// The version of the firmware, from `fw_ver`.
    public var firmware: String?
    /// The NUMA node that it is attached to, from `device/numa_node`; nil where that is any.
    public var numaNode: Int?
    /// Whether memory can be registered without being pinned (on-demand paging, ODP).
    public var hasOnDemandPaging: Bool?
    /// The most work requests that one queue holds.
    public var maximumWorkRequests: Int?
    /// Its ports by number.
    public var ports: [RDMAPort]

    /// Describes a device.
    public init(name: String, isSoftware: Bool = false, ports: [RDMAPort] = []) {
        self.name = name
        self.isSoftware = isSoftware
        self.ports = ports
    }

    /// The port that matters: an active one, else the first.
    public var bestPort: RDMAPort? { ports.first(where: \.isActive) ?? ports.first }

    /// Whether data can be sent, as far as it shows.
    public var isActive: Bool { ports.isEmpty || ports.contains(where: \.isActive) }
}

extension RDMADevice {
    init(_ name: String, _ tree: HostTree, _ probe: HardwareProbe) {
        let folder = "sys/class/infiniband/\(name)"
        self.init(
            name: name,
            // Only Soft-RoCE names a parent interface, and only hardware has a device.
            isSoftware: tree.exists("\(folder)/parent") || !tree.exists("\(folder)/device"))
        let properties = (tree.text("\(folder)/device/uevent") ?? "").split(separator: "\n")
        driver = properties.first { $0.hasPrefix("DRIVER=") }.map { String($0.dropFirst(7)) }
        firmware = tree.word("\(folder)/fw_ver")
        // -1 is the kernel's word for a device that is near to none.
        let node: Int? = tree.number("\(folder)/device/numa_node")
        numaNode = node.flatMap { $0 >= 0 ? $0 : nil }
        let answers = probe.device(name)
        hasOnDemandPaging = answers?.hasOnDemandPaging
        maximumWorkRequests = answers?.maximumWorkRequests
        let numbers = tree.names(in: "\(folder)/ports").compactMap { Int($0) }.sorted()
        ports = numbers.map { number in
            var port = RDMAPort(number, ofDevice: folder, tree, probe)
            let mtu = answers?.mtu[number]
            port.activeMTUBytes = mtu?.active
            port.maximumMTUBytes = mtu?.maximum
            return port
        }
    }
}
