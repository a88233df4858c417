internal import Measurement
internal import Presentation

/// The RDMA devices of this host in full, for `bench doctor`.
enum RDMAText {
    /// A line a port, and below it its addresses and counters; empty without a device.
    static func details(of facts: HostFacts) -> String {
        var lines: [String] = []
        for device in facts.network.rdmaDevices {
            for port in device.ports {
                lines.append("  \(device.name) port \(port.number)   \(text(device, port))")
                lines += table(device, port)
                if !port.counters.isEmpty { lines.append("    counted   \(counters(port))") }
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func text(_ device: RDMADevice, _ port: RDMAPort) -> String {
        let odp = device.hasOnDemandPaging.map { $0 ? "ODP" : "no ODP" }
        let mtu = port.activeMTUBytes.map { active in
            let most = port.maximumMTUBytes ?? active
            return most == active ? "MTU \(active)" : "MTU \(active) of \(most)"
        }
        let parts: [String?] = [
            port.state, port.physicalState, port.linkLayer,
            port.rateMbps.map { "\(Quantity.gigabits(megabitsPerSecond: Double($0))) Gb/s" },
            mtu ?? "MTU unknown", port.interface,
            device.numaNode.map { "NUMA node \($0)" } ?? "no NUMA node", odp,
            device.isSoftware ? "software emulation" : nil,
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private static func table(_ device: RDMADevice, _ port: RDMAPort) -> [String] {
        let texts = RDMAAddress.texts(device: device.name, port: port.number)
        var table = PlainTable([.left(), .left(), .left(), .left()])
        for gid in port.gids {
            table.add([
                "    GID \(gid.index)", gid.kind ?? "unknown", texts[gid.index] ?? gid.family,
                gid.interface ?? "",
            ])
        }
        return port.gids.isEmpty ? [] : table.lines
    }

    private static func counters(_ port: RDMAPort) -> String {
        port.counters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
    }
}
