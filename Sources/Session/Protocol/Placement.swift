public import Platform

/// Where the memory and the threads of one end of a migration go.
public struct Placement: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The NUMA node that guest memory is taken from; nil for any.
    public var node: Int?
    /// CPUs of the threads that play vCPUs; nil for any.
    public var vcpu: CPUList?
    /// CPUs of the thread that migrates; nil for any.
    public var migration: CPUList?
    /// CPUs of the threads that serve a data channel each; nil for any, and where there are none.
    public var channel: CPUList?

    /// Binds nothing.
    public init() {}

    /// As the row has it: `node 0; vcpu 2-3; migration 4; channel 5-8`, or `none`.
    public var description: String {
        let lists = [("vcpu", vcpu), ("migration", migration), ("channel", channel)]
        let words =
            (node.map { ["node \($0)"] } ?? [])
            + lists.compactMap { name, cpus in cpus.map { "\(name) \($0)" } }
        return words.isEmpty ? "none" : words.joined(separator: "; ")
    }
}
