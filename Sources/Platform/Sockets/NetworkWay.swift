internal import CLinux
internal import Glibc

/// The way that this host takes to an address.
public struct NetworkWay: Sendable, Hashable {
    /// The interface that has the local end of it, the first of several.
    ///
    /// To an address of its own this is the one that has that, though what is sent there goes through `lo`.
    public let interface: NetworkInterface
    /// The numeric address of the local end.
    public let from: String
    /// Whether the address is one of this host, which nothing leaves for.
    public let isWithinHost: Bool

    /// Looks for the way to `address`; nothing is sent.
    /// - Throws: ``SystemError`` where there is none (ENETUNREACH), or no interface has the address that
    ///   would be used (ENODEV).
    public init(towards address: SocketAddress) throws(SystemError) {
        // Of a socket the port must not be 0 for it to be routed everywhere; none is used.
        let target = SocketAddress(host: address.host, port: max(1, address.port))
        var storage = sockaddr_storage()
        let room = UInt32(MemoryLayout<sockaddr_storage>.size)
        let local = unsafe try target.withResolved {
            (_, raw, length) throws(SystemError) -> SocketAddress? in
            guard unsafe linux_way_towards(raw, length, &storage, room) == 0 else { return nil }
            return unsafe SocketAddress(reading: &storage, byteCount: Int(room))
        }
        guard let local else {
            throw SystemError(
                "connect", code: errno, doing: "looking for the way to \(address.host)")
        }
        guard let interface = try NetworkInterface.having(local.host) else {
            throw SystemError(
                "getifaddrs", code: ENODEV,
                doing: "looking for the interface that has \(local.host)")
        }
        self.interface = interface
        from = local.host
        isWithinHost =
            NumericAddress.isLoopback(address.host)
            || NumericAddress.isSame(local.host, address.host)
    }
}
