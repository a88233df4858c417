/// Tells what on a host would spoil figures, and how to mend it.
///
///     for finding in Doctor.findings(for: .read(loadSampleSeconds: 0.5)) where finding.state != .ok {
///         print(finding.topic.rawValue, finding.observed, finding.remedy ?? "")
///     }
public enum Doctor {
    /// The checks, in the order in which their findings are shown; one for each topic.
    private static let checks: [@Sendable (HostFacts) -> Finding?] = [
        governor, smt, memlock, hugePages, transparentHugePages, freeMemory, swap, rdma,
        rdmaAddresses, rdmaMTU, rdmaCongestion, nic, clockSource, load, virtualisation,
    ]

    /// What the facts of a host say about each topic; of RDMA only whether there is a device, where
    /// none is active.
    public static func findings(for facts: HostFacts) -> [Finding] {
        checks.compactMap { $0(facts) }
    }

    /// A host in one line, for example
    /// `2 CPUs, 23 GiB, no RDMA device, memlock 8 MiB, governor unknown (virtual machine)`.
    public static func summary(of facts: HostFacts) -> String {
        // A host with more devices would need more than the line.
        let all = facts.network.rdmaDevices
        let devices = all.count > 2 ? all.map(\.name) : all.map(text)
        let governor = facts.cpu.governor ?? "unknown"
        return [
            facts.cpu.online.map { $0 == 1 ? "1 CPU" : "\($0) CPUs" } ?? "CPUs unknown",
            facts.memory.totalBytes.map(sizeText) ?? "memory unknown",
            devices.isEmpty ? "no RDMA device" : devices.joined(separator: " and "),
            "memlock \(facts.memory.memlockLimit.map(limitText) ?? "unknown")",
            "governor \(governor)" + (facts.virtualised == true ? " (virtual machine)" : ""),
        ].joined(separator: ", ")
    }

    /// A size in the largest binary unit that it fills, whole units only: `23 GiB`.
    static func sizeText(_ bytes: UInt64) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >> shift > 0 {
            return "\(bytes >> shift) \(unit)"
        }
        return "\(bytes) bytes"
    }

    static func limitText(_ limit: MemoryLimit) -> String {
        switch limit {
        case .bytes(let bytes): sizeText(bytes)
        case .unlimited: "unlimited"
        }
    }
}
