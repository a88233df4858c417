internal import Platform
internal import Verbs

/// The send side of a link: what is under way, and what has become of it.
///
/// One thread calls it.
final class SendQueue {
    /// Bytes of WRITEs that are over.
    private(set) var doneBytes: UInt64 = 0
    /// Bytes of WRITEs under way.
    private(set) var queuedBytes = 0
    /// How often a WRITE was posted when all that its round had posted before was over.
    ///
    /// As far as completions tell: a WRITE that asks for none counts as under way until the next
    /// that does is over.
    private(set) var idleWrites: UInt64 = 0
    /// WRITEs under way.
    private var outstandingWrites = 0
    /// Whether the round has posted a WRITE.
    private var hasWritten = false

    private let queuePair: QueuePair
    private let queue: CompletionQueue
    private let shape: LinkShape
    private let status: LinkStatus
    private var batch = CompletionBatch(capacity: 64)
    private var segments = SegmentList(capacity: 1)

    /// What is under way, by sequence number; the count is a power of two.
    private var entries: [Entry]
    private var oldest: UInt64 = 0
    private var next: UInt64 = 0
    private var freeSlots: [Int]
    private var unsignalled = 0
    /// One past the latest that asks for a completion.
    private var signalledEnd: UInt64 = 0
    /// When a completion was first looked for in vain since the last that came.
    private var quietSince: MonotonicTime?
    /// Where WRITEs in one chunk are limited: how many each chunk has under way.
    private var chunkWrites: [UInt16] = []
    private let signalInterval: Int
    private let writesPerChunk: Int

    private struct Entry {
        var bytes = 0
        var chunk = 0
        /// The slot of a control message; nil for a WRITE.
        var slot: Int?
        var isSignalled = true
    }

    init(
        _ queuePair: QueuePair, shape: LinkShape, options: RDMAOptions, status: LinkStatus
    ) {
        self.queuePair = queuePair
        self.shape = shape
        self.status = status
        queue = queuePair.sendQueue
        var count = 1
        while count < queuePair.limits.sends { count *= 2 }
        entries = [Entry](repeating: Entry(), count: count)
        freeSlots = Array(0..<LinkShape.sendSlots)
        signalInterval = options.signalledInterval
        writesPerChunk = options.writesPerChunk
    }

    /// Gets ready to write to a guest of `chunkCount` chunks.
    func prepare(chunkCount: Int) {
        if writesPerChunk > 0 { chunkWrites = [UInt16](repeating: 0, count: chunkCount) }
    }

    /// Posts a WRITE of `segment` within `chunk` to `target`, when there is room.
    ///
    /// It asks for a completion where nothing else that is under way does: a peer that falls silent is
    /// known by the one that does not come.
    /// - Parameter isLast: asks for a completion, because no WRITE may follow for a while.
    func write(
        _ segment: Segment, chunk: Int, to target: RemoteMemory, isLast: Bool
    ) throws(TransportError) {
        while isFull(segment.byteCount) || isChunkFull(chunk) {
            try wait("writing guest memory")
        }
        if hasWritten, outstandingWrites == 0 { idleWrites += 1 }
        hasWritten = true
        unsignalled += 1
        if writesPerChunk > 0 { chunkWrites[chunk] += 1 }
        let mustSignal =
            isLast || !awaitsCompletion || unsignalled >= signalInterval || isChunkFull(chunk)
        if mustSignal { unsignalled = 0 }
        segments.removeAll()
        segments.append(segment)
        let sequence = try checked { () throws(VerbsError) in
            try queuePair.write(segments, to: target, options: mustSignal ? .signalled : [])
        }
        note(
            sequence, Entry(bytes: segment.byteCount, chunk: chunk, isSignalled: mustSignal))
        outstandingWrites += 1
        queuedBytes += segment.byteCount
    }

    private func isFull(_ byteCount: Int) -> Bool {
        outstandingWrites == shape.writes
            || (outstandingWrites > 0 && queuedBytes + byteCount > shape.windowBytes)
    }

