/// A host's memory, and what a process may do with it.
public struct MemoryFacts: Codable, Sendable, Hashable {
    /// All memory in bytes: MemTotal of `/proc/meminfo`.
    public var totalBytes: UInt64?
    /// What a program could take without swapping, in bytes: MemAvailable of `/proc/meminfo`.
    public var availableBytes: UInt64?
    /// Reserved pages of 2 MiB, from `/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages`.
    public var hugePagesTotal: UInt64?
    /// Those of them that nobody uses, from `free_hugepages` beside it.
    public var hugePagesFree: UInt64?
    /// Reserved pages of 1 GiB, from `hugepages-1048576kB/nr_hugepages`.
    public var giganticPagesTotal: UInt64?
    /// Whether pages move to the node that uses them, from `/proc/sys/kernel/numa_balancing`.
    public var numaBalancing: Bool?
    /// Whether equal pages are merged, from `/sys/kernel/mm/ksm/run`.
    public var merging: Bool?
    /// Transparent huge pages, the word in brackets (`always`, `madvise`, `never`) of
    /// `/sys/kernel/mm/transparent_hugepage/enabled`.
    public var transparentHugePages: String?
    /// Swap in use in bytes: SwapTotal less SwapFree of `/proc/meminfo`.
    public var swapUsedBytes: UInt64?
    /// The soft limit on locked memory (RLIMIT_MEMLOCK), from `/proc/self/limits`.
    public var memlockLimit: MemoryLimit?
    /// Whether that limit does not count, because the process has CAP_IPC_LOCK.
    ///
    /// From CapEff of `/proc/self/status`. False in a user namespace, where the kernel wants the host's capability.
    public var mayExceedMemlock: Bool?

    /// Facts of a host that shows nothing.
    public init() {}

    /// Whether this many bytes can be locked; nil where neither limit nor capability shows.
    public func mayLock(_ bytes: UInt64) -> Bool? {
        if mayExceedMemlock == true { return true }
        return memlockLimit?.allows(bytes)
    }
}

extension MemoryFacts {
    init(_ tree: HostTree) {
        let info = tree.table("proc/meminfo")
        let status = tree.table("proc/self/status")
        let hugePages = "sys/kernel/mm/hugepages/hugepages-2048kB"
        totalBytes = info["MemTotal"].flatMap(kibibytes)
        availableBytes = info["MemAvailable"].flatMap(kibibytes)
        hugePagesTotal = tree.number("\(hugePages)/nr_hugepages")
        hugePagesFree = tree.number("\(hugePages)/free_hugepages")
        giganticPagesTotal = tree.number(
            "sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages")
        numaBalancing = tree.number("proc/sys/kernel/numa_balancing").map { (on: Int) in on != 0 }
        merging = tree.number("sys/kernel/mm/ksm/run").map { (run: Int) in run == 1 }
        transparentHugePages = tree.word("sys/kernel/mm/transparent_hugepage/enabled")
            .flatMap(Self.bracketed)
        if let total = info["SwapTotal"].flatMap(kibibytes),
            let free = info["SwapFree"].flatMap(kibibytes), free <= total
        {
            swapUsedBytes = total - free
        }
        memlockLimit = Self.memlock(tree.text("proc/self/limits") ?? "")
        mayExceedMemlock = Self.hasLockCapability(
            mask: status["CapEff"], userNamespace: tree.numbers("proc/self/uid_map"))
    }

    /// The chosen one of words such as `always [madvise] never`.
    private static func bracketed(_ line: String) -> String? {
        line.split(separator: " ").first { $0.hasPrefix("[") && $0.hasSuffix("]") }
            .map { String($0.dropFirst().dropLast()) }
    }

    /// The soft limit in the line `Max locked memory  SOFT  HARD  bytes`.
    private static func memlock(_ limits: String) -> MemoryLimit? {
        let name = "Max locked memory"
        guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let soft = line.dropFirst(name.count).split(separator: " ").first
        else { return nil }
        return MemoryLimit(String(soft))
    }

    /// Whether bit 14 of the mask, CAP_IPC_LOCK, is set and is worth something.
    private static func hasLockCapability(mask: String?, userNamespace: [UInt64]) -> Bool? {
        guard let mask, let bits = UInt64(mask, radix: 16) else { return nil }
        guard bits & (1 << 14) != 0 else { return false }
        // The host's own namespace maps every id to itself; where the map does not show, believe the mask.
        return userNamespace.isEmpty || userNamespace == [0, 0, UInt64(UInt32.max)]
    }
}
