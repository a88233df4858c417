public import Platform

/// Where a scenario wants the memory and the threads of one end; what it does not say is decided when
/// it is run.
public struct PlacementChoice: Codable, Sendable, Hashable {
    /// The NUMA node of guest memory.
    public var numaNode: NodeChoice?
    /// CPUs of the threads that play vCPUs.
    public var vcpuCPUs: CPUList?
    /// CPUs of the thread that migrates.
    public var migrationCPUs: CPUList?
    /// CPUs of the threads that serve a data channel each.
    public var channelCPUs: CPUList?

    /// Says nothing.
    public init() {}

    /// The lists of CPUs by the keys that they have in a scenario.
    public var cpuLists: [(key: String, cpus: CPUList)] {
        [
            (PlacementKey.vcpuCPUs, vcpuCPUs), (.migrationCPUs, migrationCPUs),
            (.channelCPUs, channelCPUs),
        ].compactMap { key, cpus in cpus.map { (key.rawValue, $0) } }
    }

    /// This choice, and that of `others` for what it does not say.
    func completed(by others: PlacementChoice) -> PlacementChoice {
        var choice = PlacementChoice()
        choice.numaNode = numaNode ?? others.numaNode
        choice.vcpuCPUs = vcpuCPUs ?? others.vcpuCPUs
        choice.migrationCPUs = migrationCPUs ?? others.migrationCPUs
        choice.channelCPUs = channelCPUs ?? others.channelCPUs
        return choice
    }
}

/// The NUMA node that guest memory is taken from.
public enum NodeChoice: Codable, Sendable, Hashable, CustomStringConvertible {
    /// That of this number.
    case number(Int)
    /// That of the interface, or RDMA device, that the data address uses.
    case nearNIC

    /// Numbers of nodes are below this: what Linux can be built for (CONFIG_NODES_SHIFT).
    static let limit = 1024
    static let nearNICWord = "near-nic"

    /// As it is written in scenarios.
    public var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .nearNIC: Self.nearNICWord
        }
    }

    init(parsing text: String) throws(ValueError) {
        if text == Self.nearNICWord {
            self = .nearNIC
        } else if let number = Int(text), (0..<Self.limit).contains(number) {
            self = .number(number)
        } else {
            throw ValueError(
                "\(quoted(text)) is not a NUMA node",
                allowed: "a number from 0 to \(Self.limit - 1), or \(Self.nearNICWord)",
                suggestion: NearMiss.suggestion(for: text, among: [Self.nearNICWord]))
        }
    }
}

/// Where a scenario wants the memory and the threads of both ends.
public struct PlacementSettings: Sendable, Hashable {
    /// Of both ends, where they do not say it themselves.
    public var common = PlacementChoice()
    /// Of the source alone.
    public var source = PlacementChoice()
    /// Of the destination alone.
    public var destination = PlacementChoice()

    /// Leaves everything to the tool.
    public init() {}

    /// What holds for each end.
    var ends: EndPlacements {
        EndPlacements(
            source: source.completed(by: common), destination: destination.completed(by: common))
    }
}

/// Where a case wants the memory and the threads of each end.
public struct EndPlacements: Codable, Sendable, Hashable {
    /// Of the source.
    public var source: PlacementChoice
    /// Of the destination.
    public var destination: PlacementChoice

    /// Says it of each end; by default nothing.
    public init(
        source: PlacementChoice = PlacementChoice(),
        destination: PlacementChoice = PlacementChoice()
    ) {
        self.source = source
        self.destination = destination
    }
}
