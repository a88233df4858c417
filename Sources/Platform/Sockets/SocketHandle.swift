internal import Glibc
internal import Synchronization

/// Owner of a socket descriptor that several threads may use.
///
/// Thread safety: `shutDown()` may be called from any thread to end the waits of others;
/// `close()` only when no other thread is inside a call. Cleanup: `close()` or deinit.
final class SocketHandle: Sendable {
    let descriptor: Int32
    /// How many threads are looking at it or shutting it down, and whether it is closed: one word, so
    /// that the descriptor is closed once, and by the last who uses it.
    private let uses = Atomic(0)

    private static let closed = 1 << 32

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Makes a TCP socket that is closed on exec.
    static func tcp(family: Int32) throws(SystemError) -> SocketHandle {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, Int32(IPPROTO_TCP))
        guard descriptor >= 0 else {
            throw SystemError("socket", code: errno, doing: "opening a TCP socket")
        }
        return SocketHandle(descriptor: descriptor)
    }

    func set(
        _ level: Int32, _ option: Int32, to value: Int32, doing: String
    ) throws(SystemError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor, level, option, &value, size) == 0 else {
            throw SystemError("setsockopt", code: errno, doing: doing)
        }
    }

    func setTimeout(_ option: Int32, seconds: Double) throws(SystemError) {
        let whole = Int(seconds)
        var time = timeval(tv_sec: whole, tv_usec: Int((seconds - Double(whole)) * 1e6))
        let size = socklen_t(MemoryLayout<timeval>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, option, &time, size) == 0 else {
            throw SystemError("setsockopt", code: errno, doing: "setting a socket's deadline")
        }
    }

    /// This end's address; nil once it is closed.
    var localAddress: SocketAddress? {
        whileOpen { descriptor in
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
                let result = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe getsockname(descriptor, $0, &length)
                }
                guard result == 0 else { return nil }
                return unsafe SocketAddress(reading: pointer, byteCount: Int(length))
            }
        } ?? nil
    }

    /// Waits for `events`; false when the deadline came first.
    func wait(for events: Int32, until deadline: Deadline) throws(SystemError) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let count = unsafe poll(&entry, 1, deadline.pollMilliseconds)
            if count > 0 { return true }
            if count == 0 { return false }
            let code = errno
            if code != EINTR { throw SystemError("poll", code: code, doing: "waiting on a socket") }
        }
    }

    func shutDown() {
        // Fails when the peer is gone already: then there is nobody left to wake.
        _ = whileOpen { Glibc.shutdown($0, Int32(SHUT_RDWR)) }
    }

    /// Calls `body` with the descriptor; nil once it is closed, because its number may be another
    /// file's by then.
    func whileOpen<Result>(_ body: (Int32) -> Result) -> Result? {
        var seen = uses.load(ordering: .relaxed)
        while true {
            if seen & Self.closed != 0 { return nil }
            let taken = uses.weakCompareExchange(
                expected: seen, desired: seen + 1, ordering: .acquiring)
            if taken.exchanged { break }
            seen = taken.original
        }
        let result = body(descriptor)
        let left = uses.subtract(1, ordering: .acquiringAndReleasing).newValue
        if left == Self.closed { _ = Glibc.close(descriptor) }
        return result
    }

    func close() {
        let before = uses.bitwiseOr(Self.closed, ordering: .acquiringAndReleasing).oldValue
        if before == 0 { _ = Glibc.close(descriptor) }
    }

    deinit { close() }
}
