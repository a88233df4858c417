import Foundation
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The real program, run as a user would.
struct Program {
    /// What came of a run.
    struct Outcome: CustomStringConvertible {
        /// The exit code; 128 and the signal where one ended it, as in a shell.
        let code: Int
        let out: String
        let err: String

        var description: String { "exit \(code)\n--- stdout\n\(out)--- stderr\n\(err)---" }
    }

    /// A run that did not end in time, and was killed.
    struct Overdue: Error, CustomStringConvertible {
        let seconds: Double
        var description: String { "did not end within \(seconds) s" }
    }

    /// A run in progress, for tests that interfere.
    struct Running: Sendable {
        let id: Int32
        let family: Family

        func signal(_ signal: Signal) throws { try Family.send(signal, to: id) }
    }

    /// What is added to the environment of the program, and so of all that it starts.
    let family = Family()
    let folder: URL

    /// The program in a folder of its own.
    init(in folder: borrowing Scratch) { self.folder = folder.url }

    /// The program in a folder that somebody else keeps.
    init(in folder: URL) { self.folder = folder }

    /// The built product: it lies beside the test bundle.
    static func path() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: own).deletingLastPathComponent().appending(path: "bench").path
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "\(path) is not there: swift build first")
        return path
    }

    /// Runs `bench` with `arguments` to its end.
    func run(_ arguments: [String], seconds: Double = 60) async throws -> Outcome {
        try await run(Self.path(), arguments, seconds: seconds) { _ in }
    }

    /// Runs `bench`, and `meanwhile` beside it.
    func run(
        _ arguments: [String], seconds: Double = 60,
        meanwhile: @escaping @Sendable (Running) async throws -> Void
    ) async throws -> Outcome {
        try await run(Self.path(), arguments, seconds: seconds, meanwhile: meanwhile)
    }

    /// Runs a shell command in which `$BENCH` is the program.
    func shell(_ command: String, seconds: Double = 60) async throws -> Outcome {
        try await run("/bin/sh", ["-c", command], seconds: seconds) { _ in }
    }

    func run(
        _ program: String, _ arguments: [String], seconds: Double,
        meanwhile: @escaping @Sendable (Running) async throws -> Void
    ) async throws -> Outcome {
        let family = family
        let environment = Environment.inherit.updating([
            Family.key: family.mark, "BENCH": try Self.path(), "LC_ALL": "C",
        ])
        let folder = FilePath(folder.path)
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(FilePath(program)), arguments: Arguments(arguments),
                    environment: environment, workingDirectory: folder, input: .none,
                    output: .string(limit: 4 << 20), error: .string(limit: 4 << 20)
                ) { execution in
                    let id = execution.processIdentifier.value
                    try await meanwhile(Running(id: id, family: family))
                }
                let code =
                    switch result.terminationStatus {
                    case .exited(let code): Int(code)
                    case .signaled(let signal): 128 + Int(signal)
                    }
                return Outcome(
                    code: code, out: result.standardOutput, err: result.standardError)
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                family.kill()
                throw Overdue(seconds: seconds)
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() else { throw Overdue(seconds: 0) }
            return outcome
        }
    }
}
