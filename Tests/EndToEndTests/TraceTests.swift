import Foundation
import Guest
import Recording
import Results
import TestSupport
import Testing

extension EndToEnd {
    /// Recorded guests, from the recorder to a verified row.
    @Suite(.serialized) struct Traces {
        private func scratch() throws -> Scratch {
            let scratch = try Scratch()
            try Data(Trace.sample().encoded).write(to: scratch.url.appending(path: "some.trace"))
            return scratch
        }

        @Test func aTraceIsPlayedVerifiedAndKept() async throws {
            let scratch = try scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run([
                "run", "--workload", "replay", "--trace", "some.trace", "--transport",
                "tcp,multifd", "--memory", "32MiB", "--repetitions", "1", "--warmup", "0",
                "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let trace = try Trace.sample()
            let rows = try scratch.rows()
            #expect(rows.count == 3)
            for row in rows {
                #expect(row[RunColumns.case.workload] == "replay")
                #expect(row[RunColumns.outcome.verified] == true)
                let rate = row[RunColumns.case.dirtyRateTargetMiBS] ?? 0
                #expect(abs(rate - trace.bytesPerSecond / 0x1p20) < 0.001)
                #expect((row[RunColumns.guest.opsDone] ?? 0) > 0)
                #expect(row[RunColumns.guest.slowdownPercent] == nil)
            }
            #expect(try scratch.text("out/scenario.yml").contains(trace.digest))
            #expect(try scratch.text("out/environment.json").contains(trace.digest))
            // The folder alone is enough to run it again.
            try FileManager.default.removeItem(at: scratch.url.appending(path: "some.trace"))
            let again = try await program.run(["run", "--dry-run", "out/scenario.yml"])
            #expect(again.code == 0 && again.out.contains("replay"), "\(again)")
            let resumed = try await program.run(["run", "--resume", "out"])
            #expect(resumed.code == 0 && resumed.err.contains("0 runs are missing"), "\(resumed)")
        }

        @Test func showSaysWhatATraceHolds() async throws {
            let scratch = try scratch()
            let program = Program(in: scratch)
            let shown = try await program.run(["trace", "show", "some.trace"])
            #expect(shown.code == 0)
            for words in ["made for tests", "419 pages", "7 intervals of 5 ms", "digest"] {
                #expect(shown.out.contains(words), "\(shown)")
            }
            try scratch.write("other.trace", "name: x")
            let refused = try await program.run(["trace", "show", "other.trace"])
            #expect(refused.code == 64)
            #expect(
                refused.err == "error: other.trace: no trace: bench trace record makes one\n")
        }

        @Test(
            arguments: [
                ([], 64, "either --pid N or -- COMMAND"),
                (["--pid", "1", "--", "true"], 64, "and not both"),
                (["--method", "soft-dirt", "--pid", "1"], 64, "did you mean soft-dirty?"),
                (["--interval", "1us", "--pid", "1"], 64, "allowed are 1ms to 60s"),
                (["--duration", "1h", "--interval", "1ms", "--pid", "1"], 64, "65536 intervals"),
            ] as [([String], Int, String)])
        func whatCannotBeRecordedIsRefused(
            _ arguments: [String], _ code: Int, _ words: String
        ) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(["trace", "record"] + arguments)
            #expect(outcome.code == code && outcome.err.contains(words), "\(outcome)")
        }

        static let canRecord = RecordingMethod.allCases.contains { $0.obstacle == nil }

        @Test(.enabled(if: canRecord, "this kernel does not tell what a process writes"))
        func aCommandIsRecordedAndPlayed() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let recorded = try await program.run([
                "trace", "record", "--duration", "500ms", "--", "dd", "if=/dev/zero",
                "of=/dev/null", "bs=1M",
            ])
            #expect(recorded.code == 0, "\(recorded)")
            #expect(recorded.out.hasSuffix("trace  dd.trace\n"), "\(recorded)")
            // The command is ended with the recording.
            #expect(program.family.members.isEmpty)
            let trace = try Trace(
                decoding: [UInt8](Data(contentsOf: scratch.url.appending(path: "dd.trace"))))
            #expect(trace.intervalCount == 10)
            #expect(Set(trace.pages).count >= 256)
            let played = try await program.run([
                "run", "--workload", "replay", "--trace", "dd.trace", "--transport", "tcp",
                "--memory", "16MiB", "--repetitions", "1", "--warmup", "0", "--output", "out",
            ])
            #expect(played.code == 0, "\(played)")
            #expect(try scratch.rows()[0][RunColumns.outcome.verified] == true)
        }

        @Test(.enabled(if: canRecord, "this kernel does not tell what a process writes"))
        func aCommandThatIsNotThereIsNamed() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "trace", "record", "--", "no-such-program",
            ])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.hasPrefix("error: no-such-program cannot be started"))
        }
    }
}
