public import Platform

/// What carries a migration: an RDMA device that counts its own traffic, or a network interface.
///
/// The card's counters know what the transports do not: headers of lower layers, what was sent
/// again, and what others sent meanwhile.
public struct Wire: Sendable {
    /// The interface's or device's name.
    public let name: String
    private let counters: Counters
    private let congestion: CongestionCounters
    private let tree: HostTree
    /// Who answers for the driver of a network interface.
    var probe = HardwareProbe.real

    /// Which way the bytes and packets go that are counted.
    public enum Direction: Sendable {
        /// Out: the source's.
        case sent
        /// In: the destination's.
        case received
    }

    /// Where the counters are, below `sys/class`, and what they count.
    private struct Counters: Sendable {
        var folder: String
        var bytes: String
        var packets: String
        var drops: [String]
        /// Bytes that one of `bytes` stands for.
        var unit: UInt64 = 1
    }

    /// The interface by which this host reaches `address` or, of a transport over RDMA, its device;
    /// nil where neither counts.
    ///
    /// - Parameters:
    ///   - address: the destination's, which at its own host stands for the interface that has it.
    ///   - device: the RDMA device that the transport uses.
    ///   - direction: which way it carries the migration.
    ///   - isWithinHost: whether both ends are in one network, so that sockets go through `lo` whatever
    ///     interface has the address.
    ///   - root: the folder that holds `sys`; `/` but for tests.
    public init?(
        towards address: SocketAddress, device: String?, _ direction: Direction = .sent,
        isWithinHost: Bool = false, root: String = "/"
    ) {
        let tree = HostTree(root: root)
        if let device {
            self.init(device: device, tree, direction)
            return
        }
        do {
            let interface = try NetworkWay(towards: address).interface
            self.init(interface: isWithinHost ? "lo" : interface.name, tree, direction)
        } catch {
            // Where there is no way at all, the transport says so; its figures stay empty here.
            return nil
        }
    }

    private init(
        _ name: String, _ counters: Counters, _ congestion: CongestionCounters, _ tree: HostTree
    ) {
        self.name = name
        self.counters = counters
        self.congestion = congestion
        self.tree = tree
    }

    init(interface: String, _ tree: HostTree, _ direction: Direction = .sent) {
        self.init(
            interface, Self.counters(of: interface, direction),
            CongestionCounters(interface: interface), tree)
    }

    private static func counters(of interface: String, _ direction: Direction) -> Counters {
        let way = direction == .sent ? "tx" : "rx"
        return Counters(
            folder: "sys/class/net/\(interface)/statistics", bytes: "\(way)_bytes",
            packets: "\(way)_packets", drops: ["tx_dropped", "rx_dropped", "rx_missed_errors"])
    }

    /// What counts the traffic of an RDMA device; nil where nothing does.
    ///
    /// An adapter's RDMA traffic passes its network interface by: only its own counters will do, and
    /// only where it is plain which port it is. Soft-RoCE has none and names the interface that its
    /// packets pass.
    init?(device: String, _ tree: HostTree, _ direction: Direction = .sent) {
        let place = "sys/class/infiniband/\(device)"
        let ports = tree.names(in: "\(place)/ports")
        let port = ports.count == 1 ? ports.first.flatMap { Int($0) } : nil
        if let interface = tree.word("\(place)/parent") {
            self.init(
                interface, Self.counters(of: interface, direction),
                CongestionCounters(device: device, port: port ?? 1, tree), tree)
            return
        }
        guard let port else { return nil }
        let folder = "\(place)/ports/\(port)/counters"
        let way = direction == .sent ? "xmit" : "rcv"
        guard tree.exists("\(folder)/port_\(way)_data") else { return nil }
        // In units of four octets: the kernel's Documentation/ABI/stable/sysfs-class-infiniband.
        let counters = Counters(
            folder: folder, bytes: "port_\(way)_data", packets: "port_\(way)_packets",
            drops: ["port_xmit_discards", "port_rcv_errors"], unit: 4)
        self.init(
            device, counters, CongestionCounters(device: device, port: port, tree), tree)
    }

    /// The counters now.
    public var reading: WireReading {
        // What may be slow to answer first, what is told of the span last.
        let congestion = congestion.read(tree, probe)
        return WireReading(
            wire: self, congestion: congestion, bytes: bytes, packets: packets, drops: drops)
    }

    fileprivate var congestionNow: CongestionUse { congestion.read(tree, probe) }

    /// The counter of bytes, for looking at it again and again; nil where it cannot be opened.
    public var byteCounter: ByteCounter? {
        do {
            let path = tree.path("\(counters.folder)/\(counters.bytes)")
            return ByteCounter(file: try KernelFile(path), unit: counters.unit)
        } catch { return nil }
    }

    /// A counter of bytes kept open.
    public struct ByteCounter: Sendable {
        fileprivate let file: KernelFile
        fileprivate let unit: UInt64

        /// What it says; nil where it does not answer any more.
        public var bytes: UInt64? {
            // A number of 64 bits and a line's end.
            file.text(upTo: 32).flatMap { UInt64($0.trimmed) }.map { $0 &* unit }
        }
    }

    fileprivate var bytes: UInt64? {
        tree.number("\(counters.folder)/\(counters.bytes)").map { $0 &* counters.unit }
    }

    fileprivate var packets: UInt64? { tree.number("\(counters.folder)/\(counters.packets)") }

    fileprivate var drops: UInt64? {
        let found = counters.drops.compactMap { name -> UInt64? in
            tree.number("\(counters.folder)/\(name)")
        }
        return found.isEmpty ? nil : found.reduce(0, &+)
    }
}

/// The counters of a ``Wire`` at one time.
public struct WireReading: Sendable {
    fileprivate let wire: Wire
    fileprivate let congestion: CongestionUse
    fileprivate let bytes: UInt64?
    fileprivate let packets: UInt64?
    fileprivate let drops: UInt64?

    /// What was counted since.
    public func use() -> WireUse {
        WireUse(
            name: wire.name, bytes: Self.difference(wire.bytes, bytes),
            packets: Self.difference(wire.packets, packets),
            drops: Self.difference(wire.drops, drops), congestion: wire.congestionNow - congestion)
    }

    /// Nil where a counter went backwards: the interface was made anew.
    private static func difference(_ now: UInt64?, _ before: UInt64?) -> UInt64? {
        guard let now, let before, now >= before else { return nil }
        return now - before
    }
}

/// What a network interface or RDMA device counted over a span; nil where it does not count.
public struct WireUse: Codable, Sendable, Hashable {
    /// The interface or device.
    public var name: String
    /// Bytes sent or, at the destination, received.
    public var bytes: UInt64?
    /// Packets sent or received.
    public var packets: UInt64?
    /// Packets dropped, on their way out or in.
    public var drops: UInt64?
    /// What it counted of congestion.
    public var congestion: CongestionUse

    /// Puts figures together.
    public init(
        name: String, bytes: UInt64?, packets: UInt64?, drops: UInt64?,
        congestion: CongestionUse = CongestionUse()
    ) {
        self.congestion = congestion
        self.name = name
        self.bytes = bytes
        self.packets = packets
        self.drops = drops
    }
}
