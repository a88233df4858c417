public import Guest
public import Migration

/// What a scenario varies: every combination of the lists is a case.
public struct ScenarioMatrix: Sendable, Equatable {
    /// The transports, in the order of the tables.
    public var transports: [TransportChoice]
    /// Data channels of every transport that has channels and does not name its own.
    public var channels: [Int]
    /// What the guests do.
    public var workloads: [WorkloadChoice]
    /// Sizes of guest memory.
    public var memory: [ByteSize]
    /// Memory dirtied a second by every workload that writes and does not name its own rate.
    public var dirtyRates: [ByteRate]
    /// The longest stops that precopy aims for.
    public var downtimeLimits: [TimeSpan]
    /// Paces of sending.
    public var maxBandwidths: [ByteRate]
    /// Where all-zero pages are looked for.
    public var zeroPageDetections: [ZeroPageChoice]
    /// The host pages that back guest memory.
    public var pageSizes: [PageBacking]

    /// QEMU's default of `multifd-channels`.
    public static let defaultChannels = [2]

    /// Describes a matrix with QEMU's defaults, but bandwidth is unlimited.
    ///
    /// There is no default dirty rate: workloads that write need one.
    public init(
        transports: [TransportChoice], channels: [Int] = defaultChannels,
        workloads: [WorkloadChoice],
        memory: [ByteSize], dirtyRates: [ByteRate] = [],
        downtimeLimits: [TimeSpan] = [.milliseconds(300)],
        maxBandwidths: [ByteRate] = [.unlimited],
        zeroPageDetections: [ZeroPageChoice] = [.automatic], pageSizes: [PageBacking] = [.base]
    ) {
        self.transports = transports
        self.channels = channels
        self.workloads = workloads
        self.memory = memory
        self.dirtyRates = dirtyRates
        self.downtimeLimits = downtimeLimits
        self.maxBandwidths = maxBandwidths
        self.zeroPageDetections = zeroPageDetections
        self.pageSizes = pageSizes
    }
}

/// A transport of the matrix.
public struct TransportChoice: Sendable, Hashable {
    /// The transport.
    public var kind: TransportKind
    /// Its own numbers of channels; nil takes those of the matrix.
    public var channels: [Int]?
    /// How it uses RDMA: every option that makes a difference to it is named.
    public var rdma: RDMAChoice

    /// Chooses a transport; what `rdma` does not name has its default.
    public init(
        _ kind: TransportKind, channels: [Int]? = nil, rdma: RDMAChoice = RDMAChoice()
    ) {
        self.kind = kind
        self.channels = channels
        let options = kind.definition.rdmaOptions
        self.rdma = rdma.completed(by: .standard.restricted(to: options))
    }
}

/// A workload of the matrix.
public struct WorkloadChoice: Sendable, Hashable {
    /// The pattern of writes.
    public var kind: WorkloadKind
    /// The hot set (`hotset` only); nil is an eighth of guest memory.
    public var workingSet: ByteSize?
    /// The share of writes that go to the hot set (`hotset` only), 0 to 1; nil is 0.9.
    public var hotShare: Double?
    /// What is played (`replay` only, which needs it).
    public var trace: TraceFile?
    /// Its own rates of dirtied memory; nil takes those of the matrix, but for `replay`: that plays as
    /// fast as was recorded.
    public var dirtyRates: [ByteRate]?

    /// The share of writes that go to the hot set where a scenario names none.
    public static let defaultHotShare = 0.9

    /// Chooses a workload.
    public init(
        _ kind: WorkloadKind, workingSet: ByteSize? = nil, hotShare: Double? = nil,
        trace: TraceFile? = nil, dirtyRates: [ByteRate]? = nil
    ) {
        self.kind = kind
        self.workingSet = workingSet
        self.hotShare = hotShare
        self.trace = trace
        self.dirtyRates = dirtyRates
    }
}

/// Where all-zero pages are looked for.
public enum ZeroPageChoice: Sendable, Hashable, CustomStringConvertible {
    /// As QEMU does in effect: nowhere over RDMA, else `multifd` where the transport has
    /// channels and `legacy` where it has one stream; nowhere for `null`, which sends nothing
    /// that could be saved.
    case automatic
    /// As said.
    case explicit(ZeroPageDetection)

    /// The choice for one transport.
    public func resolved(for transport: TransportKind) -> ZeroPageDetection {
        switch self {
        case .explicit(let detection): detection
        case .automatic where transport == .null || transport.definition.needsRDMA: .none
        case .automatic: transport.hasChannels ? .multifd : .legacy
        }
    }

    /// The word in scenario files.
    public var description: String {
        switch self {
        case .automatic: "auto"
        case .explicit(let detection): detection.rawValue
        }
    }
}
