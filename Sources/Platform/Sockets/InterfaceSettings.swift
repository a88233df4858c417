internal import CLinux
internal import Glibc

/// How a network interface is driven and set up, as `ethtool` and `tc` show it.
///
/// What an interface does not tell is nil: a virtual one has no rings, and not every driver has firmware.
public struct InterfaceSettings: Sendable, Hashable {
    /// The driver's name (`ethtool -i`).
    public var driver: String?
    /// The driver's version; in-tree drivers tell the kernel's.
    public var driverVersion: String?
    /// The version of the firmware.
    public var firmware: String?
    /// Descriptors in a ring for receiving (`ethtool -g`).
    public var receiveRing: Int?
    /// Descriptors in a ring for sending.
    public var transmitRing: Int?
    /// The offloads that are on, of those that TCP feels (`ethtool -k`).
    public var offloads: [String]
    /// The queue discipline at the root (`tc qdisc show`).
    public var discipline: String?

    /// Reads what an interface tells.
    public init(of interface: String) {
        (driver, driverVersion, firmware) = Self.driver(interface)
        (receiveRing, transmitRing) = Self.rings(interface)
        offloads = Self.names.filter { unsafe linux_interface_offload(interface, $0.id) == 1 }
            .map(\.name)
        discipline = Self.discipline(interface)
    }

    /// Settings that show nothing.
    public init() { offloads = [] }

    /// The kernel's numbers of offloads, and the names that `ethtool -k` has for them, cut short.
    private static let names: [(id: Int32, name: String)] = [
        (Int32(LINUX_OFFLOAD_TSO), "tso"), (Int32(LINUX_OFFLOAD_GSO), "gso"),
        (Int32(LINUX_OFFLOAD_GRO), "gro"), (Int32(LINUX_OFFLOAD_LRO), "lro"),
        (Int32(LINUX_OFFLOAD_SG), "sg"), (Int32(LINUX_OFFLOAD_RX_CHECKSUM), "rx-checksum"),
        (Int32(LINUX_OFFLOAD_TX_CHECKSUM), "tx-checksum"),
    ]

    private static func driver(_ interface: String) -> (String?, String?, String?) {
        let empty = [CChar](repeating: 0, count: Int(LINUX_DRIVER_TEXT))
        var (driver, version, firmware) = (empty, empty, empty)
        let result = unsafe linux_interface_driver(interface, &driver, &version, &firmware)
        guard result == 0 else { return (nil, nil, nil) }
        return (text(driver), text(version), text(firmware))
    }

    private static func rings(_ interface: String) -> (Int?, Int?) {
        var receive: UInt32 = 0
        var transmit: UInt32 = 0
        let result = unsafe linux_interface_rings(interface, &receive, &transmit)
        guard result == 0, receive > 0 || transmit > 0 else { return (nil, nil) }
        return (Int(receive), Int(transmit))
    }

    private static func discipline(_ interface: String) -> String? {
        var name = [CChar](repeating: 0, count: Int(LINUX_DISCIPLINE_TEXT))
        return unsafe linux_interface_discipline(interface, &name) == 0 ? text(name) : nil
    }

    /// What a field says; nil where it says nothing, or that there is nothing to say.
    private static func text(_ field: [CChar]) -> String? {
        let text = String(
            decoding: field.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.isEmpty || text == "N/A" ? nil : text
    }
}
