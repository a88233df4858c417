internal import CVerbs
internal import Glibc
internal import Platform
internal import Synchronization

/// Owner of an rsocket, which several threads may use.
///
/// The socket never blocks: waits are `rpoll` in slices, so that a deadline holds and `shutDown()`
/// ends the waits of other threads, which rsockets do not do by themselves.
///
/// Thread safety: `shutDown()` from any thread; `close()` only when no other thread is inside a
/// call. Cleanup: `close()` or deinit.
final class RSocketHandle: Sendable {
    let descriptor: Int32
    private let isClosed = Atomic(false)
    private let isShutDown = Atomic(false)

    /// Takes over an rsocket.
    init(owning descriptor: Int32) throws(VerbsError) {
        self.descriptor = descriptor
        // From here on deinit closes it.
        guard verbs_rsocket_set_nonblocking(descriptor) == 0 else {
            throw .call("rfcntl", code: errno, doing: "making an rsocket wait with deadlines")
        }
    }

    /// Makes a stream.
    static func stream(family: Int32) throws(VerbsError) -> RSocketHandle {
        let descriptor = rsocket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else {
            throw .call("rsocket", code: errno, doing: "opening an rsocket")
        }
        return try RSocketHandle(owning: descriptor)
    }

    func set(
        _ level: Int32, _ option: Int32, to value: Int32, doing: String
    ) throws(VerbsError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe rsetsockopt(descriptor, level, option, &value, size) == 0 else {
            throw .call("rsetsockopt", code: errno, doing: doing)
        }
    }

    /// Waits for `events`; false when the deadline came first.
    /// - Throws: ``VerbsError``, as closed after `shutDown()`.
    func wait(
        for events: Int32, until deadline: Deadline, doing: String
    ) throws(VerbsError) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            if isShutDown.load(ordering: .acquiring) { throw .closed(doing: doing) }
            let slice = min(Self.sliceMilliseconds, deadline.pollMilliseconds)
            let count = unsafe rpoll(&entry, 1, slice)
            if count > 0 { return true }
            let code = errno
            if count < 0 && code != EINTR { throw .call("rpoll", code: code, doing: doing) }
            if deadline.hasPassed { return false }
        }
    }

    private static let sliceMilliseconds: Int32 = 100

    /// Ends the waits of others; the peer sees the end once the owner closes the socket.
    func shutDown() { isShutDown.store(true, ordering: .releasing) }

    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = rclose(descriptor)
    }

    deinit { close() }
}
