import Results
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

        @Test(arguments: [
            "nonsense", "kill-source:idle", "kill-source:nowhere", "random:", "random:x",
        ])
        func anUnknownFaultIsRefused(fault: String) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(["run", "--inject", fault])
            #expect(outcome.code == 64)
            #expect(outcome.err.contains("kill-source:STATE"))
        }
    }
}
