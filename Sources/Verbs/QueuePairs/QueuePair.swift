internal import CVerbs
internal import Glibc
internal import Synchronization

/// A reliable connection's pair of work queues.
///
/// It is made on a connection that has found its device and before it is connected or accepted;
/// the connection manager then takes it through its states.
///
/// A queue holds as many requests as its depth says. A place is free again when a completion that
/// ``retire(_:)`` has seen says so; a request that asks for none is over with the next that does.
///
/// Thread safety: one thread posts sends and writes, one thread posts receives, one thread retires:
/// these may be three; ``fail()`` from any thread. Cleanup: `close()`, or deinit. Closing drops what
/// is posted.
@safe
public final class QueuePair: @unchecked Sendable {
    // Unchecked for the two request templates: each is used by its posting thread only.
    // Unchecked because the pointer never changes, and the library allows threads what we say.
    let life = Lifetime()
    private let raw: UnsafeMutablePointer<ibv_qp>
    private let sendTemplate: UnsafeMutablePointer<ibv_send_wr>
    private let receiveTemplate: UnsafeMutablePointer<ibv_recv_wr>
    private let sends: QueueDepth
    private let receives: QueueDepth

    /// The connection that it belongs to.
    public let connection: ConnectionID
    /// The domain whose regions it reaches.
    public let domain: ProtectionDomain
    /// Where its sends and writes complete.
    public let sendQueue: CompletionQueue
    /// Where its receives complete.
    public let receiveQueue: CompletionQueue
    /// What was asked for and is now guaranteed.
    public let limits: Limits

    /// How much fits into a queue pair.
    public struct Limits: Sendable, Hashable {
        /// The most sends and writes at a time.
        public var sends: Int
        /// The most receives at a time.
        public var receives: Int
        /// The most segments of one send or write.
        public var sendSegments: Int
        /// The most segments of one receive.
        public var receiveSegments: Int
        /// The most bytes that are copied into the request itself: see ``SendOptions/inline``.
        public var inlineBytes: Int

        /// One segment a request and nothing inline unless said otherwise.
        public init(
            sends: Int, receives: Int, sendSegments: Int = 1, receiveSegments: Int = 1,
            inlineBytes: Int = 0
        ) {
            self.sends = sends
            self.receives = receives
            self.sendSegments = sendSegments
            self.receiveSegments = receiveSegments
            self.inlineBytes = inlineBytes
        }
    }

    /// How a send or write is carried out.
    public struct SendOptions: OptionSet, Sendable, Hashable {
        /// The flags as the C library has them.
        public let rawValue: UInt32

        /// Wraps the library's flags.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        private init(_ flag: ibv_send_flags) { rawValue = flag.rawValue }

        /// IBV_SEND_SIGNALED: a completion says when it is over.
        public static let signalled = Self(IBV_SEND_SIGNALED)
        /// IBV_SEND_SOLICITED: the peer's waiter is woken even where it asked for such only.
        public static let solicited = Self(IBV_SEND_SOLICITED)
        /// IBV_SEND_INLINE: the bytes are copied at once; their memory may be used again, and need
        /// not be registered.
        public static let inline = Self(IBV_SEND_INLINE)
    }

    /// Makes a queue pair on `connection`, whose address is resolved or which was requested by a
    /// peer.
    /// - Throws: ``VerbsError``, with ENOSPC where a completion queue is too small for it, and
    ///   with EINVAL or ENOMEM where the device cannot have as many requests or segments.
    public init(
        on connection: ConnectionID, in domain: ProtectionDomain, sendQueue: CompletionQueue,
        receiveQueue: CompletionQueue, limits: Limits
    ) throws(VerbsError) {
        try sendQueue.reserve(limits.sends)
        do throws(VerbsError) { try receiveQueue.reserve(limits.receives) } catch {
            sendQueue.unreserve(limits.sends)
            throw error
        }
        let queuePair: UnsafeMutablePointer<ibv_qp>
        do throws(VerbsError) {
            unsafe queuePair = try Self.make(connection, domain, sendQueue, receiveQueue, limits)
        } catch {
            sendQueue.unreserve(limits.sends)
            receiveQueue.unreserve(limits.receives)
            throw error
        }
        unsafe raw = queuePair
        self.connection = connection
        self.domain = domain
        self.sendQueue = sendQueue
        self.receiveQueue = receiveQueue
        self.limits = limits
        sends = QueueDepth(limit: limits.sends)
        receives = QueueDepth(limit: limits.receives)
        unsafe sendTemplate = .allocate(capacity: 1)
        unsafe sendTemplate.initialize(to: ibv_send_wr())
        unsafe receiveTemplate = .allocate(capacity: 1)
        unsafe receiveTemplate.initialize(to: ibv_recv_wr())
        connection.life.retainChild()
        domain.life.retainChild()
        for queue in [sendQueue, receiveQueue] { queue.life.retainChild() }
    }

