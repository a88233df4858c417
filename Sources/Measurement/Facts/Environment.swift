internal import Platform

/// One fact that must be the same where two suites are compared.
public struct EnvironmentItem: Codable, Sendable, Hashable {
    /// What it is about, for example `governor`.
    public let name: String
    /// Its value, or `unknown`.
    public let value: String

    /// Names a fact.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension HostFacts {
    /// What must be the same on a host where two suites are compared.
    ///
    /// Host names are left out, so that twins compare; so are load and free memory, which change by the
    /// minute, and interfaces without a device, which come and go with containers.
    public var environment: [EnvironmentItem] {
        let gib = Double(1 << 30)
        return [
            item("cpu_model", cpu.model),
            item("cpus", cpu.online),
            item("cpus_allowed", cpu.allowedList?.count ?? cpu.allowed),
            item("smt", cpu.smtActive),
            item("governor", cpu.governor),
            item("turbo", cpu.turbo),
            item("idle_states", cpu.idleStates.map { $0.joined(separator: " ") }),
            item("mitigations", cpu.mitigations),
            item("numa_nodes", cpu.numaNodes),
            item("memory_gib", memory.totalBytes.map { Int((Double($0) / gib).rounded()) }),
            item("transparent_hugepages", memory.transparentHugePages),
            item("numa_balancing", memory.numaBalancing),
            item("kernel", kernelRelease),
            item("irq_time_accounting", irqTimeAccounting),
            item("idle_time_exact", idleTimeExact),
            item("virtualised", virtualised),
            item("iommu", iommu),
            item("clock_source", clockSource),
            item("congestion_control", network.congestionControl),
            item("tcp_buffers", list(tcpBuffers)),
            item("socket_buffers", list(socketBuffers)),
            item("nics", list(network.links.map(text))),
            item("rdma", list(network.rdmaDevices.map(text))),
        ]
    }

    /// Twelve hexadecimal digits that are the same where, and only where, `environment` is.
    ///
    /// - Parameters:
    ///   - more: What must match besides.
    ///   - hash: A text's hash in hexadecimal, at least twelve digits.
    public func environmentDigest(
        with more: [EnvironmentItem] = [], hash: (String) -> String
    ) -> String {
        let text = (environment + more).map { "\($0.name)=\($0.value)\n" }.joined()
        let digest = hash(text)
        precondition(digest.count >= 12, "a hash of fewer than 12 digits")
        return String(digest.prefix(12)).lowercased()
    }

    private func item(_ name: String, _ value: (some CustomStringConvertible)?) -> EnvironmentItem {
        EnvironmentItem(name: name, value: text(value))
    }

    private func text(_ value: (some CustomStringConvertible)?) -> String {
        value?.description ?? "unknown"
    }

    /// How far TCP grows its own buffers.
    private var tcpBuffers: [String] {
        [
            "rmem=\(text(network.receiveBufferMaxBytes))",
            "wmem=\(text(network.sendBufferMaxBytes))",
        ]
    }

    /// What a program may ask for, and what zero-copy sends are counted against.
    private var socketBuffers: [String] {
        [
            "rmem=\(text(network.socketReceiveMaxBytes))",
            "wmem=\(text(network.socketSendMaxBytes))",
            "optmem=\(text(network.socketOptionMaxBytes))",
        ]
    }

    /// What data through an interface depends on; the interface's name is left out, as the host's is.
    public func way(through interface: String?) -> EnvironmentItem {
        let name = "data_way"
        guard let interface else { return item(name, "none") }
        if interface == "lo" { return item(name, "loopback") }
        return item(name, network.nics.first { $0.name == interface }.map(text))
    }

    private func text(_ nic: NIC) -> String {
        var parts = [
            text(nic.driver), text(nic.speedMbps), text(nic.mtuBytes),
            "firmware=\(text(nic.firmware))",
            "rings=\(text(nic.receiveRing)),\(text(nic.transmitRing))",
            "queues=\(text(nic.queues))", "qdisc=\(text(nic.discipline))",
        ]
        parts.append("on=\((nic.offloads ?? []).joined(separator: ","))")
        return parts.joined(separator: "/")
    }

    private func text(_ device: RDMADevice) -> String {
        let port = device.bestPort
        return "\(device.driver ?? device.name)/\(text(port?.rateMbps))"
            + "/\(text(port?.activeMTUBytes))/firmware=\(text(device.firmware))"
    }

    private func list(_ values: [String]) -> String {
        values.isEmpty ? "none" : values.sorted().joined(separator: " ")
    }
}
