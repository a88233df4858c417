/// Checks of the ways to other hosts.
extension Doctor {
    static func rdma(_ facts: HostFacts) -> Finding {
        let devices = facts.network.rdmaDevices
        guard !devices.isEmpty else {
            let interface = facts.network.links.first?.name ?? "eth0"
            return .warning(
                .rdma, "none",
                because: "RDMA runs on Soft-RoCE only (software emulation: function, not speed)",
                remedy: "sudo modprobe rdma_rxe && "
                    + "sudo rdma link add rxe0 type rxe netdev \(interface)")
        }
        let observed = devices.map(text).joined(separator: ", ")
        let active = devices.filter { $0.state == nil || $0.state == "ACTIVE" }
        guard !active.isEmpty else {
            return .problem(
                .rdma, observed, because: "no device's port is active, so RDMA cannot connect",
                remedy: "rdma link show")
        }
        guard active.contains(where: { !$0.isSoftware }) else {
            return .warning(
                .rdma, observed, because: "software emulation: its figures show function, not speed"
            )
        }
        return .ok(.rdma, observed)
    }

    private static func text(_ device: RDMADevice) -> String {
        let layer = device.linkLayer.map { $0 == "Ethernet" ? "RoCE" : $0 }
        let state = device.state.flatMap { $0 == "ACTIVE" ? nil : $0 }
        let parts = [device.name, device.rateMbps.map(speedText), layer, state]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    static func nic(_ facts: HostFacts) -> Finding {
        // The fastest link that is up; an unknown speed (most virtual NICs) comes last.
        guard let link = facts.network.links.max(by: { ($0.speedMbps ?? 0) < ($1.speedMbps ?? 0) })
        else {
            return .warning(
                .nic, "none up",
                because: "only loopback is left, which has no link and no second host's CPU")
        }
        let speed = link.speedMbps.map(speedText) ?? "speed unknown"
        let observed = "\(link.name) \(speed) MTU \(link.mtuBytes.map(String.init) ?? "unknown")"
        guard let speedMbps = link.speedMbps else {
            return .warning(
                .nic, observed, because: "without the link's speed there is no ceiling to hold to")
        }
        if speedMbps <= 10_000 {
            return .warning(
                .nic, observed,
                because: "so slow a link is every transport's limit, and hides how they differ")
        }
        if let mtu = link.mtuBytes, mtu < 9000 {
            return .warning(
                .nic, observed, because: "small packets cost TCP more CPU than large ones",
                remedy: "sudo ip link set dev \(link.name) mtu 9000")
        }
        return .ok(.nic, observed)
    }

    private static func speedText(_ mbps: Int) -> String {
        mbps % 1000 == 0 ? "\(mbps / 1000) Gb/s" : "\(mbps) Mb/s"
    }
}
