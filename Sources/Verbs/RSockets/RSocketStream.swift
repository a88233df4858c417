internal import CVerbs
internal import Glibc
public import Platform

/// A connected rsocket: a byte stream over RDMA, made by librdmacm.
///
/// The library copies all data through buffers of its own; memory needs not be registered.
///
/// Thread safety: one thread may send while another receives; `shutDown()` from any thread ends
/// both. Cleanup: `close()`, or deinit.
public final class RSocketStream: Sendable {
    let handle: RSocketHandle

    private static let sending = "sending by rsocket"
    private static let receiving = "receiving by rsocket"

    init(_ handle: RSocketHandle) { self.handle = handle }

    /// Connects to `address`, trying until the deadline.
    /// - Throws: ``VerbsError``, for example ECONNREFUSED where nobody listens.
    public convenience init(
        connectingTo address: SocketAddress, sizes: RSocketSizes = RSocketSizes(),
        until deadline: Deadline
    ) throws(VerbsError) {
        let doing = "connecting an rsocket to \(address)"
        var raw = try RawAddress(address)
        let handle = try RSocketHandle.stream(family: raw.family)
        try handle.set(Int32(IPPROTO_TCP), TCP_NODELAY, to: 1, doing: doing)
        try sizes.apply(to: handle)
        let length = raw.length
        let result = unsafe raw.withPointer { unsafe rconnect(handle.descriptor, $0, length) }
        if result != 0 {
            let code = errno
            guard code == EINPROGRESS || code == EAGAIN else {
                throw .call("rconnect", code: code, doing: doing)
            }
            guard try handle.wait(for: POLLOUT, until: deadline, doing: doing) else {
                throw .timedOut(doing: doing)
            }
            try Self.checkConnected(handle, doing: doing)
        }
        self.init(handle)
    }

    /// This end of the connection; nil where the library does not tell.
    public var localAddress: SocketAddress? { handle.localAddress }

    private static func checkConnected(
        _ handle: RSocketHandle, doing: String
    ) throws(VerbsError) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard
            unsafe rgetsockopt(handle.descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0
        else { throw .call("rgetsockopt", code: errno, doing: doing) }
        guard code == 0 else { throw .call("rconnect", code: code, doing: doing) }
    }

    /// Sends every byte of `vector`, which is used up.
    /// - Throws: ``VerbsError``, as timed out where it could not all leave before the deadline.
    public func send(
        _ vector: inout IOVector, until deadline: Deadline
    ) throws(VerbsError) {
        while vector.remainingBytes > 0 {
            try handle.checkOpen(doing: Self.sending)
            let sent = unsafe vector.withMessage { unsafe rsendmsg(handle.descriptor, $0, 0) }
            if sent > 0 {
                vector.consume(sent)
            } else {
                try pause(errno, for: POLLOUT, until: deadline, doing: Self.sending)
            }
        }
    }

    /// Fills all the memory that `vector` names.
    /// - Throws: ``VerbsError``, as timed out where not all came before the deadline.
    public func receive(
        _ vector: inout IOVector, until deadline: Deadline
    ) throws(VerbsError) {
        while vector.remainingBytes > 0 {
            try handle.checkOpen(doing: Self.receiving)
            let count = unsafe vector.withMessage { unsafe rrecvmsg(handle.descriptor, $0, 0) }
            if count > 0 {
                vector.consume(count)
            } else {
                try pause(
                    count == 0 ? 0 : errno, for: POLLIN, until: deadline, doing: Self.receiving)
            }
        }
    }

    /// Sends `byteCount` bytes from `address`.
    /// - Throws: ``VerbsError``, as timed out where it could not all leave before the deadline.
    public func send(
        _ address: UnsafeRawPointer, byteCount: Int, until deadline: Deadline
    ) throws(VerbsError) {
        var done = 0
        while done < byteCount {
            try handle.checkOpen(doing: Self.sending)
            let sent = unsafe rsend(handle.descriptor, address + done, byteCount - done, 0)
            if sent > 0 {
                done += sent
            } else {
                try pause(errno, for: POLLOUT, until: deadline, doing: Self.sending)
            }
        }
    }

