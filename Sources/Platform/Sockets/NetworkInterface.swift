internal import CLinux
internal import Glibc

/// A network interface of this host, by its name.
public struct NetworkInterface: Sendable, Hashable {
    /// Its name, as `ip link` shows it.
    public let name: String

    /// Names an interface.
    public init(_ name: String) { self.name = name }

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
