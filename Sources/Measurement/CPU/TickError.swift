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
/// - `/proc/stat` rounds each kind down to its own unit (USER_HZ): unit^2 / 6 for each.
///
/// Where the kernel keeps exact time (`nohz_full`), and where work comes in long stretches, the error
/// is smaller than this.
struct TickError {
    /// Seconds between two scheduler ticks of a CPU (1 / CONFIG_HZ).
    let tickSeconds: Double
    /// The unit of `/proc/stat` in seconds (1 / USER_HZ).
    let unitSeconds: Double
    /// CPUs that are online.
    let cpus: Int

    /// Of this host.
    static var here: TickError {
        TickError(
            tickSeconds: MonotonicTime.coarseResolutionSeconds,
            unitSeconds: 1 / Double(sysconf(Int32(_SC_CLK_TCK))),
            cpus: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// The standard error, in seconds, of `busy` seconds over a span of `seconds`, of so many kinds.
    func standardError(busy: Double, over seconds: Double, kinds: Int) -> Double {
        guard seconds > 0, cpus > 0 else { return 0 }
        let share = min(1, busy / (seconds * Double(cpus)))
        let edges = Double(cpus) * tickSeconds * tickSeconds / 6
        let between = busy * tickSeconds * (1 - share)
        let rounding = Double(kinds) * unitSeconds * unitSeconds / 6
        return (edges + between + rounding).squareRoot()
    }
}
