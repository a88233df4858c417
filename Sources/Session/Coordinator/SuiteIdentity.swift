internal import FoundationEssentials
internal import Measurement
internal import Platform
internal import Results
internal import Scenarios

/// What all rows of a suite have in common.
struct SuiteIdentity: Sendable {
    let suiteID: String
    /// Of the agents: what moved the guests.
    let build: String
    let gitCommit: String?
    let environmentID: String
    let sourceHost: String?
    let destinationHost: String?
    /// Whether both agents run on one host, so that host-wide figures count once.
    let sharesHost: Bool
    /// CPUs of the source's host; nil where that does not show.
    let sourceCPUs: Int?
    /// The destination's.
    let destinationCPUs: Int?
    /// Whether the hosts measure interrupt time instead of sampling it; nil where it does not show.
    let sourceIRQTime: Bool?
    /// The destination's.
    let destinationIRQTime: Bool?
    /// What data goes through at the source and at the destination.
    var ways: [EnvironmentItem] = []
    /// The digest of the trace that is played; nil where none is.
    var traceDigest: String?
    /// What is not measured.
    var without: [Instrument] = []
}

extension SuiteIdentity {
    init(
        suiteID: String, agents: AgentPair, interfaces: [String?],
        traceDigest: String?, without: [Instrument]
    ) {
        let facts = [agents.source.facts, agents.destination.facts]
        let ways = zip(facts, interfaces).map { $0.way(through: $1) }
        self.init(
            suiteID: suiteID, build: agents.build.kind, gitCommit: agents.build.commit,
            environmentID: EnvironmentRecord.identifier(
                facts, ways: ways, traceDigest: traceDigest, without: without),
            sourceHost: agents.source.facts.hostName,
            destinationHost: agents.destination.facts.hostName, sharesHost: agents.shareHost,
            sourceCPUs: agents.source.facts.cpu.online,
            destinationCPUs: agents.destination.facts.cpu.online,
            sourceIRQTime: agents.source.facts.irqTimeAccounting,
            destinationIRQTime: agents.destination.facts.irqTimeAccounting,
            ways: ways, traceDigest: traceDigest, without: without)
    }
}

/// environment.json: both hosts, from the allow-list that `HostFacts` is.
struct EnvironmentRecord: Encodable {
    let environmentID: String
    let toolVersion: String
    let build: String
    let gitCommit: String?
    let sharedHost: Bool
    let source: End
    let destination: End

    struct End: Encodable {
        let endpoint: String
        let mustMatch: [EnvironmentItem]
        let facts: HostFacts
        /// Why facts are missing.
        let notShown: [String: String]
    }

    init(_ identity: SuiteIdentity, agents: AgentPair) {
        environmentID = identity.environmentID
        toolVersion = Version.tool
        build = identity.build
        gitCommit = identity.gitCommit
        sharedHost = identity.sharesHost
        func end(_ agent: AgentHandle, _ index: Int) -> End {
            let way = identity.ways.dropFirst(index).first
            // Of a command only its kind: it may hold names of hosts and users.
            return End(
                endpoint: Endpoint.kind(of: "\(agent.endpoint)"),
                mustMatch: agent.facts.environment + [way].compactMap(\.self)
                    + Self.items(identity),
                facts: agent.facts, notShown: agent.facts.notShown)
        }
        source = end(agents.source, 0)
        destination = end(agents.destination, 1)
    }

    /// What no host says and must match: the guest is another where another trace is played, and
    /// what is not measured costs nothing.
    private static func items(_ identity: SuiteIdentity) -> [EnvironmentItem] {
        let trace = identity.traceDigest.map { EnvironmentItem(name: "trace", value: $0) }
        let without = identity.without.map { EnvironmentItem(name: "without", value: $0.rawValue) }
        return [trace].compactMap(\.self) + without
    }

    /// A digest over what must match on both hosts for two suites to be compared.
    ///
    /// - Parameters:
    ///   - hosts: Their facts.
    ///   - ways: What data goes through at each of them.
    static func identifier(
        _ hosts: [HostFacts], ways: [EnvironmentItem], traceDigest: String? = nil,
        without: [Instrument] = []
    ) -> String {
        let hash: (String) -> String = { MemoryDigest.of($0) }
        let both = zip(hosts, ways).map { $0.environmentDigest(with: [$1], hash: hash) }.joined()
        let more = (traceDigest ?? "") + without.map { "without \($0.rawValue)" }.joined()
        return String(MemoryDigest.of(both + more).prefix(12))
    }

    /// The file's text.
    func text() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
            preconditionFailure("environment.json cannot be encoded: \(error)")
        }
    }
}
