internal import Glibc

/// The CPU time that this process has used since it started, all its threads added up.
///
/// From getrusage(RUSAGE_SELF). The sum is exact; kernels with tick accounting
/// (CONFIG_TICK_CPU_ACCOUNTING) estimate how it splits into user and system. Interrupt work for the process
/// is not in it: see `HostCPU`.
public struct ProcessCPU: Sendable, Hashable {
    /// Seconds in the program.
    public let user: Double
    /// Seconds in the kernel, for the program.
    public let system: Double

    /// Reads the counters now.
    ///
    /// - Throws: `MeasurementError` where getrusage fails.
    public static func sample() throws(MeasurementError) -> ProcessCPU {
        var usage = rusage()
        // getrusage fills the structure that it is given, and keeps no pointer to it.
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else {
            throw MeasurementError("getrusage", "errno \(errno)")
        }
        return ProcessCPU(user: seconds(usage.ru_utime), system: seconds(usage.ru_stime))
    }

    /// The CPU time used between an earlier sample and this one.
    public func seconds(since earlier: ProcessCPU) -> ProcessCPU {
        ProcessCPU(user: user - earlier.user, system: system - earlier.system)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
