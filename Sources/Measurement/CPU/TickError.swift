internal import Glibc
internal import Platform

/// How well the kernel's counters know the CPU time of a host.
///
/// The kernel gives each CPU's time, a scheduler tick at a time, to whatever the tick found running.
/// Three things are unknown of a difference of two readings:
///
/// - where within a tick each reading fell, for each of n CPUs: a variance of tick^2 / 6;
/// - what ran between the ticks: busy time B that starts and stops as it likes, seen by samples a
///   tick apart, has a variance of at most B x tick x (1 - share), share being B's part of all time;
/// - `/proc/stat` rounds each counter down to its own unit (USER_HZ): unit^2 / 6 for each.
///
/// Where ticks stop on an idle CPU the kernel measures idle time, and of what was not idle only the
/// third is unknown. Work that keeps step with the ticks is beyond the second.
struct TickError {
    /// Seconds between two scheduler ticks of a CPU (1 / CONFIG_HZ).
    let tickSeconds: Double
    /// The unit of `/proc/stat` in seconds (1 / USER_HZ).
    let unitSeconds: Double
    /// CPUs that are online.
    let cpus: Int
    /// Whether idle time is measured (``HostFacts/idleTimeExact``).
    let idleIsExact: Bool

    /// Of this host; its kernel's configuration is read once.
    static var here: TickError { here(cpus: sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Of one CPU of this host.
    static var ofOneCPU: TickError { here(cpus: 1) }

    private static func here(cpus: Int) -> TickError {
        TickError(
            tickSeconds: MonotonicTime.coarseResolutionSeconds,
            unitSeconds: 1 / Double(sysconf(Int32(_SC_CLK_TCK))), cpus: cpus,
            idleIsExact: isExactHere)
    }

    private static let isExactHere =
        KernelConfig.idleTimeExact(HostTree(root: "/"), kernelRelease: nil) ?? false

    /// The standard error, in seconds, of `busy` seconds over a span of `seconds` that are what was
    /// not idle.
    func ofBusy(_ busy: Double, over seconds: Double) -> Double {
        let counters = CPUKind.other.count
        return idleIsExact
            ? rounding(counters).squareRoot()
            : ofSampled(busy, over: seconds, counters: counters)
    }

    /// The standard error, in seconds, of so many that ticks sampled, in so many counters.
    func ofSampled(_ work: Double, over seconds: Double, counters: Int) -> Double {
        guard seconds > 0, cpus > 0 else { return 0 }
        let share = min(1, work / (seconds * Double(cpus)))
        let edges = Double(cpus) * tickSeconds * tickSeconds / 6
        let between = work * tickSeconds * (1 - share)
        return (edges + between + rounding(counters)).squareRoot()
    }

    private func rounding(_ counters: Int) -> Double {
        Double(counters) * unitSeconds * unitSeconds / 6
    }
}
