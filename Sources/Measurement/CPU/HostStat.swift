internal import Glibc
internal import Platform

/// One reading of `/proc/stat`: of all CPUs together, and of each by itself.
///
/// What it says of each is looked into only when two readings are compared: on a host with hundreds of CPUs that
/// takes longer than a reading at the beginning of a span may.
public struct HostStat: Sendable {
    /// All CPUs together.
    public let all: HostCPU
    private let text: String

    /// Reads the counters now.
    ///
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    /// - Throws: `MeasurementError` where `/proc/stat` cannot be read or has no line for all CPUs.
    public static func read(root: String = "/") throws(MeasurementError) -> HostStat {
        let time = MonotonicTime.now
        guard let text = HostTree(root: root).text("proc/stat") else {
            throw MeasurementError("/proc/stat", "cannot be read")
        }
        return try HostStat(
            text, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))), at: time)
    }

    init(
        _ text: String, ticksPerSecond: Double, at time: MonotonicTime
    ) throws(MeasurementError) {
        self.text = text
        all = try HostCPU.parse(
            text, ticksPerSecond: ticksPerSecond, at: time, cpus: HostCPU.onlineCPUs(text))
    }

    /// What each CPU has done since an earlier reading.
    public func cpus(since earlier: HostStat) -> BusyCPUs {
        let seconds = all.time.seconds(since: earlier.all.time)
        let before = earlier.counters
        let uses = counters.compactMap { cpu, now -> CPUUse? in
            guard let first = before[cpu] else { return nil }
            let used = now.seconds(since: first)
            return CPUUse(cpu: cpu, use: HostUse(used, over: seconds, .ofOneCPU))
        }
        return BusyCPUs(uses, over: seconds)
    }

    /// The counters of each CPU that is online, by number.
    ///
    /// A line that holds something else than counters is of no CPU.
    private var counters: [Int: HostCPU] {
        var found: [Int: HostCPU] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("cpu") {
            let name = line.dropFirst(3).prefix { $0 != " " }
            guard let cpu = Int(name), cpu >= 0,
                let ticks = HostCPU.ticks(line.split(separator: " ").dropFirst())
            else { continue }
            found[cpu] = HostCPU(
                ticks: ticks, ticksPerSecond: all.ticksPerSecond, time: all.time, cpus: 1)
        }
        return found
    }
}
