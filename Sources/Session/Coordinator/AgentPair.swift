public import Measurement
internal import Migration
public import Platform

/// Both agents, and the one place where the coordinator waits for them.
public final class AgentPair {
    /// Starting an agent may take a login on another host.
    public static let launchSeconds = 30.0

    let source: AgentHandle
    let destination: AgentHandle
    private let interrupts: Interrupts?
    private let silence: Silence

    /// Starts both agents, agrees on versions and takes their hosts.
    ///
    /// Each may take `launchSeconds` for its first words.
    /// - Parameters:
    ///   - lease: Of the suite that they are for; without one hosts are not taken.
    ///   - silence: After which an agent is given up, and gives the coordinator and its peer up.
    /// - Throws: ``SessionError``, ``SessionError/held(role:endpoint:by:)`` where another suite has
    ///   a host.
    public init(
        source: Endpoint, destination: Endpoint, executable: String, lease: Lease? = nil,
        interrupts: Interrupts?, silence: Silence = .byDefault,
        launchSeconds: Double = AgentPair.launchSeconds
    ) throws(SessionError) {
        self.interrupts = interrupts
        self.silence = silence
        // An agent that is gone must show as an error of a write, not as a signal to this process.
        ThisProcess.ignoreBrokenPipes()
        self.source = try AgentHandle(.source, at: source, executable: executable, silence)
        do {
            self.destination = try AgentHandle(
                .destination, at: destination, executable: executable, silence)
        } catch {
            self.source.stop()
            throw error
        }
        do throws(SessionError) {
            try greet(launchSeconds)
            if let lease { try take(lease) }
        } catch {
            stop()
            throw error
        }
    }

    /// Facts of the source's host.
    public var sourceFacts: HostFacts { source.facts }
    /// Facts of the destination's host.
    public var destinationFacts: HostFacts { destination.facts }

    /// Whether both agents run on one host.
    public var shareHost: Bool {
        guard let first = source.hello?.bootID, let second = destination.hello?.bootID else {
            return source.endpoint == destination.endpoint
        }
        return first == second
    }

    /// Whether both agents reach the same at 127.0.0.1: namespaces and containers of one host do not.
    public var shareNetwork: Bool {
        guard let first = source.hello?.networkID, let second = destination.hello?.networkID else {
            return shareHost
        }
        return shareHost && first == second
    }

    /// The cause behind `error`: an agent that reports a broken connection does so a moment before
    /// the other agent's end is seen.
    func rootCause(of error: SessionError) -> SessionError {
        guard case .failed(let role, _, _, _) = error else { return error }
        let other = role == .source ? destination : source
        do throws(SessionError) {
            let deadline = Deadline.after(seconds: 0.5)
            while !deadline.hasPassed {
                let ready: [Int]
                do { ready = try PollSource.wait([other.readiness], until: deadline) } catch {
                    throw .system(error)
                }
                if ready.isEmpty { break }
                try other.fill(doing: "migrating")
                while let message = try other.next() {
                    if case .failed = message { break }
                }
            }
            return error
        } catch {
            return error
        }
    }

    /// Why no migration can begin with them: one has ended by itself; nil while both run.
    ///
    /// So do agents whose coordinator stood still for long, on a laptop that slept.
    var ending: SessionError? { source.ending ?? destination.ending }

    /// Ends both agents.
    public func stop() {
        source.stop()
        destination.stop()
    }

    private func greet(_ seconds: Double) throws(SessionError) {
        var mine = Hello.mine
        mine.silenceSeconds = silence.seconds
        let hello = CoordinatorMessage.hello(mine)
        for agent in [source, destination] {
            try agent.send(hello, doing: "starting")
            let answer = try wait(for: agent, doing: "starting", seconds: seconds)
            guard case .hello(let theirs) = answer else {
                throw agent.unexpected(answer, doing: "starting")
            }
            try agent.take(theirs)
            try agent.send(.facts, doing: "reading the host's facts")
            let second = try wait(for: agent, doing: "reading the host's facts", seconds: seconds)
            guard case .facts(let facts) = second else {
                throw agent.unexpected(second, doing: "reading the host's facts")
            }
            try agent.check(facts)
            agent.set(facts)
        }
        guard let first = source.hello, let second = destination.hello else {
            preconditionFailure("both have said hello")
        }
        // The rows say which build moved the guests: there can be one only.
        guard first.buildWords == second.buildWords else {
            throw .builds(source: first.buildWords, destination: second.buildWords)
        }
    }

    /// How both agents were built.
    var build: (kind: String, commit: String?) {
        (source.hello?.build ?? Version.build, source.hello?.gitCommit)
    }

    /// The numeric address that an agent's host has under a name, or the address where it has that.
    /// - Throws: ``SessionError`` where it has none.
    func dataAddress(_ name: String, of agent: AgentHandle) throws(SessionError) -> String {
        let doing = "looking for the data address \(name)"
        try agent.send(.address(name), doing: doing)
        let answer = try wait(for: agent, doing: doing, seconds: silence.answerSeconds)
        guard case .address(let address) = answer else {
            throw agent.unexpected(answer, doing: doing)
        }
        return address
    }

