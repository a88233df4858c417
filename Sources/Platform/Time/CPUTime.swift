internal import CLinux

/// CPU time in seconds, split as the kernel accounts it.
public struct CPUTime: Codable, Sendable, Hashable {
    /// Seconds in user mode.
    public var user: Double
    /// Seconds in the kernel on behalf of the thread or process.
    public var system: Double

    /// A pair of figures in seconds.
    public init(user: Double = 0, system: Double = 0) {
        self.user = user
        self.system = system
    }

    /// User and system together, in seconds.
    public var total: Double { user + system }

    /// What the calling thread has used so far: getrusage(RUSAGE_THREAD).
    public static func ofCurrentThread() -> CPUTime { read(wholeProcess: false) }

    /// What the process has used so far, over all its threads: getrusage(RUSAGE_SELF).
    public static func ofProcess() -> CPUTime { read(wholeProcess: true) }

    private static func read(wholeProcess: Bool) -> CPUTime {
        var user: Int64 = 0
        var system: Int64 = 0
        // It can only fail for a bad argument.
        let result = unsafe linux_cpu_usage(wholeProcess ? 1 : 0, &user, &system)
        precondition(result == 0, "getrusage refused a correct call")
        return CPUTime(user: Double(user) / 1e6, system: Double(system) / 1e6)
    }

    /// The sum of two figures.
    public static func + (left: CPUTime, right: CPUTime) -> CPUTime {
        CPUTime(user: left.user + right.user, system: left.system + right.system)
    }

    /// The difference of two readings.
    public static func - (left: CPUTime, right: CPUTime) -> CPUTime {
        CPUTime(user: left.user - right.user, system: left.system - right.system)
    }
}
