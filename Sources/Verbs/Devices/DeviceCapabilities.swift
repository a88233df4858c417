internal import CVerbs

/// What a device can do, as far as this tool asks.
public struct DeviceCapabilities: Sendable, Equatable {
    /// Ports, numbered from 1.
    public let portCount: Int
    /// The firmware's version; empty where there is none.
    public let firmware: String
    /// The largest region that can be registered, in bytes.
    public let maximumRegionBytes: UInt64
    /// The most regions at a time.
    public let maximumRegions: Int
    /// The most queue pairs at a time.
    public let maximumQueuePairs: Int
    /// The most work requests that one queue of a queue pair holds.
    public let maximumWorkRequests: Int
    /// The most segments of one work request.
    public let maximumSegments: Int
    /// The most entries of one completion queue.
    public let maximumCompletions: Int
    /// Whether memory can be registered without being pinned (on-demand paging, ODP) and be the
    /// target of RDMA WRITE over a reliable connection.
    public let hasOnDemandPaging: Bool

    init(_ attributes: ibv_device_attr_ex) {
        let original = attributes.orig_attr
        portCount = Int(original.phys_port_cnt)
        firmware = unsafe withUnsafeBytes(of: original.fw_ver) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        maximumRegionBytes = original.max_mr_size
        maximumRegions = Int(original.max_mr)
        maximumQueuePairs = Int(original.max_qp)
        maximumWorkRequests = Int(original.max_qp_wr)
        maximumSegments = Int(original.max_sge)
        maximumCompletions = Int(original.max_cqe)
        let general = attributes.odp_caps.general_caps & UInt64(IBV_ODP_SUPPORT.rawValue)
        let reliable = attributes.odp_caps.per_transport_caps.rc_odp_caps
        let wanted = IBV_ODP_SUPPORT_WRITE.rawValue
        hasOnDemandPaging = general != 0 && reliable & wanted == wanted
    }
}
