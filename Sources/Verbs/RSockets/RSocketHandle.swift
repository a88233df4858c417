internal import CVerbs
internal import Glibc
internal import Platform
internal import Synchronization

/// Owner of an rsocket, which several threads may use.
///
/// The socket never blocks; all waiting is done in `wait`.
///
/// Thread safety: one thread waits to read while another waits to write; `shutDown()` from any
/// thread; `close()` only when no other thread is inside a call. Cleanup: `close()` or deinit.
final class RSocketHandle: Sendable {
    let descriptor: Int32
    private let isClosed = Atomic(false)
    private let isShutDown = Atomic(false)
    private let readTimer: WakeTimer
    private let writeTimer: WakeTimer

    /// Takes over an rsocket.
    init(owning descriptor: Int32) throws(VerbsError) {
        do throws(VerbsError) {
            readTimer = try WakeTimer()
            writeTimer = try WakeTimer()
        } catch {
            rclose(descriptor)
            throw error
        }
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

    /// This end's address; nil where the library does not tell.
    var localAddress: SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            let result = unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe rgetsockname(descriptor, $0, &length)
            }
            guard result == 0 else { return nil }
            return unsafe SocketAddress(reading: pointer, byteCount: Int(length))
        }
    }

    /// Waits for `events`, POLLIN or POLLOUT; false when the deadline came first.
    /// - Throws: ``VerbsError``, as closed after `shutDown()`.
    func wait(
        for events: Int32, until deadline: Deadline, doing: String
    ) throws(VerbsError) -> Bool {
        if events == POLLIN {
            return try wait(for: events, readTimer, until: deadline, doing: doing)
        }
        return try wait(for: events, writeTimer, until: deadline, doing: doing)
    }

    /// Sleeps by a timer among rpoll's descriptors, not by a time limit.
    ///
    /// Up to version 44 at least, an rpoll whose limit ends while it sleeps forgets to count itself
    /// out, and the next event in any thread makes all later ones spin for ever. It also misses
    /// peers that connect to a listener while it sleeps, so no sleep is long.
    private func wait(
        for events: Int32, _ timer: borrowing WakeTimer, until deadline: Deadline, doing: String
    ) throws(VerbsError) -> Bool {
        var pair: [2 of pollfd] = [
            pollfd(fd: descriptor, events: Int16(events), revents: 0),
            pollfd(fd: timer.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Most waits are over before they begin: they need no timer.
        var sleeps = false
        while true {
            try checkOpen(doing: doing)
            let count = unsafe withUnsafeMutablePointer(to: &pair) { entries in
                unsafe entries.withMemoryRebound(to: pollfd.self, capacity: 2) { first in
                    unsafe sleeps ? rpoll(first, 2, -1) : rpoll(first, 1, 0)
                }
            }
            let code = errno
            if count < 0 && code != EINTR { throw .call("rpoll", code: code, doing: doing) }
            if count > 0 && pair[0].revents != 0 { return true }
            if deadline.hasPassed { return false }
            timer.arm(deadline.earlier(.after(seconds: Self.longestSleepSeconds)))
            sleeps = true
        }
    }

    private static let longestSleepSeconds = 0.02

    /// Throws, as closed, after `shutDown()`.
    func checkOpen(doing: String) throws(VerbsError) {
        if isShutDown.load(ordering: .acquiring) { throw .closed(doing: doing) }
    }

    /// Ends the waits of others; the peer sees the end once the owner closes the socket.
    func shutDown() {
        isShutDown.store(true, ordering: .releasing)
        readTimer.ring()
        writeTimer.ring()
    }

    /// Gives the socket back after what was sent has arrived, or has been waited for long enough.
    ///
    /// rclose waits for the peer's device without a limit, which Soft-RoCE does not set either: so
    /// it runs in a thread of its own. Where the peer has fallen silent the thread stays behind,
    /// with the queue pair and the buffers, until the peer answers or the process ends.
    func close() {
        _ = closeAside()?.wait(until: .after(seconds: Self.longestCloseSeconds))
    }

    /// Starts to give the socket back, and waits for nobody.
    func drop() { closeAside() }

    /// Closes in a thread of its own.
    /// - Returns: what is posted when it is done; nil where there is nothing to wait for.
    @discardableResult
    private func closeAside() -> Platform.Semaphore? {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
        let descriptor = descriptor
        let done = Semaphore()
        do throws(SystemError) {
            _ = try NativeThread(name: "rclose") {
                rclose(descriptor)
                done.post()
            }
            return done
        } catch {
            // No thread to be had: nothing is left but to wait here.
            rclose(descriptor)
            return nil
        }
    }

    private static let longestCloseSeconds = 5.0

    deinit { close() }
}
