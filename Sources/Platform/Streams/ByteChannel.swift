internal import Glibc
internal import Synchronization

/// Two descriptors that carry a byte stream in each direction: a child's standard streams, seen
/// from either side.
///
/// Thread safety: one thread may read while another writes. Cleanup: `close()`, or deinit.
public final class ByteChannel: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32
    private let isClosed = Atomic(false)
    private let isWriteEnded = Atomic(false)

    /// What a pipe takes without blocking once it polls as writable (PIPE_BUF).
    private static let pipePiece = 4096

    init(readEnd: Int32, writeEnd: Int32) {
        self.readEnd = readEnd
        self.writeEnd = writeEnd
    }

    /// A channel and the two descriptors that its other side reads from and writes to.
    ///
    /// All are closed on exec.
    /// - Throws: ``SystemError`` when there are no descriptors left.
    public static func pair() throws(SystemError) -> (near: ByteChannel, read: Int32, write: Int32)
    {
        let down = try pipe()
        let up = try pipe()
        return (ByteChannel(readEnd: up.read, writeEnd: down.write), down.read, up.write)
    }

    /// Takes over this process's standard input and output.
    ///
    /// Standard output is standard error from then on, so that nothing else can write into the
    /// stream.
    /// - Throws: ``SystemError`` when there are no descriptors left.
    public static func takingOverStandardStreams() throws(SystemError) -> ByteChannel {
        let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
        guard output >= 0, dup2(2, 1) == 1 else {
            throw SystemError("dup", code: errno, doing: "taking over standard output")
        }
        return ByteChannel(readEnd: 0, writeEnd: output)
    }

    private static func pipe() throws(SystemError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&ends) == 0 else {
            throw SystemError("pipe", code: errno, doing: "making a pipe to an agent")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// The descriptor to wait on before reading.
    public var readiness: PollSource { PollSource(descriptor: readEnd) }

    /// Reads what is there, up to `limit` bytes, waiting for the first byte; nil at the end of the
    /// stream.
    /// - Throws: ``SystemError``.
    public func read(upTo limit: Int) throws(SystemError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: limit)
        while true {
            let count = unsafe Glibc.read(readEnd, &bytes, limit)
            if count > 0 { return [UInt8](bytes[..<count]) }
            if count == 0 { return nil }
            let code = errno
            if code != EINTR { throw SystemError("read", code: code, doing: "reading a stream") }
        }
    }

    /// Writes all of `bytes`.
    /// - Throws: ``SystemError``: EPIPE when nobody reads any more, ETIMEDOUT at the deadline.
    public func write(_ bytes: [UInt8], until deadline: Deadline) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            var entry = pollfd(fd: writeEnd, events: Int16(POLLOUT), revents: 0)
            let ready = unsafe poll(&entry, 1, deadline.pollMilliseconds)
            guard ready > 0 else {
                let code = ready == 0 ? ETIMEDOUT : errno
                if code == EINTR { continue }
                throw SystemError("poll", code: code, doing: "writing a stream")
            }
            let piece = [UInt8](bytes[done..<min(bytes.count, done + Self.pipePiece)])
            let count = unsafe Glibc.write(writeEnd, piece, piece.count)
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw SystemError("write", code: errno, doing: "writing a stream")
            }
        }
    }

    /// Ends what is written; the other side may go on writing.
    ///
    /// A channel over one descriptor for both directions stays open.
    public func endWriting() {
        guard writeEnd != readEnd,
            !isWriteEnded.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        _ = Glibc.close(writeEnd)
    }

    /// Closes both directions.
    public func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        endWriting()
        _ = Glibc.close(readEnd)
    }

    deinit { close() }
}

/// Something that can be waited on until it can be read.
public struct PollSource: Sendable, Hashable {
    let descriptor: Int32

    /// This process's standard input.
    public static let standardInput = PollSource(descriptor: 0)

    /// A source that somebody else owns, and keeps open while it is waited on.
    public init(descriptor: Int32) { self.descriptor = descriptor }

    /// Waits until one of `sources` can be read or has ended; their indices, none at the deadline.
    /// - Throws: ``SystemError``.
    public static func wait(
        _ sources: [PollSource], until deadline: Deadline
    ) throws(SystemError) -> [Int] {
        var entries = sources.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        while true {
            let count = unsafe poll(&entries, nfds_t(entries.count), deadline.pollMilliseconds)
            if count >= 0 { return entries.indices.filter { entries[$0].revents != 0 } }
            let code = errno
            if code != EINTR { throw SystemError("poll", code: code, doing: "waiting for input") }
        }
    }
}
