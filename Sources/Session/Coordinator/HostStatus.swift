public import Platform

/// Who measures on a host, asked of an agent there.
///
/// Errors name the endpoint alone: it is no end of a migration.
public enum HostStatus {
    /// How the host at `endpoint` stands.
    /// - Throws: ``SessionError`` where no agent can be started there.
    public static func of(
        _ endpoint: Endpoint, executable: String, interrupts: Interrupts
    ) throws(SessionError) -> LeaseState {
        // A pair of agents on one host: what starts and greets them is the same.
        let pair = try AgentPair(
            source: endpoint, destination: .local, executable: executable, interrupts: interrupts)
        defer { pair.stop() }
        let doing = "asking who has the host"
        try pair.source.send(.leaseState, doing: doing)
        let answer = try pair.wait(
            for: pair.source, doing: doing, seconds: Silence.byDefault.answerSeconds)
        guard case .lease(let state) = answer else {
            throw pair.source.unexpected(answer, doing: doing)
        }
        return state
    }

    /// An error of it as the user reads it.
    public static func words(of error: SessionError, at endpoint: Endpoint) -> String {
        let end = "\(AgentRole.source.rawValue) (\(endpoint))"
        let words = "\(error)"
        return words.hasPrefix(end) ? "\(endpoint)\(words.dropFirst(end.count))" : words
    }
}
