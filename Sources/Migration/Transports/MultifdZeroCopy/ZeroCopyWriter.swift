internal import Guest
internal import Platform

/// Sends the header in a copied write and the content with MSG_ZEROCOPY.
///
/// The kernel numbers zero-copy sendmsg calls from 0 and reports each in the socket's error
/// queue when the pages are its no more; reports may cover ranges. ENOBUFS means that the memory
/// for reports (net.core.optmem_max) or RLIMIT_MEMLOCK is used up: reap, then go on. That limit is
/// one for all sockets of a user, so other channels may hold all of it: a channel that has nothing
/// to reap sends by copying then, and counts it as a fallback.
final class ZeroCopyWriter: ChannelWriter {
    /// How long a completion may take: the peer must have acknowledged the data by then.
    private static let completionSeconds = 10.0
    /// Reap without waiting when so many sends are open, so that the queue stays short.
    private static let reapInterval: UInt64 = 64

    private let socket: StreamSocket
    private var vector = IOVector(capacity: MultifdPacket.maximumPages)
    private var started: UInt64 = 0
    private var finished: UInt64 = 0
    private var copied: UInt64 = 0
    /// Sends that the kernel refused to do without a copy, and that were done with one.
    private var refused: UInt64 = 0

    /// - Throws: ``SystemError`` when the kernel has no MSG_ZEROCOPY.
    init(_ socket: StreamSocket) throws(SystemError) {
        self.socket = socket
        try socket.enableZeroCopy()
    }

    let writesAhead = false

    var zeroCopy: (sends: UInt64, fallbacks: UInt64)? {
        (started + refused, copied + refused)
    }

    func write(
        header: [UInt8], runs: [PageRun], of memory: GuestMemory
    ) throws(TransportError) {
        do {
            try socket.send(header)
            vector.removeAll()
            vector.append(runs, of: memory)
            while vector.remainingBytes > 0 {
                if try socket.sendZeroCopy(&vector) > 0 {
                    started += 1
                } else if started > finished {
                    try reap(waiting: true)
                } else {
                    try socket.send(&vector)
                    refused += 1
                }
            }
            if started - finished >= Self.reapInterval { try reap(waiting: false) }
        } catch { throw TransportError(error) }
    }

    func flush() throws(TransportError) {
        while finished < started {
            do { try reap(waiting: true) } catch { throw TransportError(error) }
        }
    }

    /// Takes all completions that are there; with `waiting`, at least one, which must be open.
    private func reap(waiting: Bool) throws(StreamError) {
        let deadline = Deadline.after(seconds: Self.completionSeconds)
        var mustWait = waiting
        while true {
            if let range = try socket.reapZeroCopy() {
                let count = UInt64(range.last &- range.first) + 1
                finished += count
                if range.copied { copied += count }
                mustWait = false
            } else if mustWait {
                // On a connection that has ended, the wait returns at once and for ever.
                guard !deadline.hasPassed, try socket.waitForCompletions(until: deadline) else {
                    throw .timedOut(doing: "waiting for zero-copy completions")
                }
            } else {
                return
            }
        }
    }
}
