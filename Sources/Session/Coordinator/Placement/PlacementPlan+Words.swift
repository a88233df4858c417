internal import Guest
internal import Measurement
internal import Platform
internal import Scenarios

extension PlacementPlan {
    /// Why a case cannot be placed as the scenario says; nil when it can, as far as the hosts tell.
    func obstacle(to spec: CaseSpec) -> String? {
        for end in [source, destination] {
            let choice = spec.placement.of(end.role)
            if let words = cpuObstacle(choice, end.facts) ?? nodeObstacle(choice, end, spec) {
                return "\(end.role.rawValue): \(words)"
            }
        }
        return nil
    }

    private func cpuObstacle(_ choice: PlacementChoice, _ facts: HostFacts) -> String? {
        guard let allowed = facts.cpu.allowedList else { return nil }
        for (key, cpus) in choice.cpuLists {
            let others = cpus.subtracting(allowed)
            if others.isEmpty { continue }
            return """
                \(key) is \(cpus), and the agent may not use CPUs \(others): it has CPUs \(allowed) of \
                the \(facts.cpu.online ?? allowed.count) that are switched on
                """
        }
        return nil
    }

    private func nodeObstacle(
        _ choice: PlacementChoice, _ end: End, _ spec: CaseSpec
    ) -> String? {
        let nodes = end.facts.nodes
        // Where none shows, the agent will see.
        guard let number = node(choice, end), !nodes.isEmpty else { return nil }
        guard let node = nodes.first(where: { $0.number == number }) else {
            let list = CPUList(nodes.map(\.number))
            return
                "numa_node is \(number), and the host has NUMA node\(nodes.count > 1 ? "s" : "") \(list)"
        }
        let ends = endsOnNode(number, spec)
        let needed = spec.guest.memoryBytes * ends
        if let memory = node.memoryBytes, UInt64(needed) > memory {
            return """
                needs \(ByteSize(bytes: needed)) of memory on NUMA node \(number), which has \
                \(memory >> 20) MiB
                """
        }
        if spec.guest.pages == .huge2MiB, let free = node.hugePagesFree,
            UInt64(needed) > free << 21
        {
            return """
                needs \(needed >> 21) free huge pages of 2 MiB on NUMA node \(number), which has \
                \(free) (write the number to /sys/devices/system/node/node\(number)/hugepages/\
                hugepages-2048kB/nr_hugepages)
                """
        }
        return nil
    }

    /// How many guests a node of one host holds.
    private func endsOnNode(_ number: Int, _ spec: CaseSpec) -> Int {
        let guests = spec.concurrency.atOnce
        guard shareHost else { return guests }
        return guests
            * [source, destination].count { node(spec.placement.of($0.role), $0) == number }
    }

    /// What a reader of the figures must know of how these cases are placed, a line at most.
    func warning(about cases: [CaseSpec]) -> String? {
        let unknown = [source, destination].filter { end in
            cases.contains { spec in
                let choice = spec.placement.of(end.role)
                return choice.numaNode == .nearNIC && node(choice, end) == nil
            }
        }
        if !unknown.isEmpty {
            let ends = unknown.map { end in
                "the \(end.role.rawValue)'s \(end.interface ?? "way (there is none)")"
            }
            return """
                numa_node is near-nic, and the host does not know which NUMA node is near \
                \(ends.joined(separator: " and ")): guest memory is not bound there
                """
        }
        return mixture(cases)
    }

    /// Cases of which the tool places some and, for want of CPUs, leaves others as they are.
    private func mixture(_ cases: [CaseSpec]) -> String? {
        let free = cases.filter { spec in
            placements(of: spec).values.contains { $0.vcpu == nil }
                && !spec.placement.source.hasLists && !spec.placement.destination.hasLists
        }
        guard let example = free.first, Set(free).count < Set(cases).count else { return nil }
        return """
            threads of \(Set(free).count) of \(Set(cases).count) cases are not kept apart for want of CPUs \
            (\(example.transportLabel)), those of the others are: see source_placement
            """
    }
}
