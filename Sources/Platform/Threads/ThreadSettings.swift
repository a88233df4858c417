internal import CLinux
internal import Glibc

/// Settings and figures of the calling thread, and a hint for spinning.
public enum CurrentThread {
    /// Makes sleeps end as exactly as the hardware allows (the default slack is 50 µs).
    public static func useExactTimers() {
        // Fails on no kernel that this tool runs on; a sleeper is then merely less exact.
        _ = linux_set_timer_slack(1)
    }

    /// Tells the core that this thread spins.
    @inline(__always)
    public static func relax() { linux_cpu_relax() }

    /// A clock that others may read to learn the CPU time of this thread.
    public static func cpuClock() -> ThreadCPUClock {
        var clock = clockid_t()
        let code = unsafe pthread_getcpuclockid(pthread_self(), &clock)
        precondition(code == 0, "the calling thread has no CPU clock")
        return ThreadCPUClock(id: clock)
    }
}

/// The CPU clock of a thread, readable from other threads while that thread lives.
public struct ThreadCPUClock: Sendable {
    let id: clockid_t

    /// Seconds of CPU used so far, user and system together; nil when the thread has ended.
    public var seconds: Double? {
        var time = timespec()
        guard unsafe clock_gettime(id, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
