/// What disturbed one host while a migration was measured, so that its figures are not to be
/// believed.
///
/// The limits are those from which a figure is off by more than migrations of one case spread
/// on a quiet host.
public struct Disturbance: Sendable {
    /// What is known of the host.
    public struct Look: Sendable {
        /// CPUs of the host.
        public var cpus: Int
        /// Seconds watched just before, with the guest alone.
        public var secondsBefore = 0.0
        /// What the host did then.
        public var before: HostUse?
        /// CPU seconds of guests then.
        public var guestBefore = 0.0
        /// Seconds of the migration's span.
        public var seconds = 0.0
        /// What the host did in the span.
        public var during: HostUse?
        /// CPU seconds in user mode of all agents on the host in the span.
        public var agentUser: Double?
        /// Signs before and after.
        public var signs: (before: HostSigns, after: HostSigns) = (HostSigns(), HostSigns())

        /// A look at a host with so many CPUs at which nothing was seen.
        public init(cpus: Int) { self.cpus = cpus }
    }

    /// Other load, of all CPUs: below it `bench doctor` is content too.
    static let loadShare = 0.05
    /// Time stolen by a hypervisor, of all CPUs.
    static let stealShare = 0.01
    /// How far the clock may have moved.
    static let clockShare = 0.05

    /// What was wrong, in words; empty for a quiet host.
    public let reasons: [String]

    /// Judges a look.
    public init(_ look: Look) {
        reasons = [
            Self.loadBefore(look), Self.loadDuring(look), Self.steal(look), Self.signs(look),
        ].flatMap(\.self)
    }

    /// Of what ticks saw: of an emulated machine that only keeps time, a sixth is not idle.
    private static func loadBefore(_ look: Look) -> [String] {
        guard let seen = look.before?.sampled, look.secondsBefore > 0 else { return [] }
        let all = Double(look.cpus) * look.secondsBefore
        let share = (seen - look.guestBefore) / all
        let unsure = 2 * (look.before?.sampledError ?? 0) / all
        return share - unsure > loadShare
            ? ["other load before, \(percent(share)) of the CPUs"] : []
    }

    /// Only time in user mode tells: what the kernel does for a migration is charged to anybody.
    private static func loadDuring(_ look: Look) -> [String] {
        guard let user = look.during?.user, let own = look.agentUser, look.seconds > 0 else {
            return []
        }
        let all = Double(look.cpus) * look.seconds
        let share = (user - own) / all
        let unsure = 2 * (look.during?.sampledError ?? 0) / all
        return share - unsure > loadShare ? ["other load, \(percent(share)) of the CPUs"] : []
    }

    private static func steal(_ look: Look) -> [String] {
        guard let steal = look.during?.steal, look.seconds > 0 else { return [] }
        let share = steal / (Double(look.cpus) * look.seconds)
        // One tick of a short span is no sign of anything.
        return share > stealShare && steal >= 0.02
            ? ["\(percent(share)) of the CPUs' time stolen"] : []
    }

    private static func signs(_ look: Look) -> [String] {
        let (before, after) = look.signs
        var found: [String] = []
        if let first = before.swappedPages, let last = after.swappedPages, last > first {
            found.append("\(last - first) pages swapped")
        }
        if let first = before.throttles, let last = after.throttles, last > first {
            found.append("CPUs throttled for heat")
        }
        if let first = before.onlineCPUs, let last = after.onlineCPUs, first != last {
            found.append("CPUs \(first) were switched on, then CPUs \(last)")
        }
        if let first = before.megahertz, let last = after.megahertz, first > 0,
            abs(last / first - 1) > clockShare
        {
            found.append("the clock went from \(Int(first)) to \(Int(last)) MHz")
        }
        return found
    }

    /// Time in whole ticks may be more than there was.
    private static func percent(_ share: Double) -> String {
        "\(Int((min(share, 1) * 100).rounded())) %"
    }
}
