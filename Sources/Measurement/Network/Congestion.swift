/// What a card counts of congestion: pauses, marks, notifications and losses; nil where it does not.
public struct CongestionUse: Codable, Sendable, Hashable {
    /// Frames that pause a link (IEEE 802.3x) or a priority (PFC), sent and received.
    public var pauseFrames: UInt64?
    /// RoCE packets that came marked by a switch (ECN).
    public var ecnMarked: UInt64?
    /// Congestion notifications sent.
    public var cnpSent: UInt64?
    /// Congestion notifications that slowed a sender down.
    public var cnpHandled: UInt64?
    /// Packets lost, late or sent again.
    public var losses: UInt64?

    /// Nothing counted.
    public init() {}

    /// The difference of two readings; nil where a counter went backwards.
    static func - (now: CongestionUse, before: CongestionUse) -> CongestionUse {
        func difference(_ counter: KeyPath<CongestionUse, UInt64?>) -> UInt64? {
            guard let last = now[keyPath: counter], let first = before[keyPath: counter],
                last >= first
            else { return nil }
            return last - first
        }
        var use = CongestionUse()
        use.pauseFrames = difference(\.pauseFrames)
        use.ecnMarked = difference(\.ecnMarked)
        use.cnpSent = difference(\.cnpSent)
        use.cnpHandled = difference(\.cnpHandled)
        use.losses = difference(\.losses)
        return use
    }
}

/// Where the counters of congestion are: of a network interface's driver, and of an RDMA device.
struct CongestionCounters: Sendable {
    /// The network interface; nil on InfiniBand without one.
    let interface: String?
    /// The RDMA device's folder and its port's; nil for what is not RDMA.
    let place: (device: String, port: String)?

    /// Of a network interface alone.
    init(interface: String) {
        self.interface = interface
        place = nil
    }

    /// Of the one port of an RDMA device.
    init(device: String, port: Int, _ tree: HostTree) {
        let folder = "sys/class/infiniband/\(device)"
        let known = RDMAPort(port, ofDevice: folder, tree, .none)
        interface = known.interface
        place = (folder, "\(folder)/ports/\(port)")
    }

    /// The counters now.
    ///
    /// A card's firmware may take milliseconds to answer for its driver.
    func read(_ tree: HostTree, _ probe: HardwareProbe) -> CongestionUse {
        var use = CongestionUse()
        if let interface {
            use.pauseFrames = Self.sum(probe.statistics(interface)) {
                RDMACounters.isPause($0) || RDMACounters.linkPauses.contains($0)
            }
        }
        guard let place else { return use }
        let own = RDMACounters.read(place.device, place.port, tree)
        use.ecnMarked = Self.sum(own, where: RDMACounters.marked.contains)
        use.cnpSent = Self.sum(own, where: RDMACounters.notified.contains)
        use.cnpHandled = Self.sum(own, where: RDMACounters.slowed.contains)
        use.losses = Self.sum(own, where: RDMACounters.losses.contains)
        return use
    }

    private static func sum(
        _ counters: [String: UInt64], where isWanted: (String) -> Bool
    ) -> UInt64? {
        let values = counters.filter { isWanted($0.key) }.values
        return values.isEmpty ? nil : values.reduce(0, &+)
    }
}
