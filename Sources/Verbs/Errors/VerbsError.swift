internal import Platform

/// What went wrong with RDMA: which call or event, why, and what it was needed for.
public enum VerbsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A call of libibverbs, librdmacm or rsockets failed with an error number; `advice` says what
    /// usually helps, where something does.
    case call(String, code: Int32, doing: String, advice: String? = nil)
    /// The deadline came before what was waited for.
    case timedOut(doing: String)
    /// The peer refused the connection and may have said why.
    case rejected(reason: Int32, privateData: [UInt8], doing: String)
    /// The connection manager reported something else than what was waited for; `code` is the
    /// error number or, from a peer's connection manager, its reason.
    case event(ConnectionEvent.Kind, code: Int32, doing: String)
    /// A work request did not end well.
    case completion(CompletionFailure, doing: String)
    /// The peer ended the connection.
    case closed(doing: String)

    /// The error in one line, for a user.
    public var description: String {
        switch self {
        case .call(let name, let code, let doing, let advice):
            let text = "\(doing): \(name): \(SystemError.text(for: code))"
            return advice.map { "\(text): \($0)" } ?? text
        case .timedOut(let doing):
            return "\(doing): nothing happened before the deadline"
        case .rejected(let reason, _, let doing):
            return "\(doing): the peer rejected the connection: \(RejectReason.words(for: reason))"
        case .event(let kind, let code, let doing):
            let cause = code < 0 ? ": \(SystemError.text(for: -code))" : ""
            return "\(doing): \(kind)\(cause)"
        case .completion(let failure, let doing):
            return "\(doing): \(failure)"
        case .closed(let doing):
            return "\(doing): the peer closed the connection"
        }
    }

    /// Whether a deadline came first.
    public var isTimeout: Bool {
        if case .timedOut = self { true } else { false }
    }
}
