import Results
import Session
import Testing

extension EndToEnd {
    /// Mistakes made on purpose must be noticed, and only those.
    @Suite(.serialized) struct Faults {
        @Test(arguments: ["lost-page", "torn-page", "early-bit"])
        func aDamagedMemoryIsCorrupt(fault: String) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[tcp, multifd, multifd-zerocopy]", workloads: "[uniform]")
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--inject", fault,
            ])
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 3)
            for row in rows {
                #expect(row[RunColumns.outcome.status] == "corrupt")
                #expect(row[RunColumns.outcome.verified] == false)
                #expect(row[RunColumns.outcome.reason]?.contains("memory differs") == true)
            }
            #expect(outcome.out.contains("3 corrupt"))
        }

        @Test func withoutAFaultNothingIsCorrupt() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[tcp, multifd, multifd-zerocopy]", repetitions: 3)
            let outcome = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 9)
            for row in rows { #expect(row[RunColumns.outcome.verified] == true) }
        }

        /// Over within the engine's first 100 ms: nothing may overtake between channels.
        @Test func shortMigrationsOverSeveralChannelsAreWhole() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "{name: multifd, channels: 4}", repetitions: 60)
            let outcome = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.statuses().filter { $0 != "completed" } == [])
        }

        static let kills = AgentRole.allCases.flatMap { role in
            Fault.killStates.map { Fault.kill(role, at: $0) }
        }

        /// The row names the side that died, and the next run gets fresh agents.
        @Test(arguments: kills)
        func aKilledAgentFailsItsRunOnly(fault: Fault) async throws {
            guard case .kill(let role, _) = fault else { return }
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(transports: "[tcp, multifd]")
            let outcome = try await program.run([
                "run", scenario, "--output", "out", "--inject", "\(fault)",
            ])
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 2)
            for row in rows {
                #expect(row[RunColumns.outcome.status] == "failed")
                let reason = try #require(row[RunColumns.outcome.reason])
                #expect(reason.hasPrefix("\(role.rawValue) (local): the agent ended while "))
                #expect(reason.hasSuffix("(killed by signal 9)"))
            }
            #expect(program.family.members.isEmpty)
        }

        @Test func threeFailuresInARowEndTheSuite() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 5)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--inject", "kill-source:precopy",
            ])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(try scratch.statuses() == ["failed", "failed", "failed"])
            #expect(outcome.err.contains("error: given up: 3 migrations in a row failed"))
            #expect(outcome.err.contains("bench run --resume out"))
        }

        @Test(arguments: ["nonsense", "kill-source:idle", "kill-source:nowhere"])
        func anUnknownFaultIsRefused(fault: String) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(["run", "--inject", fault])
            #expect(outcome.code == 64)
            #expect(outcome.err.contains("kill-source:STATE"))
        }
    }
}
