internal import Guest
public import Platform

// What a link carries without a migration: one buffer, which stays in the cache, is sent again and
// again over the connections and with the sends of a transport. There is no guest, no dirty log,
// no engine and no round; sockets and queue pairs are set up as for a migration, and strangers are
// kept out by the same token.

/// How long a link is measured, and with how much memory.
public enum LinkProbe {
    /// Sending before the measurement, in seconds: TCP finds its window first.
    public static let warmUpSeconds = 0.25
    /// The measurement, in seconds.
    public static let seconds = 1.0
    /// The buffer: an RDMA WRITE's length, or two sends of a TCP channel.
    static let bufferBytes = 1 << 20

    fileprivate static func buffer() throws(TransportError) -> GuestMemory {
        try system { () throws(SystemError) in
            let spec = GuestSpec(memoryBytes: bufferBytes)
            let memory = try GuestMemory(spec)
            try memory.fill(spec)
            return memory
        }
    }
}

/// The end that measures.
///
/// One thread calls it, but for `abort`. Cleanup: `close()`.
public final class ProbeSender {
    private let sender: any MigrationSender
    private let memory: GuestMemory

    /// Connects to the end that receives.
    /// - Throws: ``TransportError`` when it cannot be reached or is not ours.
    public init(_ path: ProbePath, _ entry: DataPlaneEntry) throws(TransportError) {
        memory = try LinkProbe.buffer()
        sender = try path.spec.connect(entry)
    }

    /// Sends for a while.
    /// - Returns: 10^6 bit/s that the connections took, headers included, once TCP had found its window.
    /// - Throws: ``TransportError`` when the path breaks.
    public func run() throws(TransportError) -> Double {
        try sender.prepare(memory)
        try sender.begin(at: .now)
        var batch = PageBatch()
        batch.normal = [
            PageRun(first: 0, count: UInt32(min(sender.batchPages, memory.pageCount)))
        ]
        let warm = MonotonicTime.now.advanced(bySeconds: LinkProbe.warmUpSeconds)
        let end = warm.advanced(bySeconds: LinkProbe.seconds)
        var first: (time: MonotonicTime, bytes: UInt64)?
        while true {
            try sender.send(batch)
            let now = MonotonicTime.now
            if now < warm { continue }
            let bytes = first == nil || now >= end ? sender.counters.bytes : 0
            guard let begin = first else {
                first = (now, bytes)
                continue
            }
            // A send that takes longer than all of it is measured by the next one.
            guard now >= end, bytes > begin.bytes else { continue }
            try sender.endRound()
            try sender.abandon()
            return Double(bytes - begin.bytes) * 8 / now.seconds(since: begin.time) / 1e6
        }
    }

    /// Ends all waits with an error; from any thread.
    public func abort() { sender.abort() }

    /// Ends all threads and connections.
    public func close() { sender.close() }
}

/// The end that receives.
///
/// One thread calls it, but for `abort`. Cleanup: `close()`.
public final class ProbeReceiver {
    private let receiver: any MigrationReceiver
    private let memory: GuestMemory

    /// Waits for the end that measures.
    /// - Throws: ``TransportError`` when it does not come in time.
    public init(
        from listener: any MigrationListener, until deadline: Deadline
    ) throws(TransportError) {
        memory = try LinkProbe.buffer()
        receiver = try listener.accept(until: deadline)
    }

    /// Receives until the other end has had enough.
    /// - Throws: ``TransportError`` when the path breaks, or the other end does something else.
    public func run() throws(TransportError) {
        try receiver.prepare(memory)
        let outcome = try receiver.receive(
            began: { _ in },
            resume: { (_: DeviceState) throws(TransportError) in
                throw .malformed("a guest in a probe")
            })
        guard case .abandoned = outcome else { throw .malformed("a guest in a probe") }
    }

    /// Ends all waits with an error; from any thread.
    public func abort() { receiver.abort() }

    /// Ends all threads and connections.
    public func close() { receiver.close() }
}

extension ProbePath {
    /// Opens the receiving end.
    /// - Throws: ``TransportError`` when the address cannot be listened on.
    public func listen(_ entry: DataPlaneEntry) throws(TransportError) -> any MigrationListener {
        try spec.listen(vcpus: 1, entry)
    }
}
