internal import CVerbs

/// What became of one work request.
public struct Completion: Sendable, Hashable {
    /// Which queue of the queue pair the request was posted to.
    public enum Direction: Sendable, Hashable { case send, receive }

    /// Whether it was a send (SEND or RDMA WRITE) or a receive.
    public let direction: Direction
    /// The number that posting it returned: counted from 0 in each direction of a queue pair.
    public let sequence: UInt64
    /// How it ended.
    public let status: CompletionStatus
    /// The vendor's own number for a failure.
    public let vendorCode: UInt32
    /// Bytes received; it means something for a receive that succeeded.
    public let byteCount: Int
    /// The queue pair: see ``QueuePair/number``.
    public let queuePairNumber: UInt32

    /// Returns where the request succeeded.
    /// - Throws: ``VerbsError`` with the status, where it did not; `doing` says what it was for.
    public func check(_ doing: @autoclosure () -> String) throws(VerbsError) {
        guard !status.isSuccess else { return }
        throw .completion(
            CompletionFailure(status: status, vendorCode: vendorCode), doing: doing())
    }

    init(_ raw: ibv_wc) {
        direction = WorkID.direction(of: raw.wr_id)
        sequence = WorkID.sequence(of: raw.wr_id)
        status = CompletionStatus(rawValue: raw.status.rawValue)
        vendorCode = status.isSuccess ? 0 : raw.vendor_err
        byteCount = Int(raw.byte_len)
        queuePairNumber = raw.qp_num
    }
}

/// The number that travels with a work request: the opcode of a failed one is not valid, so the
/// number itself tells its direction.
enum WorkID {
    private static let receiveBit: UInt64 = 1 << 63

    static func id(_ direction: Completion.Direction, _ sequence: UInt64) -> UInt64 {
        direction == .receive ? sequence | receiveBit : sequence
    }

    static func direction(of id: UInt64) -> Completion.Direction {
        id & receiveBit == 0 ? .send : .receive
    }

    static func sequence(of id: UInt64) -> UInt64 { id & ~receiveBit }
}

/// Room for completions, allocated once and filled by each poll.
///
///     var batch = CompletionBatch(capacity: 32)
///     try queue.wait(into: &batch, mode: .poll, until: deadline)
///     for index in 0..<batch.count { try batch[index].check("sending") }
///
/// Thread safety: one thread at a time. Cleanup: freed with its owner.
@safe
public struct CompletionBatch: ~Copyable {
    private let elements: UnsafeMutablePointer<ibv_wc>
    /// The most completions of one poll.
    public let capacity: Int
    /// How many the last poll gave.
    public private(set) var count = 0

    /// Makes room for `capacity` completions.
    public init(capacity: Int = 64) {
        precondition(capacity > 0)
        self.capacity = capacity
        unsafe elements = .allocate(capacity: capacity)
    }

    deinit { unsafe elements.deallocate() }

    /// One of the last poll's completions, in the order in which they came.
    public subscript(index: Int) -> Completion {
        precondition(index >= 0 && index < count)
        return Completion(unsafe elements[index])
    }

    /// Fills the batch by ibv_poll_cq, whose result it returns.
    @inline(__always)
    mutating func fill(from queue: UnsafeMutablePointer<ibv_cq>) -> Int {
        let found = unsafe Int(ibv_poll_cq(queue, Int32(capacity), elements))
        count = max(0, found)
        return found
    }
}
