/// How a work request ended (`ibv_wc_status`).
///
/// The raw values are those of the C library; a value that this list does not have is kept.
public struct CompletionStatus: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The library's number.
    public let rawValue: UInt32

    /// Wraps the library's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// IBV_WC_SUCCESS: done.
    public static let success = Self(rawValue: 0)
    /// IBV_WC_LOC_PROT_ERR: a local segment is not inside a region that is registered.
    public static let localProtection = Self(rawValue: 4)
    /// IBV_WC_WR_FLUSH_ERR: dropped because the queue pair had failed or was closed.
    public static let flushed = Self(rawValue: 5)
    /// IBV_WC_REM_ACCESS_ERR: the peer's memory does not allow this access.
    public static let remoteAccess = Self(rawValue: 10)
    /// IBV_WC_RETRY_EXC_ERR: the peer did not acknowledge, however often it was tried.
    public static let retryExceeded = Self(rawValue: 12)
    /// IBV_WC_RNR_RETRY_EXC_ERR: the peer never had a receive ready.
    public static let receiverNotReady = Self(rawValue: 13)

    /// Whether the request was carried out.
    public var isSuccess: Bool { self == .success }

    /// The C name, for example `IBV_WC_RETRY_EXC_ERR`.
    public var name: String {
        Self.entry(rawValue)?.name ?? "ibv_wc_status \(rawValue)"
    }

    /// What it means and what usually causes it.
    public var meaning: String {
        Self.entry(rawValue)?.meaning ?? "a status that this program does not know"
    }

    /// The name and its meaning.
    public var description: String { "\(name): \(meaning)" }

    /// How many statuses are known: they are numbered from 0.
    static var knownCount: Int { table.count }

    private static func entry(_ value: UInt32) -> (name: String, meaning: String)? {
        value < table.count ? table[Int(value)] : nil
    }

    /// In the order of the C enumeration.
    private static let table: [(name: String, meaning: String)] = [
        ("IBV_WC_SUCCESS", "done"),
        (
            "IBV_WC_LOC_LEN_ERR",
            "the message is longer than a local segment, the posted receive or the port allows"
        ),
        ("IBV_WC_LOC_QP_OP_ERR", "the queue pair cannot do what was posted"),
        ("IBV_WC_LOC_EEC_OP_ERR", "the local end-to-end context cannot do what was posted"),
        (
            "IBV_WC_LOC_PROT_ERR",
            "a local segment is not inside registered memory; usually its region was "
                + "deregistered too early or lacks the right to be written locally"
        ),
        (
            "IBV_WC_WR_FLUSH_ERR",
            "dropped because the queue pair had failed or was closed; the cause is an earlier "
                + "completion, or the peer disconnected"
        ),
        ("IBV_WC_MW_BIND_ERR", "a memory window could not be bound"),
        ("IBV_WC_BAD_RESP_ERR", "the peer's device answered with something unexpected"),
        ("IBV_WC_LOC_ACCESS_ERR", "incoming data may not be written to the local memory"),
        (
            "IBV_WC_REM_INV_REQ_ERR",
            "the peer's device found the request invalid; usually the posted receive is too "
                + "short or the operation is not allowed there"
        ),
        (
            "IBV_WC_REM_ACCESS_ERR",
            "the peer's memory does not allow it; usually its region was deregistered, the "
                + "address is outside of it, or remote writing was not allowed"
        ),
        ("IBV_WC_REM_OP_ERR", "the peer's device could not complete the operation"),
        (
            "IBV_WC_RETRY_EXC_ERR",
            "the peer did not acknowledge, however often it was tried; usually the peer was "
                + "killed, the link is down, or lossy Ethernet dropped packets (check PFC and MTU)"
        ),
        (
            "IBV_WC_RNR_RETRY_EXC_ERR",
            "the peer never had a receive ready; usually it stopped posting receives"
        ),
        ("IBV_WC_LOC_RDD_VIOL_ERR", "the local reliable datagram domain does not fit"),
        ("IBV_WC_REM_INV_RD_REQ_ERR", "the peer refused a reliable datagram request"),
        ("IBV_WC_REM_ABORT_ERR", "the peer aborted the operation"),
        ("IBV_WC_INV_EECN_ERR", "the end-to-end context number is not valid"),
        ("IBV_WC_INV_EEC_STATE_ERR", "the end-to-end context is in the wrong state"),
        (
            "IBV_WC_FATAL_ERR",
            "the device cannot go on with this queue pair; see the kernel's log"
        ),
        ("IBV_WC_RESP_TIMEOUT_ERR", "the peer's answer did not come in time"),
        ("IBV_WC_GENERAL_ERR", "the device reported an error without a kind; see the kernel's log"),
        ("IBV_WC_TM_ERR", "tag matching failed"),
        ("IBV_WC_TM_RNDV_INCOMPLETE", "tag matching: the rendezvous must be completed by software"),
    ]
}

/// A work request that did not end well.
public struct CompletionFailure: Hashable, Sendable, CustomStringConvertible {
    /// How it ended.
    public let status: CompletionStatus
    /// The vendor's own number for it; its manual explains it.
    public let vendorCode: UInt32

    /// Keeps a status and the vendor's number.
    public init(status: CompletionStatus, vendorCode: UInt32) {
        self.status = status
        self.vendorCode = vendorCode
    }

    /// The status in words, with the vendor's number where there is one.
    public var description: String {
        vendorCode == 0 ? status.description : "\(status) (vendor's code \(vendorCode))"
    }
}
