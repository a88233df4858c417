internal import Glibc

/// A TCP listener on one address, with an owner and an end.
public final class StreamListener: Sendable {
    let handle: SocketHandle
    /// Where it listens, with the port that the kernel chose.
    public let address: SocketAddress

    /// Listens on `address` only; port 0 takes a free one.
    /// - Throws: ``SystemError`` when the address is not this host's or the port is taken.
    public init(on address: SocketAddress, backlog: Int32 = 512) throws(SystemError) {
        let doing = "listening on \(address)"
        handle = unsafe try address.withResolved { (family, raw, length) throws(SystemError) in
            let handle = try SocketHandle.tcp(family: family)
            try handle.set(SOL_SOCKET, SO_REUSEADDR, to: 1, doing: doing)
            guard unsafe bind(handle.descriptor, raw, length) == 0 else {
                throw SystemError("bind", code: errno, doing: doing)
            }
            guard listen(handle.descriptor, backlog) == 0 else {
                throw SystemError("listen", code: errno, doing: doing)
            }
            return handle
        }
        guard let own = handle.localAddress else {
            throw SystemError("getsockname", code: errno, doing: "asking for the port")
        }
        self.address = SocketAddress(host: address.host, port: own.port)
    }

    /// Takes the next connection; nil when the deadline came first or the listener was closed.
    /// - Throws: ``SystemError`` when the kernel refuses, for example for want of descriptors.
    public func accept(until deadline: Deadline) throws(SystemError) -> StreamSocket? {
        guard try handle.wait(for: POLLIN, until: deadline) else { return nil }
        let descriptor = linuxAccept(handle.descriptor)
        if descriptor < 0 {
            let code = errno
            // The peer gave up in between, or shutDown() ended the listening.
            if code == ECONNABORTED || code == EINVAL { return nil }
            throw SystemError("accept4", code: code, doing: "accepting on \(address)")
        }
        return StreamSocket(SocketHandle(descriptor: descriptor))
    }

    /// Ends the waits of `accept` in other threads.
    public func shutDown() { handle.shutDown() }

    /// Stops listening.
    public func close() { handle.close() }
}
