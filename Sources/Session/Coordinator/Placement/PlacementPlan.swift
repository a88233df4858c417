internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Scenarios

/// Where memory and threads of cases go on these hosts: what the scenario says, and by
/// ``ApartRule`` what it leaves open.
struct PlacementPlan {
    /// One end's host.
    struct End {
        let role: AgentRole
        let facts: HostFacts
        /// The interface that data takes; nil where there is no way.
        let interface: String?

        init(_ role: AgentRole, _ facts: HostFacts, interface: String?) {
            self.role = role
            self.facts = facts
            self.interface = interface
        }
    }

    let source: End
    let destination: End
    let shareHost: Bool

    private var ends: [End] { [source, destination] }

    /// Where the ends of a case go.
    func placements(of spec: CaseSpec) -> [AgentRole: Placement] {
        let dealt = dealt(spec)
        let pairs = ends.map { end -> (AgentRole, Placement) in
            let choice = spec.placement.of(end.role)
            var placement = dealt[end.role] ?? Placement()
            placement.node = node(choice, end)
            if choice.hasLists {
                placement.vcpu = choice.vcpuCPUs
                placement.migration = choice.migrationCPUs
                placement.channel = choice.channelCPUs
            }
            if spec.channelThreads == 0 { placement.channel = nil }
            return (end.role, placement)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// Where the ends of a guest go that migrates beside others: one that comes back has its source at
    /// the destination.
    func placements(of spec: CaseSpec, isBackward: Bool) -> [AgentRole: Placement] {
        let forward = placements(of: spec)
        guard isBackward else { return forward }
        return Dictionary(uniqueKeysWithValues: forward.map { ($0.key.other, $0.value) })
    }

    /// The node that an end's memory is taken from; nil for any, also where the host does not know what
    /// is near its NIC.
    func node(_ choice: PlacementChoice, _ end: End) -> Int? {
        switch choice.numaNode {
        case .number(let number): number
        case .nearNIC:
            end.interface.flatMap { end.facts.network.numaNode(ofInterface: $0) }
        case nil: nil
        }
    }

    /// The CPUs of ends without lists of their own, as the rule deals them out: none to several guests at
    /// once, whose threads are more than CPUs to keep apart.
    private func dealt(_ spec: CaseSpec) -> [AgentRole: Placement] {
        guard spec.concurrency.isAlone else { return [:] }
        let open = ends.filter { !spec.placement.of($0.role).hasLists }
        let pools = open.map { pool(of: $0, spec) }
        let needs = ApartRule.Needs(
            vcpus: spec.guest.vcpus, migrating: 1 + spec.channelThreads)
        // Two ends on one host deal out the same CPUs together, or different ones apart.
        if shareHost, open.count == 2, let first = pools[0], let second = pools[1] {
            if first == second {
                let shares = ApartRule.shares(of: first, for: [needs, needs])
                return shares.map { Self.placements($0, open) } ?? [:]
            }
            guard first.cpus.intersection(second.cpus).isEmpty else { return [:] }
        }
        var dealt: [AgentRole: Placement] = [:]
        for (end, pool) in zip(open, pools) {
            guard let pool, let shares = ApartRule.shares(of: pool, for: [needs]) else { continue }
            dealt.merge(Self.placements(shares, [end])) { _, new in new }
        }
        return dealt
    }

    private static func placements(
        _ shares: ApartRule.Shares, _ ends: [End]
    ) -> [AgentRole: Placement] {
        let pairs = zip(ends, shares.vcpus).map { end, vcpus -> (AgentRole, Placement) in
            var placement = Placement()
            placement.vcpu = vcpus
            placement.migration = shares.others
            placement.channel = shares.others
            return (end.role, placement)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The CPUs to deal out at an end: those near its memory, without what the other end was given on the
    /// same host; nil where the host does not show them.
    private func pool(of end: End, _ spec: CaseSpec) -> CPUTopology? {
        guard let topology = end.facts.cpu.topology else { return nil }
        var cpus = topology.cpus
        if let number = node(spec.placement.of(end.role), end),
            let node = end.facts.nodes.first(where: { $0.number == number })
        {
            cpus = cpus.intersection(node.cpus)
        }
        if shareHost {
            let other = ends.first { $0.role != end.role }.map { spec.placement.of($0.role) }
            for list in other?.cpuLists ?? [] { cpus = cpus.subtracting(list.cpus) }
        }
        return topology.restricted(to: cpus)
    }
}

extension EndPlacements {
    func of(_ role: AgentRole) -> PlacementChoice { role == .source ? source : destination }
}

extension AgentRole {
    fileprivate var other: AgentRole { self == .source ? .destination : .source }
}

extension PlacementChoice {
    /// Whether it names CPUs: those that it does not name are then left to the kernel.
    var hasLists: Bool { !cpuLists.isEmpty }
}

extension CaseSpec {
    /// Threads that serve a data channel each, at the end that has more of them: RDMA receives even a
    /// single one on a thread of its own.
    var channelThreads: Int {
        let transport = migration.transport
        return transport.hasChannels || transport.definition.needsRDMA ? migration.channels : 0
    }
}
