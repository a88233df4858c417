internal import Platform

/// What a scenario may say of the placement of an end.
public enum PlacementKey: String, Sendable, CaseIterable {
    case numaNode = "numa_node"
    case vcpuCPUs = "vcpu_cpus"
    case migrationCPUs = "migration_cpus"
    case channelCPUs = "channel_cpus"

    /// The option of `bench run`, such as `--vcpu-cpus`.
    var commandLineName: String {
        "--" + rawValue.split(separator: "_").joined(separator: "-")
    }
}

extension PlacementChoice {
    /// Takes over the text of a value.
    mutating func set(_ key: PlacementKey, to text: String) throws(ValueError) {
        switch key {
        case .numaNode: numaNode = try NodeChoice(parsing: text)
        case .vcpuCPUs: vcpuCPUs = try Self.cpus(text)
        case .migrationCPUs: migrationCPUs = try Self.cpus(text)
        case .channelCPUs: channelCPUs = try Self.cpus(text)
        }
    }

    /// Says no more of it.
    mutating func clear(_ key: PlacementKey) {
        switch key {
        case .numaNode: numaNode = nil
        case .vcpuCPUs: vcpuCPUs = nil
        case .migrationCPUs: migrationCPUs = nil
        case .channelCPUs: channelCPUs = nil
        }
    }

    /// What is said, in the order of the keys.
    var texts: [(key: String, text: String)] {
        (numaNode.map { [(PlacementKey.numaNode.rawValue, "\($0)")] } ?? [])
            + cpuLists.map { ($0.key, "\($0.cpus)") }
    }

    private static func cpus(_ text: String) throws(ValueError) -> CPUList {
        guard let list = CPUList(text) else {
            throw ValueError(
                "\(quoted(text)) is not a list of CPUs",
                allowed: "numbers and ranges from 0 to \(CPUList.limit - 1), such as 0-3,8")
        }
        return list
    }
}
