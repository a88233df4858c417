/// Tells what on a host would spoil figures, and how to mend it.
///
///     for finding in Doctor.findings(for: .read(loadSampleSeconds: 0.5)) where finding.state != .ok {
///         print(finding.topic.rawValue, finding.observed, finding.remedy ?? "")
///     }
public enum Doctor {
    /// The checks, in the order in which their findings are shown; one for each topic.
    private static let checks: [@Sendable (HostFacts) -> Finding] = [
        governor, smt, memlock, hugePages, transparentHugePages, freeMemory, swap, rdma, nic,
        clockSource, load, virtualisation,
    ]

    /// What the facts of a host say about each topic.
    public static func findings(for facts: HostFacts) -> [Finding] {
        checks.map { $0(facts) }
    }

    /// A host in one line, for example
    /// `2 CPUs, 23 GiB, no RDMA device, memlock 8 MiB, governor unknown (virtual machine)`.
    public static func summary(of facts: HostFacts) -> String {
        let devices = facts.network.rdmaDevices.map(\.name)
        let governor = facts.cpu.governor ?? "unknown"
        return [
            facts.cpu.online.map { $0 == 1 ? "1 CPU" : "\($0) CPUs" } ?? "CPUs unknown",
            facts.memory.totalBytes.map(sizeText) ?? "memory unknown",
            devices.isEmpty ? "no RDMA device" : devices.joined(separator: " "),
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
