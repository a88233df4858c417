internal import Platform

/// CPU time so far, in seconds since the meter began, as samples of a timeline have it.
public struct CPULook: Codable, Sendable, Hashable {
    /// The vCPU threads.
    public var vcpu = 0.0
    /// The thread that migrates.
    public var migration = 0.0
    /// The channel threads.
    public var channel = 0.0
    /// The whole process.
    public var process = 0.0
    /// The whole host by kind; nil where it was not looked at this time.
    public var host: HostUse?

    /// Nothing used yet.
    public init() {}
}

/// Reads this process's and the host's CPU time again and again, at a bounded price.
///
/// The kernel adds up all CPUs and all interrupts for a look at `/proc/stat`: on a host with hundreds
/// of them that takes longer than a sampler may. Each look at the host is therefore paid for: the next
/// one comes when it is within ``hostShare`` of a core again. One thread calls it.
public struct CPUMeter: Sendable {
    /// The share of a core that looking at the host may take.
    static let hostShare = 0.001

    private let host: HostCPUFile?
    private let firstHost: HostCPU?
    private let firstRoles: RoleSeconds
    private let firstProcess: Double
    private var nextHostLook: MonotonicTime

    /// Begins to count; a host that hides `/proc/stat` has no figures.
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    public init(root: String = "/") {
        let file: HostCPUFile?
        do { file = try HostCPUFile(root: root) } catch { file = nil }
        host = file
        firstHost = file?.sample
        firstRoles = ThreadRoll.seconds()
        firstProcess = CPUTime.ofProcess().total
        nextHostLook = .now
    }

    /// What was used since.
    public mutating func look() -> CPULook {
        let roles = ThreadRoll.seconds() - firstRoles
        var look = CPULook()
        look.vcpu = Self.microseconds(roles[.vcpu])
        look.migration = Self.microseconds(roles[.migration])
        look.channel = Self.microseconds(roles[.channel])
        look.process = Self.microseconds(CPUTime.ofProcess().total - firstProcess)
        look.host = hostUse()
        return look
    }

    private mutating func hostUse() -> HostUse? {
        let now = MonotonicTime.now
        guard let host, let firstHost, now >= nextHostLook else { return nil }
        let clock = CurrentThread.cpuClock()
        let before = clock.seconds
        guard let sample = host.sample else { return nil }
        if let before, let after = clock.seconds {
            nextHostLook = now.advanced(bySeconds: (after - before) / Self.hostShare)
        }
        let used = sample.seconds(since: firstHost)
        return HostUse(
            busy: used.busy, user: used.programs, system: used[.system], irq: used[.irq],
            softirq: used[.softirq], steal: used[.steal])
    }

    /// Rounded to what is written: it travels in fewer characters.
    private static func microseconds(_ seconds: Double) -> Double {
        (seconds * 1e6).rounded() / 1e6
    }
}
