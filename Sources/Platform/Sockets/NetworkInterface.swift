internal import CLinux
internal import Glibc

/// A network interface of this host, by its name.
public struct NetworkInterface: Sendable, Hashable {
    /// Its name, as `ip link` shows it.
    public let name: String

    /// Names an interface.
    public init(_ name: String) { self.name = name }

    /// The interface of this host that has the numeric IP address `host`, the first of several; nil where
    /// none has it.
    /// - Throws: ``SystemError`` where the kernel does not tell, or `host` is no address.
    public static func having(_ host: String) throws(SystemError) -> NetworkInterface? {
        var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
        let result = unsafe try SocketAddress(host: host, port: 0).withResolved {
            (_, raw, _) throws(SystemError) -> Int32 in
            unsafe linux_interface_with(raw, &name)
        }
        guard result != 0 else { return NetworkInterface(bytes: name) }
        guard errno == ENODEV else {
            throw SystemError(
                "getifaddrs", code: errno, doing: "looking for the interface that has \(host)")
        }
        return nil
    }

    private init(bytes: [CChar]) {
        name = String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// An IP address of it, IPv4 before IPv6; nil where it has none beyond its own link.
    /// - Throws: ``SystemError`` where the kernel does not tell.
    public func address() throws(SystemError) -> String? {
        var text = [CChar](repeating: 0, count: Int(LINUX_ADDRESS_TEXT))
        let result = unsafe linux_interface_address(name, &text)
        guard result >= 0 else {
            throw SystemError("getifaddrs", code: errno, doing: "looking for addresses of \(name)")
        }
        guard result > 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Takes it up or down, as `ip link set` does.
    /// - Throws: ``SystemError`` where there is none of that name (ENODEV), or without the right to
    ///   (EPERM: CAP_NET_ADMIN).
    public func set(isUp: Bool) throws(SystemError) {
        guard unsafe linux_set_interface(name, isUp ? 1 : 0) == 0 else {
            throw SystemError(
                "ioctl", code: errno, doing: "taking \(name) \(isUp ? "up" : "down")")
        }
    }
}
