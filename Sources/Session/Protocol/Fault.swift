public import Guest
public import Migration

/// A mistake made on purpose in one migration, to prove that the harness notices.
///
/// For testing only: `bench run --inject`.
public enum Fault: Codable, Sendable, Hashable, CustomStringConvertible {
    /// The engine loses or tears a page.
    case engine(EngineFault)
    /// The guest logs its writes in the wrong order.
    case guest(GuestFault)
    /// An agent is killed when it reaches a state.
    case kill(AgentRole, at: AgentState)

    /// Reads `lost-page`, `torn-page`, `early-bit`, `kill-source:STATE` or
    /// `kill-destination:STATE`; nil for anything else.
    public init?(parsing text: String) {
        if let fault = EngineFault(rawValue: text) {
            self = .engine(fault)
        } else if let fault = GuestFault(rawValue: text) {
            self = .guest(fault)
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].hasPrefix("kill-"),
                let role = AgentRole(rawValue: String(parts[0].dropFirst("kill-".count))),
                let state = AgentState(rawValue: String(parts[1])), Self.killStates.contains(state)
            else { return nil }
            self = .kill(role, at: state)
        }
    }

    /// The states that an agent can be killed in: before its first migration it is not armed, so
    /// that `idle` is none of them.
    public static let killStates = AgentState.allCases.filter { $0 != .idle }

    /// The fault as it is typed.
    public var description: String {
        switch self {
        case .engine(let fault): fault.rawValue
        case .guest(let fault): fault.rawValue
        case .kill(let role, let state): "kill-\(role.rawValue):\(state.rawValue)"
        }
    }

    var engineFault: EngineFault? { if case .engine(let fault) = self { fault } else { nil } }

    var guestFault: GuestFault? { if case .guest(let fault) = self { fault } else { nil } }
}
