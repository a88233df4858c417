import Foundation
import Testing

extension EndToEnd {
    /// What people see on a terminal, and what programs read from a pipe.
    @Suite(.serialized) struct Terminal {
        /// Paced, so that there is something to watch.
        private func slow(_ scratch: borrowing Scratch) throws -> String {
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: 2, memory: "32MiB")
            return "run \(scenario) --output out --max-bandwidth 32MiB/s"
        }

        /// Runs in a terminal of `columns`; what it shows comes back as standard output.
        private func onTerminal(
            columns: Int, _ arguments: String, _ program: Program
        ) async throws -> Program.Outcome {
            let inner = "stty cols \(columns); \"$BENCH\" \(arguments)"
            return try await program.shell("script -qec '\(inner)' /dev/null < /dev/null")
        }

        @Test func aPipeGetsPlainLines() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.shell("\"$BENCH\" \(try slow(scratch))")
            #expect(outcome.code == 0, "\(outcome)")
            for text in [outcome.out, outcome.err] {
                #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            }
            #expect(outcome.err.contains("[1/2] tcp  idle   completed   total "))
            #expect(outcome.err.contains("[2/2] tcp"))
        }

        @Test func aTerminalGetsAProgressLine() async throws {
            let scratch = try Scratch()
            let outcome = try await onTerminal(columns: 100, slow(scratch), Program(in: scratch))
            #expect(outcome.code == 0, "\(outcome)")
            let shown = outcome.out.components(separatedBy: "\r\u{1B}[K")
            #expect(shown.contains { $0.hasPrefix("[1/2] tcp  idle   round 1   ") })
            #expect(shown.contains { $0.contains(" MiB left") && $0.contains("Gb/s") })
            #expect(shown.contains { $0.hasPrefix("[2/2]") && $0.contains("ETA 0:0") })
            // It is gone in the end: the summary does not stand behind it.
            #expect(try #require(shown.last).hasPrefix("\r\n"))
            #expect(!outcome.out.contains("[1/2] tcp  idle   completed"))
        }

        @Test func aNarrowTerminalIsNotOverrun() async throws {
            let scratch = try Scratch()
            let outcome = try await onTerminal(columns: 30, slow(scratch), Program(in: scratch))
            #expect(outcome.code == 0, "\(outcome)")
            let shown = outcome.out.components(separatedBy: "\r\u{1B}[K").dropFirst()
                .filter { $0.hasPrefix("[") }
            #expect(!shown.isEmpty)
            for line in shown { #expect(line.count < 30, "\(line)") }
        }

        /// `bench | head -1`: a reader that goes away is no failure of the program's own.
        @Test func aReaderThatLeavesEndsNothingBadly() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(transports: "[null, tcp]")
            let outcome = try await program.shell(
                """
                "$BENCH" run \(scenario) --output out 2> errors | head -c 1 > /dev/null; \
                "$BENCH" list columns 2>> errors | head -c 1 > /dev/null; \
                "$BENCH" --dry-run 2>> errors | head -c 1 > /dev/null
                """)
            #expect(outcome.code == 0)
            let errors = try scratch.text("errors")
            #expect(!errors.contains("rror"), "\(errors)")
            #expect(!errors.contains("atal"), "\(errors)")
            #expect(try scratch.statuses() == ["completed", "completed"])
        }
    }
}
