internal import Programs

/// Runs programs of the host for the lab, one at a time, each with a deadline.
///
/// It blocks as ``ProgramRun`` does.
struct Tool: Sendable {
    /// Whether the user asked to stop; looked at while a program runs.
    let isStopped: @Sendable () -> Bool

    /// What a program said and how it ended.
    struct Outcome: Sendable {
        let output: String
        let isSuccess: Bool
    }

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
        let run = ProgramRun(path, arguments, in: folder)
        do {
            let outcome = try run.outcome(within: seconds, isStopped: isStopped)
            let words = outcome.isSuccess ? "" : outcome.errors
            return Outcome(output: outcome.output + words, isSuccess: outcome.isSuccess)
        } catch .stopped {
            throw .interrupted
        } catch {
            throw .timedOut(doing: doing, seconds: seconds, remedy: remedy ?? Self.again)
        }
    }
}
