internal import Glibc

/// A numeric IP address and a TCP port.
public struct SocketAddress: Codable, Sendable, Hashable, CustomStringConvertible {
    /// A numeric IPv4 or IPv6 address, for example `127.0.0.1` or `fe80::1%eth0`.
    public var host: String
    /// TCP port; 0 lets the kernel choose when listening.
    public var port: UInt16

    /// Names an endpoint; `host` is checked when it is used.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The address as people write it: IPv6 in brackets.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Reads an address as the kernel writes it (struct sockaddr), an IPv6 address within a link with its zone;
    /// nil where it is neither IPv4 nor IPv6.
    public init?(reading raw: UnsafeRawPointer, byteCount: Int) {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let code = unsafe getnameinfo(
            raw.assumingMemoryBound(to: sockaddr.self), socklen_t(byteCount), &host,
            socklen_t(host.count), &service, socklen_t(service.count),
            NI_NUMERICHOST | NI_NUMERICSERV)
        let (text, number) = (Self.text(host), Self.text(service))
        guard code == 0, NumericAddress.isValid(text), let port = UInt16(number) else { return nil }
        self.init(host: text, port: port)
    }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Runs `body` with the address as the kernel wants it.
    /// - Throws: ``SystemError`` with EINVAL when `host` is not a numeric address.
    func withResolved<Result>(
        _ body: (_ family: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t)
            throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let first = unsafe list else {
            throw SystemError(
                "getaddrinfo", code: EINVAL, doing: "reading the address \(host) (numeric IP)")
        }
        defer { unsafe freeaddrinfo(list) }
        return unsafe try body(
            first.pointee.ai_family, first.pointee.ai_addr, first.pointee.ai_addrlen)
    }
}
