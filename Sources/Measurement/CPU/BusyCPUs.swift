/// What one CPU of a host did over a span of time.
public struct CPUUse: Codable, Sendable, Hashable {
    /// Its number.
    public var cpu: Int
    /// What it did; how well that is known is said of the busiest alone.
    public var use: HostUse

    /// Puts the figures together.
    public init(cpu: Int, use: HostUse) {
        self.cpu = cpu
        self.use = use
    }

    /// Whether it did anything that counters can tell: a CPU that did nothing may come out as busy for up to
    /// two of their units.
    fileprivate var didSomething: Bool {
        let seen = [use.user, use.system, use.irq, use.softirq, use.steal].contains { $0 ?? 0 > 0 }
        return seen || use.busy ?? 0 >= 2 * TickError.here.unitSeconds
    }

    /// In milliseconds, which is finer than the counters, without how well it is known: it travels in
    /// fewer characters.
    fileprivate var short: CPUUse {
        func rounded(_ seconds: Double?) -> Double? { seconds.map { ($0 * 1000).rounded() / 1000 } }
        return CPUUse(
            cpu: cpu,
            use: HostUse(
                busy: rounded(use.busy), user: rounded(use.user), system: rounded(use.system),
                irq: rounded(use.irq), softirq: rounded(use.softirq), steal: rounded(use.steal)))
    }
}

/// The CPUs of a host that did anything over a span of time, by number.
///
/// CPUs that were switched on or off meanwhile are not in it: nobody knows how much time they had.
public struct BusyCPUs: Codable, Sendable, Hashable {
    /// The most CPUs that there can be; of more the busiest are kept.
    public static let limit = 1024

    /// The CPUs.
    public let list: [CPUUse]
    /// The share of the span, 0 to 1, that the busiest CPU of all worked; nil where the span is too short
    /// to know it within ``knownWithin``.
    public let busiestShare: Double?

    /// Within how much of all time a CPU's share must be known, with 95 % confidence.
    static let knownWithin = 0.1

    /// Chooses what is kept of `all` CPUs, which were watched for so many seconds.
    init(_ all: [CPUUse], over seconds: Double) {
        busiestShare = Self.busiestShare(all, over: seconds)
        let busiest = all.filter(\.didSomething)
            .sorted { ($0.use.busy ?? 0, $1.cpu) > ($1.use.busy ?? 0, $0.cpu) }
        list = busiest.prefix(Self.limit).sorted { $0.cpu < $1.cpu }.map(\.short)
    }

    private static func busiestShare(_ all: [CPUUse], over seconds: Double) -> Double? {
        let busy = all.compactMap { cpu in
            cpu.use.busy.flatMap { busy in cpu.use.busyError.map { (busy: busy, error: $0) } }
        }
        guard let busiest = busy.max(by: { $0.busy < $1.busy }), seconds > 0,
            CPUCost.normal95 * busiest.error <= knownWithin * seconds
        else { return nil }
        return min(1, busiest.busy / seconds)
    }

    /// Reads a list that may come from anybody: it is refused before there is more of it than a host has.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        busiestShare = try fields.decodeIfPresent(Double.self, forKey: .busiestShare)
        var entries = try fields.nestedUnkeyedContainer(forKey: .list)
        var read: [CPUUse] = []
        while !entries.isAtEnd {
            let next = try entries.decode(CPUUse.self)
            guard read.count < Self.limit, next.cpu > read.last?.cpu ?? -1 else {
                throw DecodingError.dataCorruptedError(
                    in: entries,
                    debugDescription: "more than \(Self.limit) CPUs, or not in order")
            }
            read.append(next)
        }
        list = read
    }

    private enum CodingKeys: String, CodingKey { case list, busiestShare }
}
