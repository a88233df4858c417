public import Platform

/// The CPUs that a process may use, by the cores that they share.
public struct CPUTopology: Sendable, Hashable {
    /// The CPUs of each core, at least one, in the order of their lowest.
    public var cores: [CPUList]

    /// Puts cores together.
    public init(cores: [CPUList]) { self.cores = cores }

    /// All CPUs.
    public var cpus: CPUList { CPUList(cores.flatMap(\.numbers)) }

    /// The part of it that these CPUs are.
    public func restricted(to cpus: CPUList) -> CPUTopology {
        CPUTopology(cores: cores.map { $0.intersection(cpus) }.filter { !$0.isEmpty })
    }
}

extension CPUFacts {
    /// How the CPUs are laid out that may be used; nil where the host does not show which those are.
    public var topology: CPUTopology? {
        guard let allowedList else { return nil }
        let shared = sharedCores ?? []
        let alone = allowedList.subtracting(CPUList(shared.flatMap(\.numbers)))
        let cores = shared + alone.numbers.map { CPUList([$0]) }
        return CPUTopology(
            cores: cores.sorted { $0.numbers.lexicographicallyPrecedes($1.numbers) }
        ).restricted(to: allowedList)
    }
}

extension NetworkFacts {
    /// The NUMA node that an interface is near; nil where the host knows none, as of loopback.
    ///
    /// Of an interface without a device of its own (a VLAN) it is that of the RDMA device which has it.
    public func numaNode(ofInterface name: String) -> Int? {
        if let node = nics.first(where: { $0.name == name })?.numaNode { return node }
        let device = rdmaDevices.first { device in
            device.ports.contains { port in
                port.interface == name || port.gids.contains { $0.interface == name }
            }
        }
        return device?.numaNode
    }
}
