public import Migration
internal import Platform
internal import Scenarios

/// What the way between two hosts carries without a migration.
public struct LinkCeiling: Sendable, Hashable {
    /// The way.
    public var path: ProbePath
    /// 10^6 bit/s.
    public var mbps: Double
}

/// Whether the ceilings of links are measured before a suite.
public enum CeilingProbe: String, Sendable, CaseIterable {
    /// Where that takes up to a twentieth of the suite's estimated time.
    case auto
    case on, off

    /// One probe with its connecting, in seconds.
    static let probeSeconds = LinkProbe.warmUpSeconds + LinkProbe.seconds + 0.25
    /// What of a suite's time probes may take.
    static let share = 0.05

    /// Why a row has no ceiling.
    /// - Parameter wasProbed: whether the ways of the suite were.
    func reasonForNone(wasProbed: Bool) -> String {
        switch self {
        case .auto where !wasProbed: "the suite is too short for probes (--ceiling-probe on)"
        case .auto, .on: "the probe failed"
        case .off: "not asked for (--ceiling-probe off)"
        }
    }

    /// The ways to probe before `runs`, each once, in the order in which the plan meets them.
    func paths(of runs: [PlannedRun]) -> [ProbePath] {
        guard self != .off else { return [] }
        var paths: [ProbePath] = []
        for path in runs.compactMap({ ProbePath($0.spec.migration) }) where !paths.contains(path) {
            paths.append(path)
        }
        let seconds = Double(paths.count) * Self.probeSeconds
        guard self == .on || seconds <= Self.share * RunEstimate(runs).seconds else { return [] }
        return paths
    }
}

/// One probe: the coordinator lets the one end listen and the other measure.
struct ProbeRun {
    let agents: AgentPair
    let path: ProbePath
    let dataAddress: SocketAddress

    /// How long the agents may take, in seconds: connecting has deadlines of its own.
    private static let patienceSeconds = 60.0

    /// The ceiling in 10^6 bit/s.
    /// - Throws: ``SessionError`` when an agent failed or was lost: the pair must be started again.
    func run() throws(SessionError) -> Double {
        let doing = "probing \(path)"
        let ticket = DataPlaneTicket()
        func order(_ role: AgentRole, _ address: SocketAddress) -> CoordinatorMessage {
            .probe(ProbeOrder(role: role, path: path, ticket: ticket, address: address))
        }
        try agents.destination.send(order(.destination, dataAddress))
        let answer = try agents.wait(
            for: agents.destination, doing: doing, seconds: Self.patienceSeconds)
        guard case .prepared(let said?) = answer else {
            throw agents.destination.unexpected(answer, doing: doing)
        }
        let address = try agents.destination.place(said, at: dataAddress)
        try agents.source.send(order(.source, address))
        let both = [agents.source, agents.destination]
        let answers = try agents.wait(for: both, doing: doing, seconds: Self.patienceSeconds)
        guard case .probed(let mbps?) = answers[.source], case .probed = answers[.destination]
        else { throw agents.source.unexpected(answers[.source] ?? .alive, doing: doing) }
        for agent in both { try agent.send(.release) }
        let last = try agents.wait(for: both, doing: doing, seconds: Self.patienceSeconds)
        for agent in both {
            guard case .released = last[agent.role] else {
                throw agent.unexpected(last[agent.role] ?? .alive, doing: doing)
            }
        }
        return mbps
    }
}