    private static func make(
        _ connection: ConnectionID, _ domain: ProtectionDomain, _ sendQueue: CompletionQueue,
        _ receiveQueue: CompletionQueue, _ limits: Limits
    ) throws(VerbsError) -> UnsafeMutablePointer<ibv_qp> {
        var attributes = unsafe ibv_qp_init_attr()
        unsafe attributes.qp_type = IBV_QPT_RC
        unsafe attributes.send_cq = sendQueue.pointer
        unsafe attributes.recv_cq = receiveQueue.pointer
        unsafe attributes.cap.max_send_wr = UInt32(limits.sends)
        unsafe attributes.cap.max_recv_wr = UInt32(limits.receives)
        unsafe attributes.cap.max_send_sge = UInt32(limits.sendSegments)
        unsafe attributes.cap.max_recv_sge = UInt32(limits.receiveSegments)
        unsafe attributes.cap.max_inline_data = UInt32(limits.inlineBytes)
        let identifier = unsafe connection.pointer
        guard unsafe rdma_create_qp(identifier, domain.pointer, &attributes) == 0,
            let queuePair = unsafe identifier.pointee.qp
        else {
            let code = errno
            throw .call(
                "rdma_create_qp", code: code,
                doing: "making a queue pair of \(limits.sends) sends and \(limits.receives) "
                    + "receives",
                advice: QueueDepth.advice(code: code))
        }
        return unsafe queuePair
    }

    /// The device's number for it, as ``Completion/queuePairNumber`` shows it.
    public var number: UInt32 { unsafe pointer.pointee.qp_num }

    /// Sends and writes that may still be under way.
    public var outstandingSends: Int { sends.outstanding }

    /// Whether another send or write may be posted.
    public var hasRoomToSend: Bool { sends.hasRoom }

    /// Receives that nothing has come into yet.
    public var outstandingReceives: Int { receives.outstanding }

    /// Whether another receive may be posted.
    public var hasRoomToReceive: Bool { receives.hasRoom }

    /// Posts an RDMA WRITE of all segments, one after the other, to `target`.
    ///
    /// The memory must stay as it is until the write is over. The last request that fits is
    /// signalled even where `options` does not ask for it: else a full queue would stay full.
    /// - Returns: its number among the sends and writes, counted from 0.
    /// - Throws: ``VerbsError``, with ENOMEM where the queue is full.
    @discardableResult
    public func write(
        _ segments: borrowing SegmentList, to target: RemoteMemory, options: SendOptions
    ) throws(VerbsError) -> UInt64 {
        unsafe sendTemplate.pointee.opcode = IBV_WR_RDMA_WRITE
        unsafe sendTemplate.pointee.wr.rdma.remote_addr = target.address
        unsafe sendTemplate.pointee.wr.rdma.rkey = target.key.wireValue
        return try postSend(segments, options, doing: "posting an RDMA WRITE")
    }

    /// Posts a SEND of all segments as one message, which uses up a receive of the peer.
    ///
    /// The memory must stay as it is until the send is over. Signalled as for ``write(_:to:options:)``.
    /// - Returns: its number among the sends and writes, counted from 0.
    /// - Throws: ``VerbsError``, with ENOMEM where the queue is full.
    @discardableResult
    public func send(
        _ segments: borrowing SegmentList, options: SendOptions
    ) throws(VerbsError) -> UInt64 {
        unsafe sendTemplate.pointee.opcode = IBV_WR_SEND
        return try postSend(segments, options, doing: "posting a SEND")
    }