    /// The way that data from an agent's host to `address` takes; nil where there is none.
    /// - Throws: ``SessionError``.
    func way(
        of agent: AgentHandle, towards address: SocketAddress
    ) throws(SessionError) -> DataWay? {
        let doing = "looking for the way to \(address.host)"
        try agent.send(.interface(address), doing: doing)
        let answer = try wait(for: agent, doing: doing, seconds: silence.answerSeconds)
        guard case .interface(let way) = answer else {
            throw agent.unexpected(answer, doing: doing)
        }
        return way
    }

    private func take(_ lease: Lease) throws(SessionError) {
        let doing = "taking the host"
        for agent in [source, destination] {
            try agent.send(.lease(lease), doing: doing)
            let answer = try wait(for: agent, doing: doing, seconds: silence.answerSeconds)
            guard case .lease(let state) = answer else {
                throw agent.unexpected(answer, doing: doing)
            }
            guard case .held(let other) = state else { continue }
            throw .held(role: agent.role, endpoint: "\(agent.endpoint)", by: other)
        }
    }

    /// The next message of `agent` but for `alive` and `progress`.
    func wait(
        for agent: AgentHandle, doing: String, seconds: Double
    ) throws(SessionError) -> AgentMessage {
        var answers = try wait(for: [agent], doing: doing, seconds: seconds)
        guard let answer = answers.removeValue(forKey: agent.role) else {
            preconditionFailure("wait(for:) returns one answer an agent")
        }
        return answer
    }

    /// Takes in what has come while no answer is waited for: an agent to which nobody listens for long
    /// takes its coordinator for gone.
    /// - Throws: ``SessionError`` where one failed or ended meanwhile.
    func listen() throws(SessionError) {
        let doing = "waiting for other guests"
        let both = [source, destination]
        let ready: [Int]
        do { ready = try PollSource.wait(both.map(\.readiness), until: .after(seconds: 0)) } catch {
            throw .system(error)
        }
        for agent in ready.map({ both[$0] }) {
            try agent.fill(doing: doing)
            while let message = try agent.next() {
                switch message {
                case .alive, .progress: break
                default: throw agent.unexpected(message, doing: doing)
                }
            }
        }
    }

    /// One message of each of `agents` but for `alive` and `progress`, which goes to `progress`.
    ///
    /// An agent that fails ends the wait; so does one that falls silent.
    func wait(
        for agents: [AgentHandle], doing: String, seconds: Double,
        progress: (TimelineSample) -> Void = { _ in }
    ) throws(SessionError) -> [AgentRole: AgentMessage] {
        let deadline = Deadline.after(seconds: seconds)
        var silence: [AgentRole: Deadline] = [:]
        var answers: [AgentRole: AgentMessage] = [:]
        // Starting an agent is silent; from its hello on it speaks.
        for agent in agents {
            silence[agent.role] =
                agent.hello == nil ? deadline : .after(seconds: Double(self.silence.seconds))
        }
        while answers.count < agents.count {
            for agent in agents where answers[agent.role] == nil {
                while answers[agent.role] == nil, let message = try agent.next() {
                    silence[agent.role] = .after(seconds: Double(self.silence.seconds))
                    switch message {
                    case .alive: break
                    case .progress(let sample):
                        try agent.check(sample)
                        progress(sample)
                    case .failed: throw agent.unexpected(message, doing: doing)
                    default: answers[agent.role] = message
                    }
                }
            }
            let waiting = agents.filter { answers[$0.role] == nil }
            if waiting.isEmpty { break }
            try waitForInput(waiting, silence, deadline, doing: doing, seconds: seconds)
        }
        return answers
    }

    private func waitForInput(
        _ agents: [AgentHandle], _ silence: [AgentRole: Deadline], _ deadline: Deadline,
        doing: String, seconds: Double
    ) throws(SessionError) {
        // An agent that talks without end, and never answers, must not hold the wait open.
        if deadline.hasPassed, let agent = agents.first {
            throw agent.silent(doing: doing, seconds: seconds)
        }
        let first = agents.compactMap { silence[$0.role] }.reduce(deadline) { $0.earlier($1) }
        let sources = agents.map(\.readiness) + (interrupts.map { [$0.readiness] } ?? [])
        let ready: [Int]
        do { ready = try PollSource.wait(sources, until: first) } catch { throw .system(error) }
        // It is left where it is: guests that migrate at once wait in several pairs, and all must see it.
        if ready.contains(agents.count) { throw .interrupted }
        for index in ready where index < agents.count { try agents[index].fill(doing: doing) }
        guard ready.isEmpty else { return }
        for agent in agents where silence[agent.role]?.hasPassed ?? false {
            let limit = deadline.hasPassed ? seconds : Double(self.silence.seconds)
            throw agent.silent(doing: doing, seconds: limit)
        }
    }
}
