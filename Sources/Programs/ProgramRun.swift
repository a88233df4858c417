internal import Platform
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// One run of a program of the host, with a deadline.
///
///     let run = ProgramRun("/bin/ls", ["-l"], in: "/tmp")
///     let outcome = try run.outcome(within: 10)
///
/// Waiting blocks, and what is waited for are tasks: not to be called on the few threads that all
/// tasks share.
public struct ProgramRun: Sendable {
    /// What a program said and how it ended.
    public struct Outcome: Sendable {
        /// Its standard output.
        public let output: String
        /// Its standard error; or why it could not be started.
        public let errors: String
        /// Whether it ended with exit code 0.
        public let isSuccess: Bool
    }

    /// Why there is no outcome.
    public enum Unfinished: Error, Sendable {
        /// Somebody wanted it to stop.
        case stopped
        /// It took too long.
        case overdue
    }

    /// The longest output that is kept of each stream, in bytes.
    private static let limit = 4 << 20

    private let path: String
    private let arguments: [String]
    private let folder: String?
    private let locale: String

    /// A run that has not begun.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - arguments: What it is given.
    ///   - folder: Where it runs; where this process does, if nil.
    ///   - locale: What LC_ALL says.
    public init(
        _ path: String, _ arguments: [String], in folder: String? = nil, locale: String = "C"
    ) {
        self.path = path
        self.arguments = arguments
        self.folder = folder
        self.locale = locale
    }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - seconds: For how long at most.
    ///   - isStopped: Asked ten times a second whether to give up.
    /// - Throws: ``Unfinished``, and the program is ended then.
    public func outcome(
        within seconds: Double, isStopped: () -> Bool = { false }
    ) throws(Unfinished) -> Outcome {
        let answer = Answer()
        let task = Task.detached { [self] in
            defer { answer.done.post() }
            let result = await result()
            answer.result.withLock { $0 = result }
        }
        let deadline = Deadline.after(seconds: seconds)
        while !answer.done.wait(until: .after(seconds: 0.1)) {
            let stopped = isStopped()
            guard stopped || deadline.hasPassed else { continue }
            task.cancel()
            _ = answer.done.wait(until: .after(seconds: 5))
            throw stopped ? .stopped : .overdue
        }
        guard let result = answer.result.withLock({ $0 }) else {
            preconditionFailure("a finished program has a result")
        }
        return result
    }

    private func result() async -> Outcome {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments),
                environment: .inherit.updating(["LC_ALL": locale]),
                workingDirectory: folder.map { FilePath($0) },
                platformOptions: Self.options, output: .string(limit: Self.limit),
                error: .string(limit: Self.limit))
            return Outcome(
                output: result.standardOutput, errors: result.standardError,
                isSuccess: result.terminationStatus.isSuccess)
        } catch {
            return Outcome(output: "", errors: "\(error)", isSuccess: false)
        }
    }

    /// A group of its own keeps the terminal's Ctrl-C away; it is ended by cancelling.
    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        return options
    }

    private final class Answer: Sendable {
        let done = Semaphore()
        let result = Mutex<Outcome?>(nil)
    }
}
