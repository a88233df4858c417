import Foundation
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// kill -9 of each process, wherever the migration stands.
    @Suite(.serialized) struct Kills {
        /// Each row names the side that died, and the next run gets fresh agents.
        @Test(arguments: AgentRole.allCases)
        func aKilledAgentFailsItsRunOnly(role: AgentRole) async throws {
            try await killAgents(role, .oneHost, pageSize: "4KiB")
        }

        /// There are as many huge pages as one run takes: of none before it may any be left.
        @Test(
            .enabled(if: HugePages.canReserve(Self.hugePagesOfARun), HugePages.tooFew),
            arguments: AgentRole.allCases)
        func noHugePageIsLeft(role: AgentRole) async throws {
            let reservation = try HugePageReservation(Self.hugePagesOfARun)
            try await killAgents(role, .hugePages, pageSize: "2MiB")
            try reservation.end()
        }

        /// Two ends of 16 MiB.
        private static let hugePagesOfARun = 16

        /// A suite in which an agent dies at each state by turns, and one run in the end in which none does.
        private func killAgents(
            _ role: AgentRole, _ place: FaultPlace, pageSize: String
        ) async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let hugePages = HugePages.free
            let states = Fault.killStates
            let scenario = try scratch.scenario(
                repetitions: states.count + 1, pageSize: pageSize)
            let faults = states.map { "\(Fault.kill(role, at: $0))" }.joined(separator: ",")
            let seconds = Figures()
            let outcome = try await program.run([
                "run", scenario, "--output", "out", "--inject", faults, "--give-up-after", "99",
            ]) { running in
                for number in states.indices {
                    let watch = try await AgentWatch(running.family)
                    let clean = try await watch.secondsToClean(scratch, rows: number + 1) {
                        watch.alive.count < watch.agents.count
                    }
                    seconds.add(clean)
                }
            }
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            try #require(rows.count == states.count + 1)
            for (state, (row, clean)) in zip(states, zip(rows, seconds.all)) {
                let words = try row.failure
                #expect(words.hasPrefix("failed: \(role.rawValue) (local): the agent ended while "))
                #expect(words.hasSuffix("(killed by signal 9)"))
                // What was measured and verified by then is not thrown away.
                let isMeasured = [.verifying, .releasing].contains(state)
                #expect((row[RunColumns.time.totalMs] != nil) == isMeasured)
                #expect((row[RunColumns.outcome.verified] == true) == (state == .releasing))
                try FaultRecord.write(
                    role == .source ? .sourceKilled : .destinationKilled,
                    try FaultState(of: state), place, outcome: words, seconds: clean)
            }
            #expect(rows.last?[RunColumns.outcome.verified] == true)
            let pageBytes = place == .hugePages ? 2 << 20 : 4096
            #expect(rows.allSatisfy { $0[RunColumns.case.pageBytes] == pageBytes })
            try await program.expectNothingLeft(hugePagesBefore: hugePages)
        }

        /// Nobody can clean up after kill -9: agents see their input end, wherever they are.
        @Test(arguments: Fault.killStates)
        func nothingSurvivesTheCoordinator(state: AgentState) async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let hugePages = HugePages.free
            let seconds = try await program.killCoordinator(of: try scratch.scenario(), at: state)
            // Its run has no row yet, and is the first that is missing.
            #expect(try scratch.rows().isEmpty)
            try await program.expectNothingLeft(hugePagesBefore: hugePages)
            let resumed = try await program.run(["run", "--resume", "out"])
            #expect(resumed.code == 0, "\(resumed)")
            #expect(try scratch.statuses() == ["completed"])
            try FaultRecord.write(
                .coordinatorKilled, try FaultState(of: state), .oneHost,
                outcome: "no row; bench run --resume runs it", seconds: seconds)
        }

        @Test func threeFailuresInARowEndTheSuite() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 5)
            let start = ContinuousClock.now
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--inject", "kill-source:precopy",
            ])
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            #expect(outcome.code == 3, "\(outcome)")
            #expect(try scratch.statuses() == ["failed", "failed", "failed"])
            let words = "given up: 3 migrations in a row failed"
            #expect(outcome.err.contains("error: \(words)"))
            #expect(outcome.err.contains("bench run --resume out"))
            try FaultRecord.write(
                .failuresInARow, .precopy, .oneHost, outcome: words, seconds: seconds)
        }

        @Test func howManyFailuresEndItIsChosen() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 5)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--inject", "kill-source:precopy",
                "--give-up-after", "2",
            ])
            #expect(try scratch.statuses() == ["failed", "failed"], "\(outcome)")
            #expect(outcome.err.contains("bench run --resume out --give-up-after 2"))
            let none = try await Program(in: scratch).run(["run", "--give-up-after", "0"])
            #expect(none.code == 64)
            #expect(none.err.contains("--give-up-after 0: allowed are numbers from 1"))
        }
    }
}
