internal import Platform
internal import Verbs

/// The receiving side of a link: control messages in the order in which they were sent.
///
/// One thread calls it.
final class ControlReceiver {
    /// Slots posted anew that the peer has not been told of.
    private(set) var ungranted = 0
    /// Bytes of the messages so far.
    private(set) var bytes: UInt64 = 0

    private let queuePair: QueuePair
    private let queue: CompletionQueue
    private let slots: ControlSlots
    private let status: LinkStatus
    private var batch = CompletionBatch(capacity: LinkShape.receiveSlots)
    private var segments = SegmentList(capacity: 1)
    private var arrived: [ControlMessage] = []
    private var posted: UInt64 = 0

    /// Posts all slots; to be made before the link is connected.
    init(
        _ queuePair: QueuePair, slots: ControlSlots, status: LinkStatus
    ) throws(TransportError) {
        self.queuePair = queuePair
        self.slots = slots
        self.status = status
        queue = queuePair.receiveQueue
        for _ in 0..<slots.receiveCount { try post() }
    }

    /// The slots are used in turn, so that a receive's number tells its slot.
    private func post() throws(TransportError) {
        segments.removeAll()
        segments.append(slots.receiveSegment(slot(of: posted)))
        do { posted = try queuePair.receive(into: segments) + 1 } catch {
            throw status.explain(TransportError(error))
        }
    }

    private func slot(of sequence: UInt64) -> Int {
        Int(sequence % UInt64(slots.receiveCount))
    }

    /// Everything that is promised is granted.
    func granted() -> Int {
        defer { ungranted = 0 }
        return ungranted
    }

    /// The oldest message that has come and was not taken yet.
    func takeFirst() -> ControlMessage? { arrived.isEmpty ? nil : arrived.removeFirst() }

    /// Waits until something has come, be it only credits.
    /// - Returns: the credits that came.
    func wait(
        _ doing: String, mode: CompletionQueue.WaitMode, until deadline: Deadline
    ) throws(TransportError) -> Int {
        let count: Int
        do { count = try queue.wait(into: &batch, mode: mode, until: deadline) } catch {
            throw status.explain(TransportError(error))
        }
        guard count > 0 else { throw status.explain(.timedOut(doing: doing)) }
        var credits = 0
        for index in 0..<batch.count { credits += try take(batch[index], doing) }
        // A peer that keeps to the protocol waits for answers.
        guard arrived.count <= Self.mostUntaken else {
            throw .malformed("\(arrived.count) messages that nobody waits for")
        }
        return credits
    }

    private static let mostUntaken = 4 * LinkShape.receiveSlots

    /// Takes one message and posts its slot anew; its credits.
    private func take(
        _ completion: Verbs.Completion, _ doing: String
    ) throws(TransportError) -> Int {
        queuePair.retire(completion)
        do { try completion.check(doing) } catch { throw status.explain(TransportError(error)) }
        let count = completion.byteCount
        let message = try ControlMessage(
            decoding: slots.received(slot(of: completion.sequence), count: count))
        bytes += UInt64(count)
        try post()
        ungranted += 1
        if message.kind != .credit { arrived.append(message) }
        return message.credits
    }
}
