internal import Platform
internal import Subprocess
internal import Synchronization
internal import SystemPackage

/// Runs programs of the host, one at a time, each with a deadline.
///
/// It blocks, and what it waits for are tasks: not to be called on the few threads that all tasks
/// share.
struct Tool: Sendable {
    /// Whether the user asked to stop; looked at while a program runs.
    let isStopped: @Sendable () -> Bool

    /// What a program said and how it ended.
    struct Outcome: Sendable {
        let output: String
        let isSuccess: Bool
    }

    /// The longest output that is kept.
    private static let limit = 4 << 20
    private static let tailLines = 8
    private static let again = "is this host very busy? repeat the command"

    /// Runs `program` and returns its standard output.
    /// - Throws: ``LabError/program(_:doing:output:remedy:)`` when it fails.
    func run(
        _ program: HostProgram, _ arguments: [String], in folder: String? = nil,
        doing: String, seconds: Double = 60, remedy: String? = nil
    ) throws(LabError) -> String {
        let outcome = try outcome(
            program, arguments, in: folder, doing: doing, seconds: seconds, remedy: remedy)
        guard outcome.isSuccess else {
            let tail = outcome.output.split(separator: "\n").suffix(Self.tailLines)
            throw .program(
                program.name, doing: doing, output: tail.joined(separator: "\n"), remedy: remedy)
        }
        return outcome.output
    }

    /// Runs `program`; its failure is an outcome, with what it said on both its streams.
    func outcome(
        _ program: HostProgram, _ arguments: [String], in folder: String? = nil, doing: String,
        seconds: Double = 60, remedy: String? = nil
    ) throws(LabError) -> Outcome {
        guard let path = program.path else { throw .missing([program]) }
        let answer = Answer()
        let task = Task.detached {
            defer { answer.done.post() }
            let result = await Self.result(path, arguments, folder)
            answer.result.withLock { $0 = result }
        }
        let deadline = Deadline.after(seconds: seconds)
        while !answer.done.wait(until: .after(seconds: 0.1)) {
            let stopped = isStopped()
            guard stopped || deadline.hasPassed else { continue }
            task.cancel()
            _ = answer.done.wait(until: .after(seconds: 5))
            if stopped { throw .interrupted }
            throw .timedOut(doing: doing, seconds: seconds, remedy: remedy ?? Self.again)
        }
        guard let result = answer.result.withLock({ $0 }) else {
            preconditionFailure("a finished program has a result")
        }
        return result
    }

    private static func result(
        _ path: String, _ arguments: [String], _ folder: String?
    ) async -> Outcome {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments),
                environment: .inherit.updating(["LC_ALL": "C"]),
                workingDirectory: folder.map { FilePath($0) },
                platformOptions: options, output: .string(limit: limit),
                error: .string(limit: limit))
            let isSuccess = result.terminationStatus.isSuccess
            let words = isSuccess ? "" : result.standardError
            return Outcome(output: result.standardOutput + words, isSuccess: isSuccess)
        } catch {
            return Outcome(output: "\(error)", isSuccess: false)
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
