internal import Guest
internal import Measurement
internal import Migration
internal import Scenarios

/// Whether hosts have what a case needs.
enum Feasibility {
    /// Why the case cannot be run; nil when it can, as far as the hosts tell.
    static func obstacle(
        to spec: CaseSpec, source: HostFacts, destination: HostFacts, shareHost: Bool
    ) -> String? {
        let ends = shareHost ? 2 : 1
        for (role, facts) in [(AgentRole.source, source), (.destination, destination)] {
            let needed = spec.memoryBytesEachEnd * ends
            if let available = facts.memory.availableBytes, UInt64(needed) > available {
                let both = shareHost ? " for both ends" : ""
                return """
                    \(role.rawValue): needs \(ByteSize(bytes: needed)) of memory\(both), \
                    the host has \(ByteSize(bytes: Int(available) & ~0xFFFFF)) to spare
                    """
            }
            if spec.guest.pages == .huge2MiB, let free = facts.memory.hugePagesFree,
                Int(free) << 21 < spec.guest.memoryBytes * ends
            {
                let pages = spec.guest.memoryBytes * ends >> 21
                return """
                    \(role.rawValue): needs \(pages) free huge pages of 2 MiB, the host has \
                    \(free) (sysctl -w vm.nr_hugepages=\(pages))
                    """
            }
        }
        return nil
    }
}
