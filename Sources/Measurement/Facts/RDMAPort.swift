/// A port of an RDMA device, from its folder `ports/N`.
public struct RDMAPort: Codable, Sendable, Hashable {
    /// Counted from 1.
    public var number: Int
    /// The port's state in words (`ACTIVE`, `DOWN`, `INIT`...), from `state`.
    public var state: String?
    /// The link's state in words (`LinkUp`, `Disabled`, `Polling`...), from `phys_state`.
    public var physicalState: String?
    /// `InfiniBand` or `Ethernet` (RoCE), from `link_layer`.
    public var linkLayer: String?
    /// The port's rate in 10^6 bit/s, from `rate`.
    public var rateMbps: Int?
    /// Bytes of payload in a packet now, as the device answers.
    public var activeMTUBytes: Int?
    /// Bytes of payload in a packet that the device could do.
    public var maximumMTUBytes: Int?
    /// The network interface of the port; nil on InfiniBand without one.
    public var interface: String?
    /// The used entries of its GID table.
    public var gids: [RDMAAddress] = []
    /// Counters of congestion, pauses and losses since the driver was loaded, by the driver's names;
    /// those that it does not have are missing.
    public var counters: [String: UInt64] = [:]

    /// Describes a port.
    public init(
        number: Int = 1, state: String? = nil, linkLayer: String? = nil, rateMbps: Int? = nil
    ) {
        self.number = number
        self.state = state
        self.linkLayer = linkLayer
        self.rateMbps = rateMbps
    }

    /// Whether data can be sent, as far as it shows.
    public var isActive: Bool { state == nil || state == "ACTIVE" }

    /// Whether it sends over Ethernet.
    public var isRoCE: Bool { linkLayer == "Ethernet" }
}

/// An entry of a port's GID table, without the address itself, which is nobody else's business.
public struct RDMAAddress: Codable, Sendable, Hashable {
    /// Where it stands in the table.
    public var index: Int
    /// The protocol that uses it: `RoCE v1`, `RoCE v2` or `InfiniBand`; nil where it does not show.
    public var kind: String?
    /// What address it stands for: `IPv4`, `IPv6`, `link-local`, or `GUID` on InfiniBand.
    public var family: String
    /// The network interface that it belongs to.
    public var interface: String?

    /// Describes an entry.
    public init(index: Int, kind: String?, family: String, interface: String? = nil) {
        self.index = index
        self.kind = kind
        self.family = family
        self.interface = interface
    }

    /// Whether RDMA connections between hosts can be made to it over Ethernet today.
    public var isRoutable: Bool {
        kind == "RoCE v2" && (family == "IPv4" || family == "IPv6")
    }
}

extension RDMAAddress {
    /// The addresses of a port of this host by their places in its GID table: for the user's eyes,
    /// and for no file.
    public static func texts(device: String, port: Int, root: String = "/") -> [Int: String] {
        let folder = "sys/class/infiniband/\(device)/ports/\(port)"
        let entries = GIDTable.entries(ofPort: folder, HostTree(root: root))
        return Dictionary(uniqueKeysWithValues: entries.map { ($0.index, $0.address) })
    }
}

extension RDMAPort {
    init(
        _ number: Int, ofDevice device: String, _ tree: HostTree, _ probe: HardwareProbe
    ) {
        let folder = "\(device)/ports/\(number)"
        let rate = tree.word("\(folder)/rate")?.split(separator: " ").first.flatMap { Double($0) }
        self.init(
            number: number,
            // `4: ACTIVE`
            state: tree.word("\(folder)/state")?.split(separator: " ").last.map(String.init),
            linkLayer: tree.word("\(folder)/link_layer"),
            // `100 Gb/sec (4X EDR)`
            rateMbps: rate.map { Int($0 * 1000) })
        // `5: LinkUp`
        physicalState = tree.word("\(folder)/phys_state")?
            .split(separator: " ").last.map(String.init)
        gids = GIDTable.entries(ofPort: folder, tree).map { entry in
            RDMAAddress(
                index: entry.index, kind: entry.kind,
                family: entry.family(isRoCE: isRoCE), interface: entry.interface)
        }
        interface = findInterface(of: device, tree)
        counters = RDMACounters.read(device, folder, tree)
        if let interface {
            let pauses = probe.statistics(interface).filter { RDMACounters.isPause($0.key) }
            counters.merge(pauses) { own, _ in own }
        }
    }

    /// Soft-RoCE names its parent; a card's addresses name theirs, or it has one for each port.
    private func findInterface(of device: String, _ tree: HostTree) -> String? {
        if let parent = tree.word("\(device)/parent") { return parent }
        if let named = gids.lazy.compactMap(\.interface).first { return named }
        let folder = "\(device)/device/net"
        let beside = tree.names(in: folder)
        if beside.count == 1 { return beside[0] }
        // Counted from 0.
        return beside.first { tree.number("\(folder)/\($0)/dev_port") == number - 1 }
    }
}
