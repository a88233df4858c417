public import Platform

/// A node of memory and the CPUs near it, from its folder in `/sys/devices/system/node`.
public struct NUMANode: Codable, Sendable, Hashable {
    /// Its number, as `numa_node` of devices means it.
    public var number: Int
    /// The CPUs near it that are switched on, from `cpulist`; none of memory that is near no CPU.
    public var cpus: CPUList
    /// Its memory in bytes: MemTotal of `meminfo`; nil where that does not show.
    public var memoryBytes: UInt64?
    /// Its reserved pages of 2 MiB that nobody uses, from `hugepages/hugepages-2048kB/free_hugepages`.
    public var hugePagesFree: UInt64?

    /// Describes a node.
    public init(number: Int, cpus: CPUList, memoryBytes: UInt64? = nil) {
        self.number = number
        self.cpus = cpus
        self.memoryBytes = memoryBytes
    }

    /// Those that are switched on, in the order of their numbers.
    static func all(_ tree: HostTree) -> [NUMANode] {
        let folder = "sys/devices/system/node"
        let numbers = tree.word("\(folder)/online").flatMap { CPUList($0) }?.numbers ?? []
        return numbers.map { number in
            let own = "\(folder)/node\(number)"
            var node = NUMANode(
                number: number,
                cpus: tree.word("\(own)/cpulist").flatMap { CPUList($0) } ?? CPUList([]))
            // `Node 0 MemTotal:       24590000 kB`
            node.memoryBytes = tree.table("\(own)/meminfo")["Node \(number) MemTotal"]
                .flatMap(kibibytes)
            node.hugePagesFree = tree.number(
                "\(own)/hugepages/hugepages-2048kB/free_hugepages")
            return node
        }
    }
}
