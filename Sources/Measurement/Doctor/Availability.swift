/// What a transport needs of a host.
public enum Requirement: Sendable, Hashable {
    /// An RDMA device whose port is active.
    case rdmaDevice
    /// This many bytes of locked memory.
    case lockedMemory(bytes: UInt64)
    /// This many bytes of free 2 MiB pages.
    case hugePages(bytes: UInt64)
    /// A kernel of this release or a later one.
    case kernel(major: Int, minor: Int)
}

/// A transport, and what it needs of each host that it runs on.
public struct TransportNeeds: Sendable, Hashable {
    /// The transport's name.
    public let name: String
    /// What it needs; empty where it runs anywhere.
    public let requirements: [Requirement]

    /// Describes a transport's needs.
    public init(_ name: String, _ requirements: [Requirement] = []) {
        self.name = name
        self.requirements = requirements
    }
}

/// Whether a host can run a transport.
public struct TransportAvailability: Sendable, Hashable {
    /// The transport's name.
    public let name: String
    /// What is missing, each in a few words; empty where the transport can run.
    public let missing: [String]
    /// Whether the transport can run.
    public var isAvailable: Bool { missing.isEmpty }
}

extension Doctor {
    /// Which of these transports a host can run, and what the others lack.
    ///
    /// What a host does not show is given the benefit of the doubt: running will tell.
    public static func availability(
        of transports: [TransportNeeds], on facts: HostFacts
    ) -> [TransportAvailability] {
        transports.map { transport in
            TransportAvailability(
                name: transport.name,
                missing: transport.requirements.compactMap { lack(of: $0, on: facts) })
        }
    }

    private static func lack(of requirement: Requirement, on facts: HostFacts) -> String? {
        switch requirement {
        case .rdmaDevice:
            if facts.network.rdmaDevices.isEmpty { return "no RDMA device" }
            let works = facts.network.rdmaDevices.contains(where: \.isActive)
            return works ? nil : "no RDMA device with an active port"
        case .lockedMemory(let bytes):
            guard facts.memory.mayLock(bytes) == false, let limit = facts.memory.memlockLimit
            else { return nil }
            return "memlock is \(limitText(limit)), \(sizeText(bytes)) needed"
        case .hugePages(let bytes):
            guard let free = facts.memory.hugePagesFree, free << 21 < bytes
            else { return nil }
            return "\(sizeText(free << 21)) of 2 MiB pages free, \(sizeText(bytes)) needed"
        case .kernel(let major, let minor):
            guard let release = facts.kernelRelease.flatMap(releaseNumbers),
                release < (major, minor)
            else { return nil }
            return "kernel \(release.0).\(release.1), \(major).\(minor) needed"
        }
    }

    /// The first two numbers of a release such as `6.1.0-18-amd64`.
    private static func releaseNumbers(_ release: String) -> (Int, Int)? {
        let parts = release.split(separator: ".")
        guard parts.count >= 2, let major = Int(parts[0]),
            let minor = Int(parts[1].prefix(while: \.isNumber))
        else { return nil }
        return (major, minor)
    }
}
