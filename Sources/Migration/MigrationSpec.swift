/// How one guest is to be migrated: the transport and QEMU's migration parameters.
public struct MigrationSpec: Codable, Sendable, Hashable {
    /// The transport that carries the pages.
    public var transport: TransportKind
    /// Data channels; 1 for transports with a single stream.
    public var channels: Int
    /// Where all-zero pages are looked for (QEMU `zero-page-detection`).
    public var zeroPageDetection: ZeroPageDetection
    /// The longest stop that precopy aims for, in milliseconds (QEMU `downtime-limit`).
    public var downtimeLimitMs: Double
    /// Sending is paced to this many bytes a second; nil is unlimited (QEMU `max-bandwidth`).
    public var maxBandwidth: Double?
    /// Bytes a second that replace the measured bandwidth in the switchover decision
    /// (QEMU `avail-switchover-bandwidth`).
    public var switchoverBandwidth: Double?
    /// Throttle a guest that dirties memory faster than it is sent (QEMU `auto-converge`).
    public var autoConverge: Bool
    /// Precopy gives up with `not_converged` after this many rounds.
    public var maxRounds: Int
    /// Precopy gives up with `not_converged` after this many seconds.
    public var maxSeconds: Double
    /// Size of the device state sent while the guest is stopped, in bytes.
    public var deviceStateBytes: Int
    /// Touch all destination memory in setup, so that receiving takes no page faults.
    public var prefaultDestination: Bool

    /// How an RDMA transport works; nil for the others.
    public var rdma: RDMAOptions?

    /// Describes a migration with QEMU's defaults, but unlimited bandwidth.
    public init(
        transport: TransportKind, channels: Int = 1, zeroPageDetection: ZeroPageDetection = .none,
        downtimeLimitMs: Double = 300, maxBandwidth: Double? = nil,
        switchoverBandwidth: Double? = nil, autoConverge: Bool = false, maxRounds: Int = 1000,
        maxSeconds: Double = 60, deviceStateBytes: Int = 1 << 20, prefaultDestination: Bool = true,
        rdma: RDMAOptions? = nil
    ) {
        self.transport = transport
        self.channels = channels
        self.zeroPageDetection = zeroPageDetection
        self.downtimeLimitMs = downtimeLimitMs
        self.maxBandwidth = maxBandwidth
        self.switchoverBandwidth = switchoverBandwidth
        self.autoConverge = autoConverge
        self.maxRounds = maxRounds
        self.maxSeconds = maxSeconds
        self.deviceStateBytes = deviceStateBytes
        self.prefaultDestination = prefaultDestination
        self.rdma = rdma
    }
}

/// The transports that a migration can use, by the names that users type.
public enum TransportKind: String, Codable, Sendable, CaseIterable {
    case null
    case tcp
    case multifd
    case multifdZerocopy = "multifd-zerocopy"
    case rdmaPinAll = "rdma-pin-all"
    case rdmaDynamic = "rdma-dynamic"
    case rdmaMultifd = "rdma-multifd"
    case rsocket

    /// Whether the transport has several data channels, so that `channels` means something.
    public var hasChannels: Bool { definition.hasChannels }

    /// The most data channels a migration may ask for (QEMU `multifd-channels` is a byte).
    public static let maximumChannels = 255

    /// One line for `bench list transports`.
    public var summary: String { definition.summary }
}

/// Where all-zero pages are looked for before they are sent.
public enum ZeroPageDetection: String, Codable, Sendable, CaseIterable {
    /// Nowhere: every page is sent in full.
    case none
    /// On the migration thread.
    case legacy
    /// On the channel threads; needs a transport with channels.
    case multifd
}
