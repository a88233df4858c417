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

        /// A warm-up that is corrupt has a row as well, in block 0.
        @Test func aCorruptWarmupIsToldOf() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[uniform]", warmup: 1)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--inject", "lost-page",
            ])
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.map { $0[RunColumns.order.block] } == [0, 1])
            #expect(rows.allSatisfy { $0[RunColumns.outcome.status] == "corrupt" })
        }

        /// Its memory is equal to what was sent, and that is all that it is.
        @Test(arguments: ["[uniform]", "[{kind: uniform, dirty_rate: unlimited}]"])
        func aGuestThatNeverRunsAgainIsNotVerified(workload: String) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: workload)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--inject", "stand-still",
            ])
            #expect(outcome.code == 3, "\(outcome)")
            let row = try #require(try scratch.rows().first)
            #expect(row[RunColumns.outcome.status] == "failed")
            #expect(row[RunColumns.outcome.verified] == false)
            let reason = try #require(row[RunColumns.outcome.reason])
            #expect(reason.hasPrefix("the guest did not run on at the destination"))
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
            guard case .kill(let role, let state) = fault else { return }
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
                // What was measured and verified by then is not thrown away.
                let isMeasured = [.verifying, .releasing].contains(state)
                #expect((row[RunColumns.time.totalMs] != nil) == isMeasured)
                #expect((row[RunColumns.outcome.verified] == true) == (state == .releasing))
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
