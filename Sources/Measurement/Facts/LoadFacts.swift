internal import Glibc

/// What a host is doing besides what is measured.
public struct LoadFacts: Codable, Sendable, Hashable {
    /// Tasks that ran or wanted to run, averaged over a minute, from `/proc/loadavg`.
    public var average: Double?
    /// The share of all CPUs' time that was work, 0 to 1, from two samples of `/proc/stat`.
    public var busyShare: Double?
    /// The share of all CPUs' time that a hypervisor took away, 0 to 1, from the same samples.
    public var stealShare: Double?

    /// Facts of a host that shows nothing.
    public init() {}

    init(_ tree: HostTree, sampleSeconds: Double?) {
        average = tree.word("proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
        guard let sampleSeconds else { return }
        do {
            let before = try HostCPU.sample(root: tree.root)
            usleep(UInt32(max(0, min(sampleSeconds, 60)) * 1e6))
            let used = try HostCPU.sample(root: tree.root).seconds(since: before)
            busyShare = used.busyShare
            stealShare = used.stealShare
        } catch {
            // No /proc/stat: the two shares stay unmeasured.
        }
    }
}
