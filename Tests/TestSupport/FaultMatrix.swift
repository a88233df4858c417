/// What goes wrong, by its name in docs/reliability.md.
public enum FaultKind: String, CaseIterable, Codable, Sendable {
    case sourceKilled = "source killed (kill -9)"
    case destinationKilled = "destination killed (kill -9)"
    case coordinatorKilled = "coordinator killed (kill -9)"
    case sourceFrozen = "source stands still"
    case destinationFrozen = "destination stands still"
    case coordinatorFrozen = "coordinator stands still"
    case linkDown = "link down, and up again"
    case packetsDropped = "packets dropped for 30 s"
    case portDeaf = "packets to the data port dropped"
    case memoryLimit = "destination out of memory: a limit"
    case memoryKilled = "destination out of memory: killed by the kernel"
    case diskFull = "disk full at the coordinator"
    case halfOpen = "half-open connections to the data port, which say nothing"
    case randomBytes = "a port scanner, random bytes at the data port"
    case manyConnections = "1,000 connections to the data port"
    case wrongToken = "a wrong token"
    case replayedToken = "a replayed token"
    case earlierToken = "a token from an earlier run"
    case lyingVersion = "an agent of another version"
    case lyingSizes = "an agent that lies: sizes"
    case lyingCounts = "an agent that lies: counts"
    case lyingOrder = "an agent that lies: another answer"
    case truncatedFrame = "an agent that lies: truncated frames"
    case hugeFrame = "an agent that lies: huge frames"
    case failuresInARow = "three failures in a row"
}

/// Where a migration stands when it happens.
public enum FaultState: String, CaseIterable, Codable, Sendable {
    case starting, preparing, connecting, waiting, setup, precopy, switchover, resumed, verifying
    case releasing
    case writing = "writing rows"
}

/// Between what hosts.
public enum FaultPlace: String, CaseIterable, Codable, Sendable {
    /// Processes of one host.
    case oneHost = "one host"
    /// The same, with guest memory in reserved pages of 2 MiB.
    case hugePages = "one host, 2 MiB pages"
    /// The same, with three guests that migrate at once; an agent that dies is the first one's.
    case threeGuests = "one host, three guests"
    /// Network namespaces that a veth pair joins, shaped with tc tbf.
    case namespaces
    /// The lab's virtual machines, over RDMA.
    case lab
}

/// A line of the table in docs/reliability.md.
public struct FaultCell: Hashable, Codable, Sendable {
    /// What goes wrong.
    public var fault: FaultKind
    /// When.
    public var state: FaultState
    /// Where.
    public var place: FaultPlace

    /// Puts the three together.
    public init(_ fault: FaultKind, _ state: FaultState, _ place: FaultPlace) {
        self.fault = fault
        self.state = state
        self.place = place
    }

    /// The whole table, in its order: a test fills each cell, and fills no other.
    public static let all = FaultPlace.allCases.flatMap { place in
        FaultKind.allCases.flatMap { fault in
            states(of: fault, place).map { FaultCell(fault, $0, place) }
        }
    }

    /// Where an agent may stand during a migration.
    private static let ofAgents: [FaultState] = [
        .preparing, .connecting, .waiting, .setup, .precopy, .switchover, .resumed, .verifying,
        .releasing,
    ]
    /// Where both ends need the network yet.
    private static let beforeTheMove = ofAgents.filter {
        ![.resumed, .verifying, .releasing].contains($0)
    }
    /// Where an agent answers.
    private static let answered: [FaultState] = [
        .starting, .preparing, .waiting, .precopy, .verifying, .releasing,
    ]

    /// Where one of several guests stands when it loses an agent.
    private static let ofOneGuest: [FaultState] = [.preparing, .precopy, .switchover]

    /// What is made between processes of one host and between namespaces alike.
    private static func ofAnyPair(_ fault: FaultKind) -> [FaultState] {
        switch fault {
        case .memoryLimit, .memoryKilled: [.preparing]
        case .halfOpen, .randomBytes, .manyConnections, .wrongToken: [.connecting]
        case .failuresInARow: [.precopy]
        default: []
        }
    }

    /// What takes a wire or a liar between two hosts.
    private static func ofTwoHosts(_ fault: FaultKind) -> [FaultState] {
        switch fault {
        case .replayedToken, .earlierToken: [.connecting]
        case .lyingVersion: [.starting]
        case .lyingSizes, .lyingCounts: [.precopy]
        case .lyingOrder, .truncatedFrame, .hugeFrame: answered
        default: []
        }
    }

    /// When a fault is made in a place; not at all where the list is empty.
    public static func states(of fault: FaultKind, _ place: FaultPlace) -> [FaultState] {
        switch (place, fault) {
        case (.oneHost, .sourceKilled), (.oneHost, .destinationKilled),
            (.oneHost, .coordinatorKilled), (.hugePages, .sourceKilled),
            (.hugePages, .destinationKilled), (.namespaces, .sourceKilled),
            (.namespaces, .destinationKilled), (.namespaces, .coordinatorKilled),
            (.namespaces, .sourceFrozen), (.namespaces, .destinationFrozen),
            (.namespaces, .coordinatorFrozen):
            ofAgents
        case (.threeGuests, .sourceKilled), (.threeGuests, .destinationKilled): ofOneGuest
        case (.threeGuests, .coordinatorKilled): [.precopy]
        case (.namespaces, .diskFull): [.writing]
        case (.namespaces, .linkDown), (.lab, .linkDown): beforeTheMove
        case (.namespaces, .packetsDropped), (.lab, .packetsDropped): [.precopy]
        case (.namespaces, .portDeaf): [.connecting]
        case (.oneHost, _): ofAnyPair(fault)
        case (.namespaces, _): ofAnyPair(fault) + ofTwoHosts(fault)
        // By turns at either end: on one host each end dies at each state.
        case (.lab, .sourceKilled):
            [.preparing, .waiting, .setup, .precopy, .switchover, .verifying]
        case (.lab, .destinationKilled): [.connecting, .setup, .precopy, .resumed, .releasing]
        default: []
        }
    }
}
