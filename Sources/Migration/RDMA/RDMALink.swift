internal import Platform
internal import Synchronization
internal import Verbs

/// One RDMA connection of a migration: a queue pair with its completion queues, control messages
/// both ways, and WRITEs.
///
/// Thread safety: one thread sends and receives; `abort()` from any thread. Unchecked Sendable for
/// that reason. Cleanup: `closeQueues()`, then `closeConnection()` when nothing is left on the
/// device.
final class RDMALink: @unchecked Sendable {
    let connection: ConnectionID
    let sends: SendQueue
    let status = LinkStatus()
    let shape: LinkShape

    private let slots: ControlSlots
    private let receives: ControlReceiver
    private let queues: [CompletionQueue]
    /// Whether the queue pair may still be ended by another thread.
    private let queuePair: Mutex<QueuePair?>
    private var credits = LinkShape.receiveSlots

    /// Makes everything on `connection`, which has found its device; receives are posted.
    init(
        on connection: ConnectionID, in domain: ProtectionDomain, shape: LinkShape,
        options: RDMAOptions
    ) throws(TransportError) {
        self.connection = connection
        self.shape = shape
        slots = try ControlSlots(
            in: domain, slotBytes: shape.slotBytes, sendCount: LinkShape.sendSlots,
            receiveCount: LinkShape.receiveSlots)
        let limits = QueuePair.Limits(
            sends: shape.writes + LinkShape.sendSlots, receives: LinkShape.receiveSlots)
        let (queuePair, queues) = try verbs { () throws(VerbsError) in
            let device = domain.device
            let sendQueue = try CompletionQueue(
                on: CompletionChannel(on: device), capacity: limits.sends)
            let receiveQueue = try CompletionQueue(
                on: CompletionChannel(on: device), capacity: limits.receives)
            let pair = try QueuePair(
                on: connection, in: domain, sendQueue: sendQueue, receiveQueue: receiveQueue,
                limits: limits)
            return (pair, [sendQueue, receiveQueue])
        }
        self.queues = queues
        sends = SendQueue(queuePair, shape: shape, options: options, status: status)
        receives = try ControlReceiver(queuePair, slots: slots, status: status)
        self.queuePair = Mutex(queuePair)
    }

    /// Bytes of control messages that were sent.
    private(set) var controlBytes: UInt64 = 0
    /// Bytes of control messages that came.
    var controlBytesReceived: UInt64 { receives.bytes }

    /// What control messages have carried.
    var counters: TransportCounters {
        var counters = TransportCounters()
        counters.bytes = controlBytes
        return counters
    }

    /// The most that fits into a message.
    var maximumPayload: Int { shape.slotBytes - ControlMessage.headerBytes }

    /// Sends a message when the peer has room for it.
    ///
    /// The last credit is kept for granting the peer more: else both could wait for ever.
    func send(_ message: ControlMessage) throws(TransportError) {
        while credits <= 1 {
            try wait("waiting for room at the peer", until: try answerDeadline())
        }
        try post(message)
    }

    private func post(_ message: ControlMessage) throws(TransportError) {
        var message = message
        message.credits = receives.granted()
        let bytes = message.encoded
        try sends.send(bytes, from: slots)
        credits -= 1
        controlBytes += UInt64(bytes.count)
    }

    /// How long the peer may take for an answer to what was sent last: the question goes behind the
    /// WRITEs that are under way.
    func answerDeadline() throws(TransportError) -> Deadline {
        try sends.poll()
        return .after(seconds: shape.seconds(behind: sends.queuedBytes))
    }

    /// Receives the next message.
    func receive(
        _ doing: String, until deadline: Deadline
    ) throws(TransportError) -> ControlMessage {
        while true {
            if let message = receives.takeFirst() { return message }
            try wait(doing, until: deadline)
        }
    }

    private func wait(_ doing: String, until deadline: Deadline) throws(TransportError) {
        credits += try receives.wait(doing, mode: shape.messageMode, until: deadline)
        // Half of the slots unknown to the peer: tell it before it runs out.
        if receives.ungranted >= LinkShape.receiveSlots / 2 { try post(ControlMessage(.credit)) }
    }

    /// Receives a message that must be of `kind`.
    func expect(
        _ kind: ControlMessage.Kind, _ doing: String, until deadline: Deadline
    ) throws(TransportError) -> ControlMessage {
        let message = try receive(doing, until: deadline)
        guard message.kind == kind else {
            throw .malformed("\(message.kind) instead of \(kind) while \(doing)")
        }
        return message
    }

    /// Ends all waits; from any thread.
    func abort() {
        status.noteAbort()
        end()
    }

    /// The peer has gone: ends all waits; from any thread.
    func peerHasGone() {
        status.notePeerGone()
        end()
    }

    private func end() {
        queuePair.withLock { pair in
            guard let pair else { return }
            // Where even this is refused, the waits have their deadlines.
            do { try pair.fail() } catch { status.noteAbort() }
        }
    }

    /// Ends the connection and gives all but the connection back.
    func closeQueues() throws(TransportError) {
        let pair = queuePair.withLock { pair in
            defer { pair = nil }
            return pair
        }
        guard let pair else { return }
        try verbs { () throws(VerbsError) in
            try connection.disconnect()
            pair.close()
            for queue in queues {
                try queue.close()
                try queue.channel?.close()
            }
        }
        try slots.close()
    }

    /// Gives the connection back.
    func closeConnection() throws(TransportError) {
        try verbs { () throws(VerbsError) in
            try connection.close()
            try connection.events.close()
        }
    }
}