    private func isChunkFull(_ chunk: Int) -> Bool {
        writesPerChunk > 0 && Int(chunkWrites[chunk]) >= writesPerChunk
    }

    /// Sends a control message from a free slot, behind everything posted before.
    func send(_ bytes: [UInt8], from slots: ControlSlots) throws(TransportError) {
        while freeSlots.isEmpty { try wait("sending a control message") }
        let slot = freeSlots.removeLast()
        segments.removeAll()
        segments.append(slots.fill(sendSlot: slot, with: bytes))
        let sequence = try checked { () throws(VerbsError) in
            try queuePair.send(segments, options: .signalled)
        }
        unsignalled = 0
        note(sequence, Entry(slot: slot))
    }

    private func note(_ sequence: UInt64, _ entry: Entry) {
        entries[Int(sequence) & (entries.count - 1)] = entry
        next = sequence + 1
        if entry.isSignalled { signalledEnd = next }
    }

    /// Takes what is over, without waiting.
    ///
    /// - Throws: ``TransportError/timedOut(doing:)`` where completions have been looked for in vain for
    ///   as long as the peer may be silent.
    func poll() throws(TransportError) {
        while oldest < next {
            let count = try checked { () throws(VerbsError) in try queue.poll(into: &batch) }
            if count == 0 { return try checkSilence() }
            try retire("sending")
        }
    }

    private var awaitsCompletion: Bool { signalledEnd > oldest }

    /// Gives a peer up that acknowledges nothing.
    ///
    /// The queue pair does so too, but not every device while more is being posted: Soft-RoCE counts its
    /// acknowledgement timeout anew with each WRITE.
    private func checkSilence() throws(TransportError) {
        guard awaitsCompletion else { return }
        let now = MonotonicTime.now
        guard let quietSince else {
            self.quietSince = now
            return
        }
        let seconds = now.seconds(since: quietSince)
        guard seconds >= shape.patience.silentSeconds,
            seconds >= shape.quietSeconds(behind: bytesToCompletion)
        else { return }
        throw status.explain(.timedOut(doing: "writes waited for its acknowledgement"))
    }

    /// Bytes of WRITEs up to the first that asks for a completion.
    private var bytesToCompletion: Int {
        var bytes = 0
        for sequence in oldest..<next {
            let entry = entries[Int(sequence) & (entries.count - 1)]
            bytes += entry.bytes
            if entry.isSignalled { break }
        }
        return bytes
    }

    /// Ends a round: waits until everything that was posted is over; the last of it must have been
    /// signalled.
    func drain() throws(TransportError) {
        while oldest < next { try wait("waiting for the last writes") }
        hasWritten = false
    }

    /// Waits for something to be over.
    private func wait(_ doing: String) throws(TransportError) {
        let count = try checked { () throws(VerbsError) in
            try queue.wait(
                into: &batch, mode: shape.mode, until: .after(seconds: shape.silentSeconds))
        }
        guard count > 0 else { throw status.explain(.timedOut(doing: doing)) }
        try retire(doing)
    }

    private func retire(_ doing: String) throws(TransportError) {
        quietSince = nil
        for index in 0..<batch.count {
            let completion = batch[index]
            queuePair.retire(completion)
            try checked { () throws(VerbsError) in try completion.check(doing) }
            while oldest <= completion.sequence { forget() }
        }
    }

    private func forget() {
        let entry = entries[Int(oldest) & (entries.count - 1)]
        oldest += 1
        if let slot = entry.slot {
            freeSlots.append(slot)
            return
        }
        outstandingWrites -= 1
        queuedBytes -= entry.bytes
        doneBytes += UInt64(entry.bytes)
        if writesPerChunk > 0 { chunkWrites[entry.chunk] -= 1 }
    }

    private func checked<Result>(
        _ body: () throws(VerbsError) -> Result
    ) throws(TransportError) -> Result {
        do { return try body() } catch { throw status.explain(TransportError(error)) }
    }
}
