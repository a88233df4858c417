/// A host's ways to other hosts.
public struct NetworkFacts: Codable, Sendable, Hashable {
    /// RDMA devices, from `/sys/class/infiniband`; empty where there is none.
    public var rdmaDevices: [RDMADevice] = []
    /// Network interfaces without loopback, from `/sys/class/net`.
    public var nics: [NIC] = []
    /// The congestion control of new TCP connections, from
    /// `/proc/sys/net/ipv4/tcp_congestion_control`.
    public var congestionControl: String?
    /// How far TCP grows a receive buffer, in bytes: the third number of
    /// `/proc/sys/net/ipv4/tcp_rmem`.
    public var receiveBufferMaxBytes: UInt64?
    /// How far TCP grows a send buffer, in bytes: the third number of
    /// `/proc/sys/net/ipv4/tcp_wmem`.
    public var sendBufferMaxBytes: UInt64?

    /// Facts of a host that shows nothing.
    public init() {}

    init(_ tree: HostTree) {
        rdmaDevices = tree.names(in: "sys/class/infiniband").map { RDMADevice($0, tree) }
        nics = tree.names(in: "sys/class/net").filter { $0 != "lo" }
            .compactMap { NIC($0, tree) }
        congestionControl = tree.word("proc/sys/net/ipv4/tcp_congestion_control")
        receiveBufferMaxBytes = tree.numbers("proc/sys/net/ipv4/tcp_rmem").dropFirst(2).first
        sendBufferMaxBytes = tree.numbers("proc/sys/net/ipv4/tcp_wmem").dropFirst(2).first
    }

    /// Interfaces with hardware (or a hypervisor's) behind them that are up.
    var links: [NIC] { nics.filter { $0.hasDevice && $0.state == "up" } }
}

/// A network interface, from its folder in `/sys/class/net`.
public struct NIC: Codable, Sendable, Hashable {
    /// The interface's name.
    public var name: String
    /// The link's speed in 10^6 bit/s; nil where it is down or does not know.
    public var speedMbps: Int?
    /// The largest packet in bytes.
    public var mtuBytes: Int?
    /// The link's state (`up`, `down`, `unknown`...).
    public var state: String?
    /// Whether a device is behind it; bridges, tunnels and the like have none.
    public var hasDevice: Bool

    /// Describes an interface.
    public init(name: String, speedMbps: Int?, mtuBytes: Int?, state: String?, hasDevice: Bool) {
        self.name = name
        self.speedMbps = speedMbps
        self.mtuBytes = mtuBytes
        self.state = state
        self.hasDevice = hasDevice
    }

    /// Nil where the name is none of an interface (`bonding_masters` is a plain file).
    init?(_ name: String, _ tree: HostTree) {
        let folder = "sys/class/net/\(name)"
        guard let mtu: Int = tree.number("\(folder)/mtu") else { return nil }
        let speed: Int? = tree.number("\(folder)/speed")
        self.init(
            name: name,
            // A link that is down says -1 or, on old kernels, the same as an unsigned number.
            speedMbps: speed.flatMap { (1..<Int(UInt32.max)).contains($0) ? $0 : nil },
            mtuBytes: mtu, state: tree.word("\(folder)/operstate"),
            hasDevice: tree.exists("\(folder)/device"))
    }
}

/// An RDMA device, from its folder in `/sys/class/infiniband`; of its ports the first.
public struct RDMADevice: Codable, Sendable, Hashable {
    /// The device's name, for example `mlx5_0`.
    public var name: String
    /// `InfiniBand` or `Ethernet` (RoCE), from `ports/1/link_layer`.
    public var linkLayer: String?
    /// The port's state in words (`ACTIVE`, `DOWN`...), from `ports/1/state`.
    public var state: String?
    /// The port's rate in 10^6 bit/s, from `ports/1/rate`.
    public var rateMbps: Int?
    /// Whether the kernel emulates the device (Soft-RoCE, Soft-iWARP): good for function, not for speed.
    public var isSoftware: Bool

    /// Describes a device.
    public init(
        name: String, linkLayer: String?, state: String?, rateMbps: Int?, isSoftware: Bool
    ) {
        self.name = name
        self.linkLayer = linkLayer
        self.state = state
        self.rateMbps = rateMbps
        self.isSoftware = isSoftware
    }

    init(_ name: String, _ tree: HostTree) {
        let folder = "sys/class/infiniband/\(name)"
        let port = "\(folder)/ports/1"
        let rate = tree.word("\(port)/rate")?.split(separator: " ").first.flatMap { Double($0) }
        self.init(
            name: name, linkLayer: tree.word("\(port)/link_layer"),
            // `4: ACTIVE`
            state: tree.word("\(port)/state")?.split(separator: " ").last.map(String.init),
            // `100 Gb/sec (4X EDR)`
            rateMbps: rate.map { Int($0 * 1000) },
            // Only Soft-RoCE names a parent interface, and only hardware has a device.
            isSoftware: tree.exists("\(folder)/parent") || !tree.exists("\(folder)/device"))
    }
}
