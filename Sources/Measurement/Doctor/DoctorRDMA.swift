/// Checks of the RDMA devices: whether they connect, and what would make them slow.
extension Doctor {
    static func rdma(_ facts: HostFacts) -> Finding {
        let devices = facts.network.rdmaDevices
        guard !devices.isEmpty else {
            return .warning(
                .rdma, "none",
                because: "RDMA runs on Soft-RoCE in two virtual machines only (software emulation: "
                    + "function, not speed)", remedy: "bench lab run")
        }
        let observed = devices.map(text).joined(separator: ", ")
        guard devices.contains(where: \.isActive) else {
            let (reason, remedy) = inactivity(devices[0], facts.network)
            return .problem(.rdma, observed, because: reason, remedy: remedy)
        }
        guard devices.contains(where: { $0.isActive && !$0.isSoftware }) else {
            return .warning(
                .rdma, observed, because: "software emulation: its figures show function, not speed"
            )
        }
        return .ok(.rdma, observed)
    }

    /// `mlx5_0 100 Gb/s RoCE v2 MTU 4096 NUMA 1`.
    static func text(_ device: RDMADevice) -> String {
        let port = device.bestPort
        let isSecond = port?.gids.contains { $0.kind == "RoCE v2" } ?? false
        let layer = port?.isRoCE == true ? (isSecond ? "RoCE v2" : "RoCE") : port?.linkLayer
        let state = port?.state.flatMap { $0 == "ACTIVE" ? nil : $0 }
        let parts = [
            device.name, port?.rateMbps.map(speedText), layer,
            port?.activeMTUBytes.map { "MTU \($0)" }, device.numaNode.map { "NUMA \($0)" }, state,
        ]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    /// Why a device's port is not active, and the command that mends it.
    private static func inactivity(
        _ device: RDMADevice, _ network: NetworkFacts
    ) -> (reason: String, remedy: String?) {
        let port = device.bestPort
        if port?.isRoCE == false, port?.state == "INIT" || port?.state == "ARMED" {
            return (
                "the port waits for a subnet manager, which one host of the fabric must run",
                "sudo systemctl start opensm"
            )
        }
        if let interface = port?.interface, port?.physicalState != "Polling" {
            return (
                "no device's port is active, so RDMA cannot connect: the interface is off or has "
                    + "no cable", "sudo ip link set dev \(interface) up"
            )
        }
        return (
            "no device's port is active, so RDMA cannot connect: no cable, or the other end is off",
            nil
        )
    }

    /// Connections are made to IP addresses: one of an active port must be in its GID table.
    static func rdmaAddresses(_ facts: HostFacts) -> Finding? {
        let ports = activePorts(facts)
        guard !ports.isEmpty else { return nil }
        let observed = ports.map { "\($0.name): \(addressText($0.port))" }.joined(separator: "; ")
        let roce = ports.filter(\.port.isRoCE)
        if roce.isEmpty || roce.contains(where: { $0.port.gids.contains(where: \.isRoutable) }) {
            return .ok(.rdmaAddresses, observed)
        }
        let interface = roce[0].port.interface
        return .problem(
            .rdmaAddresses, observed,
            because: "RDMA connects to an IP address of the port's interface, and finds none there "
                + "with RoCE v2",
            remedy: interface.map { "sudo ip address add 192.0.2.1/24 dev \($0)" })
    }

    /// `RoCE v2 over IPv4, IPv6`.
    private static func addressText(_ port: RDMAPort) -> String {
        guard port.isRoCE else { return port.linkLayer ?? "unknown" }
        let routable = Set(port.gids.filter(\.isRoutable).map(\.family)).sorted()
        if !routable.isEmpty { return "RoCE v2 over \(routable.joined(separator: ", "))" }
        let kinds = Set(port.gids.compactMap(\.kind)).sorted()
        return kinds.isEmpty
            ? "no address" : "\(kinds.joined(separator: ", ")), no IP address"
    }

    /// A RoCE packet must fit into an Ethernet frame: that of 1500 bytes holds 1024 of payload.
    static func rdmaMTU(_ facts: HostFacts) -> Finding? {
        let ports = activePorts(facts)
        guard !ports.isEmpty else { return nil }
        let observed = ports.map { "\($0.name) \(mtuText($0.port))" }.joined(separator: ", ")
        if ports.contains(where: { $0.port.activeMTUBytes == nil }) {
            return .warning(
                .rdmaMTU, observed,
                because: "the device did not answer: may this user open it?",
                remedy: "ls -l /dev/infiniband")
        }
        guard
            let small = ports.first(where: { entry in
                (entry.port.activeMTUBytes ?? 0) < (entry.port.maximumMTUBytes ?? 0)
            })?.port
        else { return .ok(.rdmaMTU, observed) }
        let reason = "small packets cost more on the way"
        guard small.isRoCE, let interface = small.interface else {
            return .warning(
                .rdmaMTU, observed, because: "\(reason); the subnet manager sets their size")
        }
        let frame = facts.network.nics.first { $0.name == interface }?.mtuBytes
        let frameText = frame.map { "an MTU of \($0)" } ?? "a small MTU"
        return .warning(
            .rdmaMTU, observed,
            because: "\(reason); they must fit into \(interface), which has \(frameText)",
            remedy: "sudo ip link set dev \(interface) mtu 9000")
    }

    /// `MTU 1024 of 4096`.
    private static func mtuText(_ port: RDMAPort) -> String {
        guard let active = port.activeMTUBytes else { return "MTU unknown" }
        guard let most = port.maximumMTUBytes, most > active else { return "MTU \(active)" }
        return "MTU \(active) of \(most)"
    }

    /// What the drivers counted of full queues and losses on the way.
    static func rdmaCongestion(_ facts: HostFacts) -> Finding? {
        let ports = activePorts(facts)
        guard !ports.isEmpty else { return nil }
        let observed = ports.map { "\($0.name) \(congestionText($0.port))" }
            .joined(separator: ", ")
        let lost = ports.compactMap { $0.port.sum(of: RDMACounters.losses) }
        if lost.contains(where: { $0 > 0 }) {
            return .warning(
                .rdmaCongestion, observed,
                because: "packets were lost since the driver was loaded, and all after them were "
                    + "sent again; PFC or ECN on hosts and switches avoids it")
        }
        if ports.allSatisfy({ $0.port.counters.isEmpty }) {
            return .warning(
                .rdmaCongestion, observed, because: "whether packets are lost does not show")
        }
        return .ok(.rdmaCongestion, observed)
    }

    /// `ECN 12, PFC pauses 3, losses 0`.
    private static func congestionText(_ port: RDMAPort) -> String {
        let counts = [
            ("ECN and CNP", port.sum(of: RDMACounters.ecn)), ("PFC pauses", port.pauses),
            ("waits", port.sum(of: RDMACounters.waits)),
            ("losses", port.sum(of: RDMACounters.losses)),
        ]
        let shown = counts.compactMap { name, count in count.map { "\(name) \($0)" } }
        return shown.isEmpty ? "counts nothing" : shown.joined(separator: ", ")
    }

    /// The active port of each device that has one.
    private static func activePorts(_ facts: HostFacts) -> [(name: String, port: RDMAPort)] {
        facts.network.rdmaDevices.compactMap { device in
            device.bestPort.flatMap { $0.isActive ? (device.name, $0) : nil }
        }
    }
}
