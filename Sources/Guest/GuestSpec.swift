/// What one simulated guest is: its memory, its content and what its vCPUs do.
///
/// Source and destination build their guests from the same value, so that both agree on every
/// byte that was never migrated: the size, the seed and the writes of each operation.
public struct GuestSpec: Codable, Sendable, Hashable {
    /// The size of a guest page: the unit of dirty tracking and of migration, as on x86.
    public static let pageBytes = 4096
    /// The most vCPUs: each has a word of its own in both halves of every page.
    public static let maximumVCPUs = pageBytes / 2 / 8

    /// Size of guest memory in bytes, a multiple of ``pageBytes``.
    public var memoryBytes: Int
    /// Which host pages back guest memory.
    public var pages: PageBacking
    /// The number of vCPU threads, 1 to ``maximumVCPUs``.
    public var vcpus: Int
    /// The share of guest pages that hold only zeros before the guest runs, 0 to 1.
    public var zeroShare: Double
    /// The share of each non-zero page that repeats one byte, 0 to 1.
    public var compressibleShare: Double
    /// What the vCPUs do.
    public var workload: WorkloadSpec
    /// Seed of the content and of every operation.
    public var seed: UInt64

    /// Describes a guest; nothing is allocated.
    public init(
        memoryBytes: Int, pages: PageBacking = .base, vcpus: Int = 1, zeroShare: Double = 0,
        compressibleShare: Double = 0, workload: WorkloadSpec = WorkloadSpec(), seed: UInt64 = 1
    ) {
        self.memoryBytes = memoryBytes
        self.pages = pages
        self.vcpus = vcpus
        self.zeroShare = zeroShare
        self.compressibleShare = compressibleShare
        self.workload = workload
        self.seed = seed
    }

    /// The number of guest pages.
    public var pageCount: Int { memoryBytes / Self.pageBytes }

    /// The longest time in seconds that a paced guest in time does nothing: from one operation of any
    /// vCPU to the next, or from one look of a vCPU at its schedule to the next.
    ///
    /// Nil for a guest that is idle or unpaced.
    public var operationPeriodSeconds: Double? {
        guard workload.kind != .idle, let rate = workload.dirtyRate else { return nil }
        var period = Double(Self.pageBytes) / rate
        if case .recorded(let pace) = Pace(self) { period = pace.longestGap / 1e9 }
        return max(period, Double(VCPU.tickNanoseconds) / 1e9)
    }
}

/// Which host pages back guest memory.
public enum PageBacking: String, Codable, Sendable, CaseIterable {
    /// Ordinary 4 KiB pages; transparent huge pages are refused by madvise.
    case base = "4KiB"
    /// Transparent huge pages, asked for by madvise.
    case transparentHuge = "thp"
    /// 2 MiB pages of hugetlbfs, reserved by the administrator.
    case huge2MiB = "2MiB"

    /// The size of one host page in bytes, as the `page_bytes` column has it.
    public var hostPageBytes: Int { self == .base ? 4096 : 2 << 20 }
}

/// What the vCPUs of a guest do, and how fast.
public struct WorkloadSpec: Codable, Sendable, Hashable {
    /// The pattern of page writes.
    public var kind: WorkloadKind
    /// Guest memory dirtied a second over all vCPUs, in bytes: each operation writes to one page
    /// and counts as ``GuestSpec/pageBytes``.
    ///
    /// Of `replay` it is the mean over the trace, whose own is ``Trace/bytesPerSecond``. Nil runs as fast
    /// as the host can.
    public var dirtyRate: Double?
    /// Size in bytes of the hot set (`hotset` only), counted from the start of memory.
    public var workingSetBytes: Int
    /// The share of operations that go to the hot set (`hotset` only), 0 to 1; the rest go
    /// anywhere.
    public var hotShare: Double
    /// What is played (`replay` only, which needs it).
    public var trace: Trace?

    /// Describes a workload.
    public init(
        kind: WorkloadKind = .idle, dirtyRate: Double? = nil, workingSetBytes: Int = 0,
        hotShare: Double = 0.9, trace: Trace? = nil
    ) {
        precondition(kind != .replay || trace != nil, "a replay needs a trace")
        self.kind = kind
        self.dirtyRate = dirtyRate
        self.workingSetBytes = workingSetBytes
        self.hotShare = hotShare
        self.trace = trace
    }

    /// Reads what a peer has sent.
    /// - Throws: `DecodingError`, also for a replay without a trace.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(WorkloadKind.self, forKey: .kind)
        dirtyRate = try container.decodeIfPresent(Double.self, forKey: .dirtyRate)
        workingSetBytes = try container.decode(Int.self, forKey: .workingSetBytes)
        hotShare = try container.decode(Double.self, forKey: .hotShare)
        trace = try container.decodeIfPresent(Trace.self, forKey: .trace)
        guard kind != .replay || trace != nil else {
            throw DecodingError.dataCorruptedError(
                forKey: .trace, in: container, debugDescription: "a replay without a trace")
        }
    }
}