    /// Posts room for one message; it is filled in the order of posting.
    /// - Returns: its number among the receives, counted from 0.
    /// - Throws: ``VerbsError``, with ENOMEM where the queue is full.
    @discardableResult
    public func receive(into segments: borrowing SegmentList) throws(VerbsError) -> UInt64 {
        guard receives.hasRoom else { throw Self.full("ibv_post_recv", receives.limit) }
        let sequence = receives.next
        let request = unsafe receiveTemplate
        unsafe request.pointee.wr_id = WorkID.id(.receive, sequence)
        let code = unsafe segments.withElements { elements, count in
            unsafe request.pointee.sg_list = elements
            unsafe request.pointee.num_sge = count
            var refused: UnsafeMutablePointer<ibv_recv_wr>?
            return unsafe ibv_post_recv(pointer, request, &refused)
        }
        guard code == 0 else {
            throw .call("ibv_post_recv", code: code, doing: "posting a RECV")
        }
        receives.notePosted(signalled: true)
        return sequence
    }

    @inline(__always)
    private func postSend(
        _ segments: borrowing SegmentList, _ options: SendOptions,
        doing: @autoclosure () -> String
    ) throws(VerbsError) -> UInt64 {
        guard sends.hasRoom else { throw Self.full("ibv_post_send", sends.limit) }
        let sequence = sends.next
        let flags = sends.mustSignal ? options.union(.signalled) : options
        let request = unsafe sendTemplate
        unsafe request.pointee.wr_id = WorkID.id(.send, sequence)
        unsafe request.pointee.send_flags = flags.rawValue
        let code = unsafe segments.withElements { elements, count in
            unsafe request.pointee.sg_list = elements
            unsafe request.pointee.num_sge = count
            var refused: UnsafeMutablePointer<ibv_send_wr>?
            return unsafe ibv_post_send(pointer, request, &refused)
        }
        guard code == 0 else { throw .call("ibv_post_send", code: code, doing: doing()) }
        sends.notePosted(signalled: flags.contains(.signalled))
        return sequence
    }

    private static func full(_ call: String, _ depth: Int) -> VerbsError {
        .call(
            call, code: ENOMEM, doing: "posting to a queue that has its \(depth) requests",
            advice: "take completions first")
    }

    /// Frees the places of the request that `completion` tells of and, for a send, of all before.
    public func retire(_ completion: Completion) {
        precondition(completion.queuePairNumber == number, "another queue pair's completion")
        switch completion.direction {
        case .send: sends.retire(through: completion.sequence)
        case .receive: receives.retire(through: completion.sequence)
        }
    }

    /// Ends the connection at once: all that is posted completes as flushed, which wakes those who
    /// wait for it.
    ///
    /// The connection manager does not do it when the peer goes: a thread that sees
    /// ``ConnectionEvent/Kind/disconnected`` calls this for those that wait for completions.
    /// - Throws: ``VerbsError``.
    public func fail() throws(VerbsError) {
        var attributes = ibv_qp_attr()
        attributes.qp_state = IBV_QPS_ERR
        let mask = Int32(IBV_QP_STATE.rawValue)
        let code = unsafe ibv_modify_qp(pointer, &attributes, mask)
        guard code == 0 else {
            throw .call("ibv_modify_qp", code: code, doing: "ending a queue pair's work")
        }
    }

    /// Destroys the queue pair and drops what is posted.
    ///
    /// Closing again does nothing.
    public func close() {
        // rdma_destroy_qp reports nothing.
        _ = life.close {
            unsafe rdma_destroy_qp(connection.pointer)
            connection.life.releaseChild()
            domain.life.releaseChild()
            for queue in [sendQueue, receiveQueue] { queue.life.releaseChild() }
            sendQueue.unreserve(limits.sends)
            receiveQueue.unreserve(limits.receives)
            return 0
        }
    }

    @inline(__always)
    private var pointer: UnsafeMutablePointer<ibv_qp> {
        life.mustBeOpen()
        return unsafe raw
    }

    deinit {
        close()
        unsafe sendTemplate.deallocate()
        unsafe receiveTemplate.deallocate()
    }
}
