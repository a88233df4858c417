internal import Measurement
internal import Platform
internal import Programs

/// The coordinator's side of one agent: its process, its messages and its name in errors.
final class AgentHandle {
    let role: AgentRole
    let endpoint: Endpoint
    /// What the host of the agent is.
    private(set) var facts = HostFacts()
    /// What the agent said of itself.
    private(set) var hello: Hello?
    /// Whether it has answered a question: something that sends back what it gets says hello too.
    private var hasAnswered = false
    private let silence: Silence

    /// Should the coordinator die, its channel closes and the agent ends by itself.
    private let process: PipedProgram
    private let stream: FrameStream
    private var heart: Heart?

    init(
        _ role: AgentRole, at endpoint: Endpoint, executable: String, _ silence: Silence
    ) throws(SessionError) {
        self.role = role
        self.endpoint = endpoint
        self.silence = silence
        let (program, arguments) = endpoint.command(executable: executable, silence)
        do { process = try PipedProgram(program, arguments, errors: .passedOn) } catch {
            throw .launch(role: role, endpoint: "\(endpoint)", reason: "\(error)")
        }
        stream = FrameStream(process.channel)
    }

    /// What to wait on for the agent's next message.
    var readiness: PollSource { stream.readiness }

    func send(
        _ message: CoordinatorMessage, doing: String = "taking a message"
    ) throws(SessionError) {
        do { try stream.send(message) } catch { throw translate(error, doing: doing) }
    }

    /// Reads what has arrived; call when ready.
    func fill(doing: String) throws(SessionError) {
        do { try stream.fill() } catch { throw translate(error, doing: doing) }
    }

    /// The next message that has arrived as a whole.
    ///
    /// `alive` is passed on like any other.
    func next() throws(SessionError) -> AgentMessage? {
        do { return try stream.next(AgentMessage.self) } catch {
            throw translate(error, doing: "speaking")
        }
    }

    /// Says that the agent broke off or did not answer.
    func unexpected(_ message: AgentMessage, doing: String) -> SessionError {
        if case .failed(let state, let reason) = message {
            return .failed(role: role, endpoint: "\(endpoint)", state: state, reason: reason)
        }
        return malformed("\(message.name) while \(doing)")
    }

    /// Says that the agent said what no agent says.
    func malformed(_ what: String) -> SessionError {
        .malformed(role: role, endpoint: "\(endpoint)", what: what)
    }

    /// Refuses figures that nothing can have counted.
    /// - Parameter name: of a report that is a figure itself.
    func check(_ report: Any, name: String = "") throws(SessionError) {
        guard let figure = Plausibility.breach(in: report, name: name) else { return }
        throw malformed("\(figure) is more than anything that is counted")
    }

    func silent(doing: String, seconds: Double) -> SessionError {
        .silent(role: role, endpoint: "\(endpoint)", doing: doing, seconds: seconds)
    }

    /// Takes what the agent says of itself; from here on it is told that this side lives.
    func take(_ hello: Hello) throws(SessionError) {
        self.hello = hello
        guard hello.protocolVersion == sessionProtocolVersion else {
            throw .version(role: role, endpoint: "\(endpoint)", theirs: hello)
        }
        // Else a report that one side sends could be too long for the other, an hour later.
        guard hello.maximumFrameBytes == FrameStream.maximumFrame else {
            throw .frameLimit(
                role: role, endpoint: "\(endpoint)", theirs: hello.maximumFrameBytes)
        }
        guard hello.hasPlainBuild else { throw malformed("a build that is none") }
        do { heart = try Heart(stream.writer, silence) } catch { throw .system(error) }
    }

    /// Says that the agent has ended between two migrations; nil while it runs.
    var ending: SessionError? {
        process.ending(within: 0).map {
            .lost(
                role: role, endpoint: "\(endpoint)",
                doing: "waiting for the next migration (\(words($0)))")
        }
    }

    func set(_ facts: HostFacts) {
        self.facts = facts
        hasAnswered = true
    }

    func stop() {
        heart?.stop()
        stream.writer.end()
        // Agents end with their input, at once but for one that hangs.
        process.stop(within: silence.endSeconds)
    }

    private func words(_ ending: ProgramEnding) -> String {
        ending == .exited(Agent.silenceExitCode)
            ? "it had heard nothing from here for \(silence.seconds) s" : "\(ending)"
    }

    private func translate(_ failure: FrameStream.Failure, doing: String) -> SessionError {
        switch failure {
        case .ended:
            let ending = process.ending(within: 5)
            let words = ending.map { " (\(self.words($0)))" } ?? ""
            let how = !hasAnswered ? "\(words); \(endpoint.hint(ending))" : words
            return .lost(role: role, endpoint: "\(endpoint)", doing: doing + how)
        case .malformed(let what):
            // What comes before the first answer is most likely not an agent's at all.
            let hint = !hasAnswered ? "; \(endpoint.hint(nil))" : ""
            return .malformed(role: role, endpoint: "\(endpoint)", what: what + hint)
        case .system(let error): return .system(error)
        }
    }
}
