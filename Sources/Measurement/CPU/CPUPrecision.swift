/// How well the CPU cost of migrations that are still to be run will be known: `cpu_uncertainty_s`
/// foretold, by the same formula as ``CPUCost``.
public struct CPUPrecision: Sendable {
    /// CPUs of each host.
    public let cpus: Int
    /// Hosts: 1 where both ends share one.
    public let hosts: Int
    private let error: TickError

    /// Hosts with the ticks of this one: those of another show only once it has measured.
    ///
    /// - Parameters:
    ///   - cpus: of each host.
    ///   - hosts: 1 where both ends share one.
    ///   - idleIsExact: whether all of them measure idle time (``HostFacts/idleTimeExact``).
    public init(cpus: Int, hosts: Int, idleIsExact: Bool) {
        let here = TickError.here
        self.init(
            hosts: hosts,
            TickError(
                tickSeconds: here.tickSeconds, unitSeconds: here.unitSeconds, cpus: cpus,
                idleIsExact: idleIsExact))
    }

    init(hosts: Int, _ error: TickError) {
        cpus = error.cpus
        self.hosts = hosts
        self.error = error
    }

    /// A migration as it is expected, in seconds.
    public struct Expectation: Sendable {
        /// The span.
        public var span: Double
        /// CPU seconds of the migration, on all hosts together.
        public var cost: Double
        /// CPU seconds of the guest meanwhile.
        public var guest: Double
        /// For how long the hosts are watched before.
        public var alone: Double

        /// Puts the figures together.
        public init(span: Double, cost: Double, guest: Double, alone: Double) {
            self.span = span
            self.cost = cost
            self.guest = guest
            self.alone = alone
        }
    }

    /// Half the width of the 95 % interval of the mean cost of so many migrations, in seconds; nil where
    /// hosts are not watched before, which leaves no cost to know.
    ///
    /// The hosts are taken to do half of the work each, and nothing besides.
    public func halfWidth(_ expected: Expectation, repetitions: Int) -> Double? {
        guard expected.alone > 0, expected.span > 0, repetitions > 0 else { return nil }
        func variance(_ busy: Double, _ seconds: Double) -> Double {
            let one = error.ofBusy(busy, over: seconds)
            return one * one
        }
        let share = 1 / Double(hosts)
        let during = variance((expected.cost + expected.guest) * share, expected.span)
        let guestShare = expected.guest / expected.span * expected.alone
        let before = variance(guestShare * share, expected.alone)
        let scale = expected.span / expected.alone
        let all = Double(hosts) * (during + before * scale * scale)
        return CPUCost.normal95 * (all / Double(repetitions)).squareRoot()
    }
}
