internal import Platform
internal import Verbs

/// What only the hardware itself tells, and no file: asked on a real host, made up in tests.
struct HardwareProbe: Sendable {
    /// What an RDMA device answers; nil where it may not be opened.
    var device: @Sendable (_ name: String) -> DeviceAnswers?
    /// The statistics of a network interface's driver, by its own names (`ethtool -S`).
    var statistics: @Sendable (_ interface: String) -> [String: UInt64]
    /// How a network interface is driven and set up.
    var settings: @Sendable (_ interface: String) -> InterfaceSettings = { _ in
        InterfaceSettings()
    }

    /// Why cycles and instructions cannot be counted; nil where they can.
    var workCountersRefusal: @Sendable () -> String? = { nil }

    /// The answers of an RDMA device.
    struct DeviceAnswers: Sendable {
        var hasOnDemandPaging: Bool
        var maximumWorkRequests: Int
        /// Bytes of payload in a packet, by port.
        var mtu: [Int: (active: Int?, maximum: Int?)]
    }

    /// Nobody to ask.
    static let none = HardwareProbe(device: { _ in nil }, statistics: { _ in [:] })

    /// This host.
    static let real = HardwareProbe(
        device: { name in
            do { return try answers(of: name) } catch { return nil }
        },
        statistics: { interface in
            do { return try InterfaceStatistics.read(interface) } catch { return [:] }
        },
        settings: { InterfaceSettings(of: $0) },
        workCountersRefusal: { WorkCounters().refusal })

    private static func answers(of name: String) throws(VerbsError) -> DeviceAnswers? {
        guard let device = try DeviceList().devices.first(where: { $0.name == name }) else {
            return nil
        }
        let context = try device.open()
        let capabilities = try context.capabilities()
        var mtu: [Int: (active: Int?, maximum: Int?)] = [:]
        for port in try context.ports() {
            mtu[Int(port.number)] = (port.activeMTU, port.maximumMTU)
        }
        try context.close()
        return DeviceAnswers(
            hasOnDemandPaging: capabilities.hasOnDemandPaging,
            maximumWorkRequests: capabilities.maximumWorkRequests, mtu: mtu)
    }
}
