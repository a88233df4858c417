import Foundation
import Results
import Testing

extension EndToEnd {
    /// What a gate suspects is measured again, and what comes of it is said in every format.
    @Suite(.serialized) struct Confirming {
        /// A limit that no load of the machine reaches, and that a hundredfold passes.
        private static let rules = """
            minimum_repetitions: 6
            rules: [{metric: total_ms, max_regression: 1000%}]

            """

        /// A suite that was run, and a copy of it as the baseline.
        private func measured(_ scratch: Scratch) async throws -> Program {
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(transports: "[null]", repetitions: 6)
            let run = try await program.run(["run", scenario, "--output", "out"])
            #expect(run.code == 0, "\(run)")
            try scratch.copy("out", to: "base")
            try scratch.write("rules.yml", Self.rules)
            return program
        }

        private func gate(_ more: String...) -> [String] {
            ["gate", "--baseline", "base", "--current", "out", "--rules", "rules.yml"] + more
        }

        @Test func aFalseAlarmIsCleared() async throws {
            let scratch = try Scratch()
            let program = try await measured(scratch)
            try scratch.change("out", "total_ms") { $0 * 100 }
            let before = try scratch.text("out/runs.csv")
            #expect(try await program.run(gate()).code == 2)
            let outcome = try await program.run(gate("--confirm"))
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.hasPrefix("ok  total_ms"))
            #expect(outcome.out.contains("not confirmed by 6 more runs"))
            #expect(try scratch.rows("out-confirm").count == 6)
            // The suite itself is only read, and a second confirmation has a folder of its own.
            #expect(try scratch.text("out/runs.csv") == before)
            let again = try await program.run(gate("--confirm", "--format", "junit"))
            #expect(again.code == 0, "\(again)")
            #expect(again.out.contains("failures=\"0\" errors=\"0\" skipped=\"0\""))
            #expect(try scratch.rows("out-confirm-2").count == 6)
        }

        @Test func aRegressionIsConfirmed() async throws {
            let scratch = try Scratch()
            let program = try await measured(scratch)
            for column in ["total_ms", "downtime_ms"] {
                try scratch.change("base", column) { $0 / 1000 }
            }
            let outcome = try await program.run(gate("--confirm", "--format", "github"))
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.out.contains("confirmed by 6 more runs"))
            #expect(outcome.err.contains("::error title=bench gate::total_ms, null"))
        }

        /// Nobody can measure again where the ends are not known.
        @Test func withoutEndsNothingIsMeasured() async throws {
            let scratch = try Scratch()
            let program = try await measured(scratch)
            let endpoints = scratch.url.appending(path: "out/endpoints.json")
            try FileManager.default.removeItem(at: endpoints)
            let outcome = try await program.run(gate("--confirm"))
            #expect(outcome.code == 64, "\(outcome)")
            #expect(!scratch.exists("out-confirm"))
        }

        /// What CI reads of a gate that fails.
        @Test func formats() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            try scratch.suite("slow", total: 3410)
            let program = Program(in: scratch)
            for (format, words) in [
                ("text", "FAIL  total_ms  tcp, hotset"),
                ("junit", "<failure message=\"3.03 s → 3.42 s, +12.9 %"),
                ("github", "### Gate failed: it got worse than is allowed\n"),
                ("gitlab", "| regression | total\\_ms | tcp, hotset"),
            ] {
                let outcome = try await program.run([
                    "gate", "--baseline", "monday", "--current", "slow", "--format", format,
                ])
                #expect(outcome.code == 2, "\(outcome)")
                #expect(outcome.out.contains(words), "\(outcome)")
                #expect(outcome.err.contains("::error title=bench gate::") == (format == "github"))
            }
        }
    }
}
