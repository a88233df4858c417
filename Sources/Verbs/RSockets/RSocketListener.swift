internal import CVerbs
internal import Glibc
public import Platform

/// A listener for rsockets on one address, with an owner and an end.
///
/// Thread safety: one thread accepts at a time; `shutDown()` from any. Cleanup: `close()`, or deinit.
public final class RSocketListener: Sendable {
    private let handle: RSocketHandle
    /// Where it listens, with the port that was chosen.
    public let address: SocketAddress

    /// Listens on `address` only; port 0 takes a free one.
    ///
    /// Accepted streams have the listener's `sizes`.
    /// - Throws: ``VerbsError`` when no RDMA device has the address or the port is taken.
    public init(
        on address: SocketAddress, sizes: RSocketSizes = RSocketSizes(), backlog: Int32 = 64
    ) throws(VerbsError) {
        let doing = "listening on \(address) with an rsocket"
        var raw = try RawAddress(address)
        handle = try RSocketHandle.stream(family: raw.family)
        let descriptor = handle.descriptor
        try handle.set(SOL_SOCKET, SO_REUSEADDR, to: 1, doing: doing)
        try sizes.apply(to: handle)
        let length = raw.length
        guard unsafe raw.withPointer({ unsafe rbind(descriptor, $0, length) }) == 0 else {
            throw .call("rbind", code: errno, doing: doing)
        }
        guard rlisten(descriptor, backlog) == 0 else {
            throw .call("rlisten", code: errno, doing: doing)
        }
        guard let own = handle.localAddress else {
            throw .call("rgetsockname", code: errno, doing: doing)
        }
        self.address = SocketAddress(host: address.host, port: own.port)
    }

    /// Takes the next connection; nil when the deadline came first.
    /// - Throws: ``VerbsError``, as closed after `shutDown()`.
    public func accept(until deadline: Deadline) throws(VerbsError) -> RSocketStream? {
        let doing = "accepting on \(address)"
        while try handle.wait(for: POLLIN, until: deadline, doing: doing) {
            let descriptor = raccept(handle.descriptor, nil, nil)
            if descriptor >= 0 {
                return RSocketStream(try RSocketHandle(owning: descriptor))
            }
            let code = errno
            // The peer gave up in between.
            if code != EAGAIN && code != EINTR && code != ECONNABORTED {
                throw .call("raccept", code: code, doing: doing)
            }
        }
        return nil
    }

    /// Ends the waits of `accept` in other threads.
    public func shutDown() { handle.shutDown() }

    /// Stops listening.
    public func close() { handle.close() }
}
