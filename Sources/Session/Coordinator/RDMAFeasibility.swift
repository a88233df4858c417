internal import Measurement
internal import Migration
internal import Scenarios

extension Feasibility {
    /// Why the case's transport cannot use RDMA on one end; nil when it can, or does not need to.
    static func rdmaObstacle(
        to spec: CaseSpec, _ role: AgentRole, _ facts: HostFacts
    ) -> String? {
        let transport = spec.migration.transport
        guard transport.definition.needsRDMA else { return nil }
        let devices = facts.network.rdmaDevices
        guard let first = devices.first else {
            return """
                \(role.rawValue): \(transport.rawValue) needs an RDMA device, the host has none \
                (bench lab run emulates one)
                """
        }
        guard devices.contains(where: \.isActive) else {
            let state = first.bestPort?.state ?? "not active"
            return """
                \(role.rawValue): \(transport.rawValue) needs an active RDMA port, \(first.name) is \
                \(state) (bench doctor says what mends it)
                """
        }
        return depthObstacle(spec, role, devices) ?? lockObstacle(spec, role, facts)
    }

    /// Which of several devices it will be is not known here: one that can is enough.
    private static func depthObstacle(
        _ spec: CaseSpec, _ role: AgentRole, _ devices: [RDMADevice]
    ) -> String? {
        let options = spec.migration.transport.definition.rdmaOptions
        guard let depth = spec.migration.rdma?.queueDepth, options.contains(.queueDepth)
        else { return nil }
        let needed = depth + RDMAOptions.controlSends
        guard devices.allSatisfy({ ($0.maximumWorkRequests ?? .max) < needed }) else { return nil }
        let most = devices.compactMap(\.maximumWorkRequests).max() ?? 0
        return """
            \(role.rawValue): queue_depth is \(depth), which takes \(needed) requests with those \
            for control, the device has room for \(most) (--queue-depth \
            \(max(1, most - RDMAOptions.controlSends)) fits)
            """
    }

    private static func lockObstacle(
        _ spec: CaseSpec, _ role: AgentRole, _ facts: HostFacts
    ) -> String? {
        // The limit is each process's, and each pins the memory of one guest.
        let pinned = role == .source ? spec.pinnedBytesBySender : spec.pinnedBytesByReceiver
        guard facts.memory.mayLock(UInt64(pinned)) == false,
            case .bytes(let limit)? = facts.memory.memlockLimit
        else { return nil }
        return """
            \(role.rawValue): cannot pin \(ByteSize(bytes: pinned)), RLIMIT_MEMLOCK is \
            \(ByteSize(bytes: Int(clamping: limit))) (raise it: ulimit -l unlimited, or \
            LimitMEMLOCK=infinity in its unit)
            """
    }
}
