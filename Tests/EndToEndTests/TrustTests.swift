import Foundation
import Results
import Testing

extension EndToEnd {
    /// Suites that go on until they know enough, and that check themselves.
    @Suite(.serialized) struct Trust {
        private func environment(_ scratch: Scratch) throws -> [String: Any] {
            let text = try scratch.text("out/environment.json")
            return try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }

        @Test func whatIsKnownWellEnoughIsNotRunAgain() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[null, tcp]", repetitions: 5)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--until-within", "1000%", "--at-most", "6", "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.rows().count == 10)
            #expect(outcome.err.contains("x 5 to 6 repetitions in 5 to 6 shuffled blocks"))
            let stop = try #require(try environment(scratch)["stop"] as? [String: Any])
            #expect(stop["within_percent"] as? Double == 1000)
            #expect(stop["at_most"] as? Int == 6)
            #expect((stop["capped"] as? [String])?.isEmpty == true)
        }

        /// The cap is told while it runs, in the summary and beside the results, and --resume knows it.
        @Test func theCapIsSaidLoudly() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[null, tcp]", repetitions: 4)
            let program = Program(in: scratch)
            let outcome = try await program.run([
                "run", scenario, "--until-within", "0.1%", "--at-most", "6", "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let rows = try scratch.rows()
            let counts = Dictionary(grouping: rows) { $0[RunColumns.case.transport] ?? "" }
                .mapValues(\.count)
            #expect(counts == ["null": 4, "tcp": 6])
            #expect(rows.compactMap { $0[RunColumns.order.block] }.suffix(2) == [5, 6])
            #expect(outcome.out.contains("NOT KNOWN AS WELL AS ASKED FOR"))
            let stop = try #require(try environment(scratch)["stop"] as? [String: Any])
            let words = try #require((stop["capped"] as? [String])?.first)
            #expect(words.hasSuffix("after 6 repetitions, not 0.1 %"), "\(words)")
            #expect(outcome.err.contains("warning: \(words)"))
            // As if it had been stopped within the last block.
            let lines = try scratch.text("out/runs.csv").split(separator: "\r\n")
            try scratch.write("out/runs.csv", lines.dropLast().map { $0 + "\r\n" }.joined())
            let again = try await program.run(["run", "--resume", "out"])
            #expect(again.code == 0, "\(again)")
            #expect(again.err.contains("resume         0 to 1 runs are missing"))
            #expect(try scratch.rows().count == 10)
            #expect(again.out.contains("after 6 repetitions, not 0.1 %"))
        }

        @Test func aDryRunSaysFromWhenToWhen() async throws {
            let scratch = try Scratch()
            let arguments = [
                "--dry-run", "--repetitions", "4", "--until-within", "5%", "--at-most", "20",
            ]
            let program = Program(in: scratch)
            let text = try await program.run(arguments)
            #expect(text.code == 0, "\(text)")
            #expect(text.out.contains("15 cases x 4 to 20 repetitions"))
            #expect(text.out.contains("known within 5 %, up to 20 repetitions"))
            #expect(text.out.contains(#/about \d+ (s|min) to \d+ min,/#), "\(text.out)")
            #expect(text.out.contains("20 if needed") && !text.out.contains(" 4 if needed"))
            let json = try await program.run(arguments + ["--format", "json"])
            let plan = try #require(
                try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
            let least = try #require(plan["estimated_at_least_s"] as? Double)
            #expect(least < (plan["estimated_s"] as? Double ?? 0) / 3)
            #expect(plan["repetitions_at_most"] as? Int == 20)
        }

        /// It ends as its own figures say, whatever this machine's noise is.
        @Test func aSelfCheckJudgesTheMachine() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[null, tcp]", repetitions: 5)
            let program = Program(in: scratch)
            let outcome = try await program.run([
                "run", scenario, "--self-check", "--output", "out", "--format", "json",
            ])
            let check = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any],
                "\(outcome)")
            let holds = try #require(check["holds"] as? Bool)
            #expect(outcome.code == (holds ? 0 : 6), "\(outcome)")
            #expect(check["repetitions"] as? Int == 5)
            #expect(check["simulated_suites"] as? Int == 1000)
            let found = try #require(check["suites_with_slowdown_found"] as? [String: Int])
            #expect(found["total_ms"] != nil)
            let names = Dictionary(grouping: try scratch.rows()) {
                $0[RunColumns.case.scenario] ?? ""
            }
            #expect(names.mapValues(\.count) == ["small": 10, "small-again": 5])
            // It goes on as what it is.
            let other = try await program.run(["run", "--resume", "out"])
            #expect(other.code == 64, "\(other)")
            #expect(other.err.contains("go on with: bench run --self-check --resume out"))
        }
    }
}
