public import Platform

/// Why a session with an agent failed.
public enum SessionError: Error, Sendable, CustomStringConvertible {
    /// The agent could not be started.
    case launch(role: AgentRole, endpoint: String, reason: String)
    /// The agent is another version.
    case version(role: AgentRole, endpoint: String, theirs: Hello)
    /// The agent takes frames of another length.
    case frameLimit(role: AgentRole, endpoint: String, theirs: Int?)
    /// The agent's stream ended.
    case lost(role: AgentRole, endpoint: String, doing: String)
    /// The agent did not answer in time.
    case silent(role: AgentRole, endpoint: String, doing: String, seconds: Double)
    /// The agent said something that is not in the protocol, or not now.
    case malformed(role: AgentRole, endpoint: String, what: String)
    /// The agent reported a failure.
    case failed(role: AgentRole, endpoint: String, state: AgentState, reason: String)
    /// The hosts or this build are not those of the suite that is to go on.
    case otherSuite(path: String, differences: [String])
    /// The suite that is to go on has an endpoint or address that is none.
    case unreadableEndpoint(String)
    /// Two ends were to meet at an address that leads each to itself.
    case loopbackBetween(Ends, at: String)
    /// Data would leave the source over another interface than that which has the address chosen for it.
    case otherWay(to: String, over: String, not: String)
    /// An address that was chosen for one end is the other one's too, which would send to itself.
    case sharedAddress(String, at: String)
    /// Data to an address of the destination would come in at another of its interfaces than the one that
    /// has it.
    case otherArrival(of: String, at: String, over: String, from: DataWay)
    /// Data to an interface of the destination would leave the source over the network of its ssh login.
    case loginWay(to: String, at: String, over: String)
    /// Another suite measures on the agent's host.
    case held(role: AgentRole, endpoint: String, by: Lease?)
    /// The agents are of two builds, in words.
    case builds(source: String, destination: String)
    /// The user asked to stop.
    case interrupted
    /// A call of this process failed.
    case system(SystemError)

    /// Ends that have a network each.
    public enum Ends: String, Sendable {
        case hosts = "different hosts"
        case namespaces = "two network namespaces of one host"
    }

    /// Whether another try may do better: a host was not reached, or not in time.
    var mayPass: Bool {
        switch self {
        case .launch, .lost, .silent: true
        default: false
        }
    }

    /// The error as the user reads it: what happened and where, then what to do.
    public var description: String {
        switch self {
        case .launch(let role, let endpoint, let reason):
            "\(role.rawValue) (\(endpoint)): cannot start the agent: \(reason)"
        case .version(let role, let endpoint, let theirs):
            """
            \(role.rawValue) (\(endpoint)): the agent is bench \(theirs.toolVersion.printable) and speaks \
            protocol \(theirs.protocolVersion), this is bench \(Version.tool) with protocol \
            \(sessionProtocolVersion): put the same build on both hosts
            """
        case .frameLimit(let role, let endpoint, let theirs):
            """
            \(role.rawValue) (\(endpoint)): the agent takes frames of \
            \(theirs.map { "\($0) bytes" } ?? "unknown length"), this is bench with \
            \(FrameStream.maximumFrame) bytes: put the same build on both hosts
            """
        case .lost(let role, let endpoint, let doing):
            "\(role.rawValue) (\(endpoint)): the agent ended while \(doing)"
        case .silent(let role, let endpoint, let doing, let seconds):
            "\(role.rawValue) (\(endpoint)): no answer for \(Int(seconds)) s while \(doing)"
        case .malformed(let role, let endpoint, let what):
            "\(role.rawValue) (\(endpoint)): not an agent's answer: \(what)"
        case .failed(let role, let endpoint, let state, let reason):
            "\(role.rawValue) (\(endpoint)), \(state.rawValue): \(reason.printable)"
        case .otherSuite(let path, let differences):
            """
            \(path) was begun on something else, and rows of both would be taken for one:
              \(differences.joined(separator: "\n  "))
              go on where and with what it was begun, or begin a new suite with \(path)/scenario.yml
            """
        case .unreadableEndpoint(let text):
            "endpoints.json has \"\(text)\": say --source, --destination and --data-address again"
        case .loopbackBetween(let ends, let address):
            """
            the ends are \(ends.rawValue), and data would go to \(address), where each reaches itself
              say where the destination takes it: --data-address with its IP address, interface or \
            RDMA device
            """
        case .otherWay(let address, let interface, let chosen):
            """
            data to \(address) would leave the source over \(interface.printable), which does not have \(chosen) \
            (--source-data-address)
              see `ip route get \(address)` there, or name what the data may take
            """
        case .sharedAddress(let address, let interface):
            """
            both hosts have \(address), each on an interface of its own (\(interface.printable)), and data sent \
            there would not leave its host
              name another with --data-address or --source-data-address
            """
        case .otherArrival(let address, let far, let taken, let source):
            """
            data to \(address), \(far.printable) of the destination, would not take that network: from \
            \(source.from) (\(source.interface.printable) of the source) the destination is reached over its \
            \(taken.printable)
              see `ip route get \(address)` at the source and `ip route get \(source.from)` at the destination, \
            or say that it is meant: --source-data-address \(source.interface.printable)
            """
        case .loginWay(let address, let far, let near):
            """
            data to \(address), \(far.printable) of the destination, would leave the source over \
            \(near.printable), the network of its ssh login
              mend the route there (`ip route get \(address)`), or say that it is meant: \
            --source-data-address \(near.printable)
            """
        case .held(let role, let endpoint, let lease):
            """
            \(role.rawValue) (\(endpoint)): the host is taken: \
            \(lease?.summary ?? "another suite runs there, and what it left cannot be read")
              two suites at a time spoil each other's figures: wait for it with --wait
            """
        case .builds(let source, let destination):
            """
            the source's agent is \(source), the destination's \(destination): put the same build on both hosts \
            (bench deploy ssh://HOST, or --agent-path)
            """
        case .interrupted: "stopped on request"
        case .system(let error): error.description
        }
    }
}

extension SessionError {
    /// The words of it that a row may have: of an endpoint its kind alone, since a command may hold names and
    /// secrets, and rows are published.
    var wordsForRow: String {
        guard let endpoint else { return "\(self)" }
        return "\(self)".replacing("(\(endpoint))", with: "(\(Endpoint.kind(of: endpoint)))")
    }

    private var endpoint: String? {
        switch self {
        case .launch(_, let endpoint, _), .version(_, let endpoint, _),
            .frameLimit(_, let endpoint, _), .lost(_, let endpoint, _),
            .silent(_, let endpoint, _, _), .malformed(_, let endpoint, _),
            .failed(_, let endpoint, _, _), .held(_, let endpoint, _):
            endpoint
        default: nil
        }
    }
}

/// Versions and build of this program.
public enum Version {
    /// The tool's version.
    public static let tool = "0.1.0"

    /// How it was built.
    ///
    /// Targets on the hot path are optimised either way.
    public static var build: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }
}
