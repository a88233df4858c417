internal import Measurement
internal import Platform
internal import Synchronization

// An agent: a process of its own that does one end of a migration at a time, told by the
// coordinator over its standard streams. The main thread reads messages; a worker thread does
// what they ask, and the migration runs on threads of its own.

/// The agent's process.
public final class Agent {
    /// It says how far a migration is this often, in seconds.
    static let progressSeconds = 0.1
    /// A coordinator is given up that has not said anything for so long before its first words, in
    /// seconds: starting both agents may take two logins.
    static let firstWordsSeconds = 4 * AgentPair.launchSeconds
    /// With this exit code it ends then, and with 3 where anything else is wrong.
    static let silenceExitCode: Int32 = 75
    /// Between the steps of a session this many seconds may pass without a message.
    static let idleSeconds = 24.0 * 3600

    private let stream: FrameStream
    private let link: AgentLink
    private let worker: AgentWorker

    /// Runs an agent over this process's standard streams until they end.
    ///
    /// Never returns: the process ends at once with its stream, whatever its threads are doing.
    public static func run(gitCommit: String?) -> Never {
        ThisProcess.becomeAgent()
        do {
            let channel = try ByteChannel.takingOverStandardStreams()
            try Agent(channel, gitCommit).serve()
            ThisProcess.exitNow(0)
        } catch {
            // The coordinator sees the stream end and says so; this is for whoever looks here.
            StandardError.write("bench agent: \(error)\n")
            ThisProcess.exitNow(error is SilentCoordinator ? Self.silenceExitCode : 3)
        }
    }

    private init(_ channel: ByteChannel, _ gitCommit: String?) throws {
        stream = FrameStream(channel)
        link = AgentLink(stream.writer)
        worker = try AgentWorker(link, gitCommit: gitCommit)
    }

    private func serve() throws {
        var nextAlive = Deadline.after(seconds: link.silence.aliveSeconds)
        var nextProgress = Deadline.after(seconds: Self.progressSeconds)
        // It says that it lives from its hello on, for which the other host's agent may be waited.
        var silenceSeconds = Self.firstWordsSeconds
        var silence = Deadline.after(seconds: silenceSeconds)
        while true {
            if try !PollSource.wait([stream.readiness], until: nextProgress).isEmpty {
                guard try listen() else { return }
                silenceSeconds = Double(link.silence.seconds)
                silence = .after(seconds: silenceSeconds)
            } else if silence.hasPassed {
                throw SilentCoordinator(seconds: silenceSeconds)
            }
            if nextProgress.hasPassed {
                worker.reportProgress()
                nextProgress = .after(seconds: Self.progressSeconds)
            }
            if nextAlive.hasPassed {
                link.send(.alive)
                worker.takeLeaseOver()
                nextAlive = .after(seconds: link.silence.aliveSeconds)
            }
        }
    }

    /// Takes in what has arrived; false at the end of the stream.
    private func listen() throws(FrameStream.Failure) -> Bool {
        do throws(FrameStream.Failure) { try stream.fill() } catch {
            if case .ended = error { return false }
            throw error
        }
        while let message = try stream.next(CoordinatorMessage.self) {
            switch message {
            case .alive: continue
            case .hello(let hello):
                link.keep(hello.silenceSeconds.flatMap(Silence.init(seconds:)) ?? .byDefault)
                worker.take(message)
            default: worker.take(message)
            }
        }
        return true
    }
}

/// Whoever is waited for does not speak: its host may be gone, with all connections left open.
private struct SilentCoordinator: Error, CustomStringConvertible {
    let seconds: Double

    var description: String {
        "the coordinator has been silent for \(Int(seconds)) s: given up"
    }
}
