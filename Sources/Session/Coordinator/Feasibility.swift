internal import Measurement
internal import Migration
internal import Scenarios

/// Whether hosts have what a case needs.
enum Feasibility {
    /// Why the case cannot be run; nil when it can, as far as the hosts tell.
    static func obstacle(
        to spec: CaseSpec, source: HostFacts, destination: HostFacts, shareHost: Bool
    ) -> String? {
        let guests = spec.concurrency
        let ends = shareHost ? 2 : 1
        let copies = guests.atOnce * ends
        for (role, facts) in [(AgentRole.source, source), (.destination, destination)] {
            if let obstacle = rdmaObstacle(to: spec, role, facts) { return obstacle }
            // Huge pages are reserved: they are not part of the memory that is to spare.
            let reserved = spec.reservedBytesOfOneEnd * copies
            let needed = spec.memoryBytesOfOneEnd * copies - reserved
            if let available = facts.memory.availableBytes, UInt64(needed) > available {
                var both = shareHost ? " for both ends" : ""
                if !guests.isAlone { both += (shareHost ? " of " : " for ") + guests.words }
                // Rounded against each other, so that the sentence stays true.
                let unit = needed < 16 << 30 ? 1 << 20 : 1 << 30
                let needs = ByteSize(bytes: (needed + unit - 1) / unit * unit)
                let has = ByteSize(bytes: Int(available) / unit * unit)
                return """
                    \(role.rawValue): needs \(needs) of memory\(both), the host has \(has) to spare
                    """
            }
            if let free = facts.memory.hugePagesFree, Int(free) << 21 < reserved {
                return """
                    \(role.rawValue): page_size 2MiB needs \(reserved >> 21) free huge pages of \
                    2 MiB, the host has \(free) (sysctl -w vm.nr_hugepages=\(reserved >> 21))
                    """
            }
        }
        return nil
    }
}
