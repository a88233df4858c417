public import Platform

/// Counters of a host that tell of trouble, read once before and once after.
public struct HostSigns: Codable, Sendable, Hashable {
    /// Pages swapped in or out since boot: pswpin and pswpout of `/proc/vmstat`.
    public var swappedPages: UInt64?
    /// How often CPUs were throttled for heat: the sum of
    /// `/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count`.
    public var throttles: UInt64?
    /// The mean clock of the CPUs in MHz, from `cpufreq/scaling_cur_freq`.
    public var megahertz: Double?
    /// The CPUs that are switched on: `/sys/devices/system/cpu/online`.
    public var onlineCPUs: CPUList?

    /// Signs of a host that shows nothing.
    public init() {}

    /// Reads them now.
    ///
    /// Takes some microseconds a CPU, so outside of what is measured.
    /// - Parameter root: the folder that holds `proc` and `sys`; `/` but for tests.
    public static func read(root: String = "/") -> HostSigns {
        let tree = HostTree(root: root)
        let cpus = "sys/devices/system/cpu"
        let folders = tree.names(in: cpus).filter(CPUFacts.isCPU).map { "\(cpus)/\($0)" }
        var signs = HostSigns()
        signs.swappedPages = swapped(tree.text("proc/vmstat"))
        let throttles: [UInt64] = folders.compactMap {
            tree.number("\($0)/thermal_throttle/core_throttle_count")
        }
        signs.throttles = throttles.isEmpty ? nil : throttles.reduce(0, &+)
        signs.onlineCPUs = tree.word("\(cpus)/online").flatMap { CPUList($0) }
        let kilohertz: [UInt64] = folders.compactMap {
            tree.number("\($0)/cpufreq/scaling_cur_freq")
        }
        if !kilohertz.isEmpty {
            signs.megahertz =
                kilohertz.reduce(0.0) { $0 + Double($1) } / Double(kilohertz.count) / 1000
        }
        return signs
    }

    private static func swapped(_ text: String?) -> UInt64? {
        let counters = (text ?? "").split(separator: "\n").compactMap { line -> UInt64? in
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == "pswpin" || words[0] == "pswpout" else {
                return nil
            }
            return UInt64(words[1])
        }
        return counters.isEmpty ? nil : counters.reduce(0, &+)
    }
}
