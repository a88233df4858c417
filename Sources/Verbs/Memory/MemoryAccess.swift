internal import CVerbs

/// Who may do what with a region (`ibv_access_flags`); reading it locally is always allowed.
public struct MemoryAccess: OptionSet, Sendable, Hashable {
    /// The flags as the C library has them.
    public let rawValue: UInt32

    /// Wraps the library's flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ flag: ibv_access_flags) { rawValue = flag.rawValue }

    /// The device may write: for receives, and needed for ``remoteWrite``.
    public static let localWrite = Self(IBV_ACCESS_LOCAL_WRITE)
    /// The peer may write by RDMA WRITE.
    public static let remoteWrite: Self = [localWrite, Self(IBV_ACCESS_REMOTE_WRITE)]
    /// The peer may read by RDMA READ.
    public static let remoteRead = Self(IBV_ACCESS_REMOTE_READ)
    /// Pages are not pinned but found when they are needed (ODP), where the device can.
    public static let onDemand = Self(IBV_ACCESS_ON_DEMAND)
    /// PCIe may reorder the device's writes into the region; ignored where the device cannot.
    public static let relaxedOrdering = Self(IBV_ACCESS_RELAXED_ORDERING)
}
