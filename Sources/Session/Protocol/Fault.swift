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
    /// The transport loses or misplaces a write.
    case transport(TransportFault)
    /// An agent is killed when it reaches a state.
    case kill(AgentRole, at: AgentState)
    /// An agent takes its host's link down when it reaches a state: in machines of the lab only.
    case cut(AgentRole, at: AgentState)
    /// An agent stands still with all that it has open when it reaches a state, as a host that hangs.
    case freeze(AgentRole, at: AgentState)
    /// The source has another token than the destination.
    case wrongToken

    /// Reads `lost-page`, `torn-page`, `early-bit`, `stand-still`, `lost-write`, `wrong-offset`,
    /// `missing-flush`, `wrong-token`, or what happens to an end at a state, such as
    /// `kill-source:precopy`, `freeze-source:setup` or `cut-destination:switchover`; nil for anything
    /// else.
    public init?(parsing text: String) {
        if let fault = EngineFault(rawValue: text) {
            self = .engine(fault)
        } else if let fault = GuestFault(rawValue: text) {
            self = .guest(fault)
        } else if let fault = TransportFault(rawValue: text) {
            self = .transport(fault)
        } else if text == Self.wrongToken.description {
            self = .wrongToken
        } else if let fault = Self.atState.first(where: { $0.description == text }) {
            self = fault
        } else {
            return nil
        }
    }

    private static let atState = AgentRole.allCases.flatMap { role in
        killStates.flatMap { [kill(role, at: $0), cut(role, at: $0), freeze(role, at: $0)] }
    }

    /// The states that an agent can be killed in: before its first migration it is not armed, so
    /// that `idle` is none of them.
    public static let killStates = AgentState.allCases.filter { $0 != .idle }

    /// The fault as it is typed.
    public var description: String {
        switch self {
        case .engine(let fault): fault.rawValue
        case .guest(let fault): fault.rawValue
        case .transport(let fault): fault.rawValue
        case .kill(let role, let state): "kill-\(role.rawValue):\(state.rawValue)"
        case .cut(let role, let state): "cut-\(role.rawValue):\(state.rawValue)"
        case .freeze(let role, let state): "freeze-\(role.rawValue):\(state.rawValue)"
        case .wrongToken: "wrong-token"
        }
    }

    var engineFault: EngineFault? { if case .engine(let fault) = self { fault } else { nil } }

    var transportFault: TransportFault? {
        if case .transport(let fault) = self { fault } else { nil }
    }

    /// The mistake that the guest makes at this end: it stands still where it arrives, and anything
    /// else goes wrong where it comes from.
    func guestFault(at role: AgentRole) -> GuestFault? {
        guard case .guest(let fault) = self else { return nil }
        return (fault == .standStill) == (role == .destination) ? fault : nil
    }
}
