internal import Glibc
public import Platform

/// The CPU time that a whole host has used since it booted, by kind, from `/proc/stat`.
///
/// Charged to the host and not to a process, because the kernel charges interrupt work to whatever
/// process it interrupted. Kinds of work are what ticks happened to hit; idle time is exact where the
/// kernel stops its ticks (see ``CPUSeconds/busy``). Take one sample before and one after, and ask for
/// the difference:
///
///     let before = try HostCPU.sample()
///     // ...
///     let used = try HostCPU.sample().seconds(since: before)
///     print(used.busy, used[.softirq])
public struct HostCPU: Codable, Sendable, Hashable {
    /// The counters in ticks, by `CPUKind.rawValue`; shorter where the kernel has fewer fields.
    let ticks: [UInt64]
    /// Ticks a second.
    let ticksPerSecond: Double
    /// When they were read.
    public let time: MonotonicTime
    /// CPUs that were online then.
    let cpus: Int

    /// Reads the counters now.
    ///
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    /// - Throws: as ``HostStat/read(root:)`` does.
    public static func sample(root: String = "/") throws(MeasurementError) -> HostCPU {
        try HostStat.read(root: root).all
    }

    /// The CPUs that have a line of their own: those that are online.
    static func onlineCPUs(_ text: String) -> Int {
        text.split(separator: "\n").count {
            $0.hasPrefix("cpu") && $0.dropFirst(3).first?.isNumber == true
        }
    }

    /// The counters in a text with the form of `/proc/stat`.
    ///
    /// Only the line for all CPUs counts. It includes CPUs that were unplugged since, which have no line of
    /// their own any more. Fields that an old kernel lacks stay unmeasured; fields of newer kernels are
    /// ignored.
    ///
    /// - Parameters:
    ///   - text: what the file says.
    ///   - ticksPerSecond: its unit (USER_HZ).
    ///   - time: when it was read.
    ///   - cpus: how many CPUs were online then.
    /// - Throws: `MeasurementError` where that line is missing or holds something else than counters.
    static func parse(
        _ text: String, ticksPerSecond: Double, at time: MonotonicTime, cpus: Int
    ) throws(MeasurementError) -> HostCPU {
        guard ticksPerSecond > 0 else {
            throw MeasurementError("sysconf(_SC_CLK_TCK)", "no tick length")
        }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.first == "cpu" else { continue }
            guard let ticks = ticks(fields.dropFirst()) else {
                throw MeasurementError("/proc/stat", "no counters for all CPUs: \(line)")
            }
            return HostCPU(ticks: ticks, ticksPerSecond: ticksPerSecond, time: time, cpus: cpus)
        }
        throw MeasurementError("/proc/stat", "no line for all CPUs")
    }

    /// The counters of a line, without its name; nil where they are too few or something else.
    static func ticks(_ fields: ArraySlice<Substring>) -> [UInt64]? {
        let ticks = fields.prefix(CPUKind.allCases.count).map { UInt64($0) }
        guard ticks.count > CPUKind.idle.rawValue, !ticks.contains(nil) else { return nil }
        return ticks.compactMap(\.self)
    }

    /// The CPU time used between an earlier sample and this one.
    ///
    /// A kind is nil where either sample lacks it or where its counter went backwards: idle and iowait do
    /// when a CPU is unplugged.
    public func seconds(since earlier: HostCPU) -> CPUSeconds {
        var seconds: [CPUKind: Double] = [:]
        for (kind, (now, before)) in zip(CPUKind.allCases, zip(ticks, earlier.ticks))
        where now >= before {
            seconds[kind] = Double(now - before) / ticksPerSecond
        }
        let common = min(ticks.count, earlier.ticks.count)
        return CPUSeconds(
            seconds: seconds, busyKinds: CPUKind.busy.filter { $0.rawValue < common },
            all: allSeconds(since: earlier),
            otherKinds: CPUKind.other.filter { $0.rawValue < common })
    }

    /// The time of all CPUs; nil where some were switched on or off in between.
    private func allSeconds(since earlier: HostCPU) -> Double? {
        guard cpus > 0, cpus == earlier.cpus else { return nil }
        return time.seconds(since: earlier.time) * Double(cpus)
    }
}

/// `/proc/stat` kept open, for looking at it again and again.
struct HostCPUFile: Sendable {
    private let file: KernelFile
    /// Which CPUs are online; nil where the kernel does not list them.
    private let online: KernelFile?
    /// CPUs that were online when it was opened: to count them by the file itself takes all of it.
    private let cpus: Int
    /// Room for the line of all CPUs: ten numbers of up to 20 digits.
    private static let lineBytes = 256

    /// - Throws: ``SystemError`` where the file cannot be opened.
    init(root: String = "/") throws(SystemError) {
        let tree = HostTree(root: root)
        file = try KernelFile(tree.path("proc/stat"))
        cpus = tree.text("proc/stat").map(HostCPU.onlineCPUs) ?? 0
        let list = tree.path("sys/devices/system/cpu/online")
        online = Files.exists(list) ? try KernelFile(list) : nil
    }

    /// How many CPUs are online now.
    private var onlineNow: Int {
        guard let list = online?.text(upTo: 4096)?.split(separator: "\n").first else { return cpus }
        return CPUList(list)?.numbers.count ?? cpus
    }

    /// The counters now; nil where the file cannot be read any more or says something else.
    var sample: HostCPU? {
        let time = MonotonicTime.now
        guard let line = file.text(upTo: Self.lineBytes)?.split(separator: "\n").first else {
            return nil
        }
        do {
            return try HostCPU.parse(
                String(line), ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))), at: time,
                cpus: onlineNow)
        } catch { return nil }
    }
}
