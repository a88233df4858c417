import Foundation
import Results
import Testing

extension EndToEnd {
    /// After which silence who hangs is given up is the user's to say.
    @Suite(.serialized) struct Silences {
        @Test func anAgentIsGivenUpAsSoonAsIsSaid() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(workloads: "[idle]", repetitions: 2)
            func reason(_ words: [String]) async throws -> String? {
                let outcome = try await program.run(["run", "--give-up-after", "1"] + words)
                #expect(outcome.code == 3, "\(outcome)")
                return try scratch.rows().last?[RunColumns.outcome.reason]
            }
            let first = try await reason([
                scenario, "--output", "out", "--silence", "1", "--inject", "freeze-source:precopy",
            ])
            #expect(first?.contains("source (local): no answer for 1 s while migrating") == true)
            // A suite that goes on does so as it was begun.
            let second = try await reason([
                "--resume", "out", "--inject", "freeze-destination:precopy",
            ])
            #expect(
                second?.contains("destination (local): no answer for 1 s while migrating") == true)
            #expect(try scratch.rows().count == 2)
            #expect(program.family.members.isEmpty)
        }

        /// 48 MiB at 16 MiB/s: three seconds, in which both sides say ten times a second that they live.
        @Test func aCoordinatorIsGivenUpAsSoonAsIsSaid() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: 2, memory: "48MiB")
            let outcome = try await program.run([
                "run", scenario, "--output", "out", "--silence", "1", "--max-bandwidth", "16MiB/s",
            ]) { running in
                let isOn = try await eventually(within: 30) { scratch.rowCount() == 1 }
                #expect(isOn)
                try await Task.sleep(for: .milliseconds(500))
                try running.signal(.freeze)
                let areGone = try await eventually(within: 10) { running.family.agents.isEmpty }
                #expect(areGone)
                try running.signal(.thaw)
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the coordinator has been silent for 1 s: given up"))
            #expect(try scratch.statuses() == ["completed", "failed"])
        }

        @Test(arguments: ["0", "-1", "601", "soon"])
        func whatNobodyMeansIsRefused(seconds: String) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(["run", "--silence", seconds])
            #expect(outcome.code == 64, "\(outcome)")
            #expect(outcome.err.contains("--silence"), "\(outcome)")
        }
    }
}
