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

    /// The largest buffers that a program may ask for, in bytes: `net/core/rmem_max`.
    public var socketReceiveMaxBytes: UInt64?
    /// The same for sending: `net/core/wmem_max`.
    public var socketSendMaxBytes: UInt64?
    /// What a socket may have of memory besides its data: `net/core/optmem_max`; zero-copy sends are
    /// counted against it.
    public var socketOptionMaxBytes: UInt64?
    /// The queue discipline of new interfaces: `net/core/default_qdisc`.
    public var defaultDiscipline: String?

    /// Facts of a host that shows nothing.
    public init() {}

    init(_ tree: HostTree, _ probe: HardwareProbe) {
        rdmaDevices = tree.names(in: "sys/class/infiniband").map { RDMADevice($0, tree, probe) }
        nics = tree.names(in: "sys/class/net").filter { $0 != "lo" }
            .compactMap { NIC($0, tree, probe) }
        congestionControl = tree.word("proc/sys/net/ipv4/tcp_congestion_control")
        receiveBufferMaxBytes = tree.numbers("proc/sys/net/ipv4/tcp_rmem").dropFirst(2).first
        sendBufferMaxBytes = tree.numbers("proc/sys/net/ipv4/tcp_wmem").dropFirst(2).first
        socketReceiveMaxBytes = tree.number("proc/sys/net/core/rmem_max")
        socketSendMaxBytes = tree.number("proc/sys/net/core/wmem_max")
        socketOptionMaxBytes = tree.number("proc/sys/net/core/optmem_max")
        defaultDiscipline = tree.word("proc/sys/net/core/default_qdisc")
    }

    /// Interfaces with hardware (or a hypervisor's) behind them that are up.
    var links: [NIC] { nics.filter { $0.hasDevice && $0.state == "up" } }
}
