internal import CLinux
internal import Glibc

func linuxAccept(_ descriptor: Int32) -> Int32 { linux_accept(descriptor) }

/// Why a transfer over a stream ended early.
public enum StreamError: Error, Sendable {
    /// The peer closed or reset the connection; `doing` says what was under way.
    case closed(doing: String)
    /// Nothing moved for as long as the socket's deadline allows.
    case timedOut(doing: String)
    /// The kernel refused.
    case system(SystemError)
}

/// A connected TCP stream.
///
/// Thread safety: one thread may send while another receives; `shutDown()` from any thread ends
/// both. Cleanup: `close()`, or deinit.
public final class StreamSocket: Sendable {
    let handle: SocketHandle

    init(_ handle: SocketHandle) { self.handle = handle }

    /// Connects to `address`, trying until the deadline.
    /// - Throws: ``SystemError``; ETIMEDOUT when nobody answered in time.
    public convenience init(
        connectingTo address: SocketAddress, until deadline: Deadline
    ) throws(SystemError) {
        let doing = "connecting to \(address)"
        let handle = unsafe try address.withResolved { (family, raw, length) throws(SystemError) in
            let handle = try SocketHandle.tcp(family: family)
            // The send timeout bounds connect(2) as well.
            try handle.setTimeout(SO_SNDTIMEO, seconds: max(0.001, deadline.remainingSeconds))
            guard unsafe connect(handle.descriptor, raw, length) == 0 else {
                let code = errno
                let cause = code == EINPROGRESS || code == EAGAIN ? ETIMEDOUT : code
                throw SystemError("connect", code: cause, doing: doing)
            }
            return handle
        }
        self.init(handle)
    }

    /// Sets the socket up for bulk data: no Nagle delay; a send gives up when nothing has moved
    /// for `patience.sendSeconds`, a receive after `patience.receiveSeconds`; and the kernel gives
    /// up a peer that answers neither data nor keepalive probes for `patience.silentSeconds`.
    /// - Throws: ``SystemError`` when the kernel refuses an option.
    public func configure(_ patience: Patience) throws(SystemError) {
        let tcp = Int32(IPPROTO_TCP)
        let doing = "setting a socket's deadlines"
        try handle.set(tcp, TCP_NODELAY, to: 1, doing: "turning Nagle's delay off")
        try handle.setTimeout(SO_SNDTIMEO, seconds: patience.sendSeconds)
        try handle.setTimeout(SO_RCVTIMEO, seconds: patience.receiveSeconds)
        let silent = max(1, Int32(patience.silentSeconds))
        // The kernel takes 127 probes at most (MAX_TCP_KEEPCNT).
        let interval = silent / 100 + 1
        try handle.set(SOL_SOCKET, SO_KEEPALIVE, to: 1, doing: doing)
        try handle.set(tcp, TCP_KEEPIDLE, to: 1, doing: doing)
        try handle.set(tcp, TCP_KEEPINTVL, to: interval, doing: doing)
        try handle.set(tcp, TCP_KEEPCNT, to: max(1, (silent - 1) / interval), doing: doing)
        try handle.set(tcp, TCP_USER_TIMEOUT, to: silent * 1000, doing: doing)
    }

    /// How long to wait for a peer.
    public struct Patience: Sendable {
        /// Seconds without a byte moving after which a send gives up.
        public var sendSeconds: Double
        /// Seconds without a byte moving after which a receive gives up.
        public var receiveSeconds: Double
        /// Seconds without any sign of life from the peer's kernel.
        public var silentSeconds: Double

        /// Ten seconds each unless said otherwise.
        public init(
            sendSeconds: Double = 10, receiveSeconds: Double = 10, silentSeconds: Double = 10
        ) {
            self.sendSeconds = sendSeconds
            self.receiveSeconds = receiveSeconds
            self.silentSeconds = silentSeconds
        }
    }

    /// This end of the connection; nil once it is closed.
    public var localAddress: SocketAddress? { handle.localAddress }

    /// Allows `sendZeroCopy(_:)`.
    /// - Throws: ``SystemError`` when the kernel has no MSG_ZEROCOPY.
    public func enableZeroCopy() throws(SystemError) {
        guard linux_enable_zero_copy(handle.descriptor) == 0 else {
            throw SystemError("setsockopt", code: errno, doing: "turning SO_ZEROCOPY on")
        }
    }

    /// Sends every byte of `vector`, which is used up.
    public func send(_ vector: inout IOVector) throws(StreamError) {
        while vector.remainingBytes > 0 {
            let sent = unsafe vector.withMessage { unsafe sendmsg(handle.descriptor, $0, noSignal) }
            if sent > 0 {
                vector.consume(sent)
            } else {
                try check(errno, "sending")
            }
        }
    }

    /// Starts a zero-copy send of what is left in `vector`: one sendmsg.
    /// - Returns: the bytes taken; 0 when the kernel's memory for notifications is used up, and
    ///   completions must be reaped before the next try.
    public func sendZeroCopy(_ vector: inout IOVector) throws(StreamError) -> Int {
        while true {
            let flags = noSignal | linux_msg_zero_copy()
            let sent = unsafe vector.withMessage { unsafe sendmsg(handle.descriptor, $0, flags) }
            if sent > 0 {
                vector.consume(sent)
                return sent
            }
            let code = errno
            if code == ENOBUFS { return 0 }
            try check(code, "sending")
        }
    }