    /// Receives exactly `byteCount` bytes to `address`.
    /// - Throws: ``VerbsError``, as timed out where not all came before the deadline.
    public func receive(
        _ address: UnsafeMutableRawPointer, byteCount: Int, until deadline: Deadline
    ) throws(VerbsError) {
        var done = 0
        while done < byteCount {
            try handle.checkOpen(doing: Self.receiving)
            let count = unsafe rrecv(handle.descriptor, address + done, byteCount - done, 0)
            if count > 0 {
                done += count
            } else {
                try pause(
                    count == 0 ? 0 : errno, for: POLLIN, until: deadline, doing: Self.receiving)
            }
        }
    }

    /// Sends `bytes`.
    /// - Throws: ``VerbsError``.
    public func send(_ bytes: [UInt8], until deadline: Deadline) throws(VerbsError) {
        try unsafe bytes.withUnsafeBufferPointer { buffer throws(VerbsError) in
            guard let address = buffer.baseAddress else { return }
            unsafe try send(UnsafeRawPointer(address), byteCount: buffer.count, until: deadline)
        }
    }

    /// Receives exactly `count` bytes.
    /// - Throws: ``VerbsError``.
    public func receive(count: Int, until deadline: Deadline) throws(VerbsError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(VerbsError) in
            guard let address = buffer.baseAddress else { return }
            unsafe try receive(
                UnsafeMutableRawPointer(address), byteCount: count, until: deadline)
        }
        return bytes
    }

    /// Receives what is there, up to `limit` bytes, without waiting: nothing when nothing is.
    /// - Throws: ``VerbsError``.
    public func receiveNow(upTo limit: Int) throws(VerbsError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = unsafe rrecv(handle.descriptor, &bytes, limit, 0)
        if count > 0 { return [UInt8](bytes[..<count]) }
        let code = count == 0 ? 0 : errno
        if code != EAGAIN && code != EINTR {
            try pause(code, for: POLLIN, until: .after(seconds: 0), doing: Self.receiving)
        }
        return []
    }

    /// Has the library write to the peer, of which it takes no notice, when so many seconds have
    /// passed since the last time: a peer that is gone ends all waits then.
    ///
    /// Without it nothing is noticed by who only receives: the library does not look whether the
    /// peer's process is still there.
    /// - Throws: ``VerbsError``.
    public func keepAlive(everySeconds seconds: Int32) throws(VerbsError) {
        let doing = "keeping an rsocket alive"
        try handle.set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, to: seconds, doing: doing)
        try handle.set(SOL_SOCKET, SO_KEEPALIVE, to: 1, doing: doing)
    }

    /// Waits for something to read; false when the deadline came first.
    /// - Throws: ``VerbsError``.
    public func waitUntilReadable(until deadline: Deadline) throws(VerbsError) -> Bool {
        try handle.wait(for: POLLIN, until: deadline, doing: Self.receiving)
    }

    /// Ends the waits of other threads; the owner still closes it.
    public func shutDown() { handle.shutDown() }

    /// Closes the connection after what was sent has arrived; a silent peer is given 5 seconds.
    public func close() { handle.close() }

    /// Closes the connection and waits for nobody: for peers that are not worth it.
    public func drop() { handle.drop() }

    /// Waits after a transfer that moved nothing, or throws where waiting is of no use.
    func pause(
        _ code: Int32, for events: Int32, until deadline: Deadline, doing: String
    ) throws(VerbsError) {
        switch code {
        case EINTR: return
        case EAGAIN:
            guard try handle.wait(for: events, until: deadline, doing: doing) else {
                throw .timedOut(doing: doing)
            }
        case 0, ECONNRESET, EPIPE, ENOTCONN: throw .closed(doing: doing)
        default: throw .call("rsend/rrecv", code: code, doing: doing)
        }
    }
}
