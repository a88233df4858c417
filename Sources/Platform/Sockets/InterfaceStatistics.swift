internal import CLinux
internal import Glibc

/// The statistics that the driver of a network interface keeps, as `ethtool -S` shows them.
public enum InterfaceStatistics {
    /// All statistics by the driver's names.
    /// - Throws: ``SystemError`` with EOPNOTSUPP where the driver keeps none, ENODEV without such an
    ///   interface.
    public static func read(_ interface: String) throws(SystemError) -> [String: UInt64] {
        let doing = "reading the statistics of \(interface)"
        let count = unsafe linux_interface_statistics(interface, nil, nil, 0)
        guard count >= 0 else { throw SystemError("ioctl", code: errno, doing: doing) }
        guard count > 0 else { return [:] }
        let size = Int(LINUX_STATISTIC_NAME)
        var names = [CChar](repeating: 0, count: Int(count) * size)
        var values = [UInt64](repeating: 0, count: Int(count))
        let found = unsafe linux_interface_statistics(interface, &names, &values, count)
        guard found == count else { throw SystemError("ioctl", code: errno, doing: doing) }
        var statistics: [String: UInt64] = [:]
        for (index, value) in values.enumerated() {
            let name = names[index * size..<(index + 1) * size].prefix { $0 != 0 }
            statistics[String(decoding: name.map(UInt8.init(bitPattern:)), as: UTF8.self)] = value
        }
        return statistics
    }
}