    /// Fills all the memory that `vector` names.
    public func receive(_ vector: inout IOVector) throws(StreamError) {
        while vector.remainingBytes > 0 {
            let count = unsafe vector.withMessage {
                unsafe recvmsg(handle.descriptor, $0, Int32(MSG_WAITALL))
            }
            if count > 0 {
                vector.consume(count)
            } else {
                try check(count == 0 ? 0 : errno, "receiving")
            }
        }
    }

    /// Sends `byteCount` bytes from `address`.
    public func send(_ address: UnsafeRawPointer, byteCount: Int) throws(StreamError) {
        var done = 0
        while done < byteCount {
            let sent = unsafe Glibc.send(
                handle.descriptor, address + done, byteCount - done, noSignal)
            if sent > 0 { done += sent } else { try check(errno, "sending") }
        }
    }

    /// Receives exactly `byteCount` bytes to `address`.
    public func receive(_ address: UnsafeMutableRawPointer, byteCount: Int) throws(StreamError) {
        var done = 0
        while done < byteCount {
            let count = unsafe recv(
                handle.descriptor, address + done, byteCount - done, Int32(MSG_WAITALL))
            if count > 0 { done += count } else { try check(count == 0 ? 0 : errno, "receiving") }
        }
    }

    /// Receives exactly `count` bytes.
    public func receive(count: Int) throws(StreamError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(StreamError) in
            guard let address = buffer.baseAddress else { return }
            unsafe try receive(UnsafeMutableRawPointer(address), byteCount: count)
        }
        return bytes
    }

    /// Receives what is there, up to `limit` bytes, without waiting: nothing when nothing is.
    public func receiveNow(upTo limit: Int) throws(StreamError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(handle.descriptor, &bytes, limit, Int32(MSG_DONTWAIT))
        if count > 0 { return [UInt8](bytes[..<count]) }
        let code = count == 0 ? 0 : errno
        if code != EAGAIN { try check(code, "receiving") }
        return []
    }

    /// Receives exactly `count` bytes, all of them before `deadline`: a peer that drips a byte
    /// now and then gains no time.
    public func receive(count: Int, until deadline: Deadline) throws(StreamError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard try waitUntilReadable(until: deadline) else {
                throw .timedOut(doing: "receiving")
            }
            bytes += try receiveNow(upTo: count - bytes.count)
        }
        return bytes
    }

    /// Sends `bytes`.
    public func send(_ bytes: [UInt8]) throws(StreamError) {
        try unsafe bytes.withUnsafeBufferPointer { buffer throws(StreamError) in
            guard let address = buffer.baseAddress else { return }
            unsafe try send(UnsafeRawPointer(address), byteCount: buffer.count)
        }
    }

    /// Waits for something to read or to reap; false when the deadline came first.
    public func waitUntilReadable(until deadline: Deadline) throws(StreamError) -> Bool {
        do { return try handle.wait(for: POLLIN, until: deadline) } catch { throw .system(error) }
    }

    /// Waits for the error queue (POLLERR needs no asking); false when the deadline came first.
    public func waitForCompletions(until deadline: Deadline) throws(StreamError) -> Bool {
        do { return try handle.wait(for: 0, until: deadline) } catch { throw .system(error) }
    }

    /// One range of finished zero-copy sends, counted from 0 a socket.
    public struct ZeroCopyCompletion: Sendable {
        /// First finished send.
        public let first: UInt32
        /// Last finished send, inclusive.
        public let last: UInt32
        /// Whether the kernel copied after all.
        public let copied: Bool
    }

    /// Takes one completion from the error queue; nil when there is none now.
    public func reapZeroCopy() throws(StreamError) -> ZeroCopyCompletion? {
        var range = linux_zero_copy_completion()
        switch unsafe linux_reap_zero_copy(handle.descriptor, &range) {
        case 1:
            return ZeroCopyCompletion(
                first: range.first, last: range.last, copied: range.copied != 0)
        case 0: return nil
        default:
            throw .system(SystemError("recvmsg", code: errno, doing: "reading the error queue"))
        }
    }

    /// Ends the connection and the waits of other threads in it; the owner still closes it.
    public func shutDown() { handle.shutDown() }

    /// Closes the connection.
    public func close() { handle.close() }

    private var noSignal: Int32 { Int32(MSG_NOSIGNAL) }

    /// Turns the outcome of a transfer that moved nothing into an error; returns for EINTR.
    private func check(_ code: Int32, _ doing: String) throws(StreamError) {
        switch code {
        case EINTR: return
        case 0, ECONNRESET, EPIPE: throw .closed(doing: doing)
        case EAGAIN, ETIMEDOUT: throw .timedOut(doing: doing)
        default: throw .system(SystemError("sendmsg/recvmsg", code: code, doing: doing))
        }
    }
}
