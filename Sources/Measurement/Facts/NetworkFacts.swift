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

    init(_ tree: HostTree, _ probe: HardwareProbe) {
        rdmaDevices = tree.names(in: "sys/class/infiniband").map { RDMADevice($0, tree, probe) }
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
