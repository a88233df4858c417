import Foundation
import Programs
import Testing

@Suite struct ProgramRunTests {
    /// Runs a shell command on a thread that may block.
    private func shell(
        _ command: String, in folder: String? = nil, seconds: Double = 60, isStopped: Bool = false
    ) async throws -> ProgramRun.Outcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try ProgramRun("/bin/sh", ["-c", command], in: folder)
                            .outcome(within: seconds, isStopped: { isStopped })
                    })
            }
        }
    }

    @Test func streamsAreKeptApart() async throws {
        let outcome = try await shell("pwd; echo odd >&2", in: "/")
        #expect(outcome.output == "/\n")
        #expect(outcome.errors == "odd\n")
        #expect(outcome.isSuccess)
    }

    @Test func aFailureIsAnOutcome() async throws {
        let outcome = try await shell("echo some; exit 3")
        #expect(outcome.output == "some\n")
        #expect(!outcome.isSuccess)
    }

    @Test func theLocaleIsNotTheUsers() async throws {
        #expect(try await shell("echo $LC_ALL").output == "C\n")
    }

    @Test func whatCannotBeStartedFails() async throws {
        let outcome = try await shell("exit 0", in: "/no/such/folder")
        #expect(!outcome.isSuccess)
        #expect(!outcome.errors.isEmpty)
    }

    @Test func aHangingProgramIsEnded() async {
        await #expect(throws: ProgramRun.Unfinished.overdue) {
            try await shell("sleep 60", seconds: 0.2)
        }
        await #expect(throws: ProgramRun.Unfinished.stopped) {
            try await shell("sleep 60", isStopped: true)
        }
    }

    @Test func programsAreFoundByName() {
        #expect(HostProgram(name: "sh", package: "dash").path?.hasSuffix("/sh") == true)
        #expect(HostProgram.find("no-such-program") == nil)
    }
}
