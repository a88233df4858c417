internal import Glibc
internal import Platform

/// The CPU time that a whole host has used since it booted, by kind, from `/proc/stat`.
///
/// Charged to the host and not to a process, because the kernel charges interrupt work to whatever
/// process it interrupted. Take one sample before and one after, and ask for the difference:
///
///     let before = try HostCPU.sample()
///     // ...
///     let used = try HostCPU.sample().seconds(since: before)
///     print(used.busy, used[.softirq])
public struct HostCPU: Sendable, Hashable {
    /// The counters in ticks, by `CPUKind.rawValue`; shorter where the kernel has fewer fields.
    let ticks: [UInt64]
    /// Ticks a second.
    let ticksPerSecond: Double

    /// Reads the counters now.
    ///
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    /// - Throws: `MeasurementError` where `/proc/stat` cannot be read or has no line for all CPUs.
    public static func sample(root: String = "/") throws(MeasurementError) -> HostCPU {
        guard let text = HostTree(root: root).text("proc/stat") else {
            throw MeasurementError("/proc/stat", "cannot be read")
        }
        return try parse(text, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    /// The counters in a text with the form of `/proc/stat`.
    ///
    /// Only the line for all CPUs counts. It includes CPUs that were unplugged since, which have no line of
    /// their own any more. Fields that an old kernel lacks stay unmeasured; fields of newer kernels are
    /// ignored.
    ///
    /// - Throws: `MeasurementError` where that line is missing or holds something else than counters.
    public static func parse(
        _ text: String, ticksPerSecond: Double
    ) throws(MeasurementError) -> HostCPU {
        guard ticksPerSecond > 0 else {
            throw MeasurementError("sysconf(_SC_CLK_TCK)", "no tick length")
        }
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.first == "cpu" else { continue }
            var ticks: [UInt64] = []
            for field in fields.dropFirst().prefix(CPUKind.allCases.count) {
                guard let value = UInt64(field) else {
                    throw MeasurementError("/proc/stat", "not a counter: \(field)")
                }
                ticks.append(value)
            }
            guard ticks.count > CPUKind.idle.rawValue else {
                throw MeasurementError("/proc/stat", "too few counters for all CPUs")
            }
            return HostCPU(ticks: ticks, ticksPerSecond: ticksPerSecond)
        }
        throw MeasurementError("/proc/stat", "no line for all CPUs")
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
        let present = CPUKind.busy.filter { $0.rawValue < min(ticks.count, earlier.ticks.count) }
        return CPUSeconds(seconds: seconds, busyKinds: present)
    }
}

/// `/proc/stat` kept open, for looking at it again and again.
struct HostCPUFile: Sendable {
    private let file: KernelFile
    /// Room for the line of all CPUs: ten numbers of up to 20 digits.
    private static let lineBytes = 256

    /// - Throws: ``SystemError`` where the file cannot be opened.
    init(root: String = "/") throws(SystemError) {
        file = try KernelFile(HostTree(root: root).path("proc/stat"))
    }

    /// The counters now; nil where the file cannot be read any more or says something else.
    var sample: HostCPU? {
        guard let line = file.text(upTo: Self.lineBytes)?.split(separator: "\n").first else {
            return nil
        }
        do {
            return try HostCPU.parse(
                String(line), ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
        } catch { return nil }
    }
}
