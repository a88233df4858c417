public import Platform

/// Why a session with an agent failed.
public enum SessionError: Error, Sendable, CustomStringConvertible {
    /// The agent could not be started.
    case launch(role: AgentRole, endpoint: String, reason: String)
    /// The agent is another version.
    case version(role: AgentRole, endpoint: String, theirs: Hello)
    /// The agent's stream ended.
    case lost(role: AgentRole, endpoint: String, doing: String)
    /// The agent did not answer in time.
    case silent(role: AgentRole, endpoint: String, doing: String, seconds: Double)
    /// The agent said something that is not in the protocol, or not now.
    case malformed(role: AgentRole, endpoint: String, what: String)
    /// The agent reported a failure.
    case failed(role: AgentRole, endpoint: String, state: AgentState, reason: String)
    /// The user asked to stop.
    case interrupted
    /// A call of this process failed.
    case system(SystemError)

    /// The error as the user reads it: what happened and where, then what to do.
    public var description: String {
        switch self {
        case .launch(let role, let endpoint, let reason):
            "\(role.rawValue) (\(endpoint)): cannot start the agent: \(reason)"
        case .version(let role, let endpoint, let theirs):
            """
            \(role.rawValue) (\(endpoint)): the agent is bench \(theirs.toolVersion) and speaks \
            protocol \(theirs.protocolVersion), this is bench \(Version.tool) with protocol \
            \(sessionProtocolVersion): put the same build on both hosts
            """
        case .lost(let role, let endpoint, let doing):
            "\(role.rawValue) (\(endpoint)): the agent ended while \(doing)"
        case .silent(let role, let endpoint, let doing, let seconds):
            "\(role.rawValue) (\(endpoint)): no answer for \(Int(seconds)) s while \(doing)"
        case .malformed(let role, let endpoint, let what):
            "\(role.rawValue) (\(endpoint)): not an agent's answer: \(what)"
        case .failed(let role, let endpoint, let state, let reason):
            "\(role.rawValue) (\(endpoint)), \(state.rawValue): \(reason)"
        case .interrupted: "stopped on request"
        case .system(let error): error.description
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
