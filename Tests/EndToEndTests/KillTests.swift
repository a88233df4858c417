import Foundation
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// kill -9 of each process, wherever the migration stands.
    @Suite(.serialized) struct Kills {
        /// Each row names the side that died, and the next run gets fresh agents.
        @Test(arguments: AgentRole.allCases, Hosts.here)
        func aKilledAgentFailsItsRunOnly(role: AgentRole, hosts: Hosts) async throws {
            try await killAgents(role, hosts, hosts.place, pageSize: "4KiB")
        }

        /// There are as many huge pages as one run takes: of none before it may any be left.
        @Test(
            .enabled(if: HugePages.canReserve(Self.hugePagesOfARun), HugePages.tooFew),
            arguments: AgentRole.allCases)
        func noHugePageIsLeft(role: AgentRole) async throws {
            let reservation = try HugePageReservation(Self.hugePagesOfARun)
            try await killAgents(role, .one, .hugePages, pageSize: "2MiB")
            try reservation.end()
        }

        /// Two ends of 16 MiB.
        private static let hugePagesOfARun = 16

        /// A suite in which an agent dies at each state by turns, and one run in the end in which none does.
        private func killAgents(
            _ role: AgentRole, _ hosts: Hosts, _ place: FaultPlace, pageSize: String
        ) async throws {
            let scratch = try Scratch()
            let states = Fault.killStates
            let scenario = try scratch.scenario(
                repetitions: states.count + 1, pageSize: pageSize)
            let faults = states.map { "\(Fault.kill(role, at: $0))" }.joined(separator: ",")
            let seconds = Figures()
            let outcome = try await hosts.survive(
                scratch, "\(scenario) --inject \(faults) --give-up-after 99"
            ) { running in
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
                #expect(words.hasPrefix("failed: \(role.rawValue) ("))
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
        }

        /// Nobody can clean up after kill -9: agents see their input end, wherever they are.
        @Test(arguments: Fault.killStates)
        func nothingSurvivesTheCoordinator(state: AgentState) async throws {
            try await killCoordinator(at: state, .one)
        }

        /// All states at once, each between hosts of its own.
        @Test(.enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
        func nothingOfTwoHostsSurvivesTheCoordinator() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for state in Fault.killStates {
                    group.addTask { try await killCoordinator(at: state, .namespaces) }
                }
                try await group.waitForAll()
            }
        }

        private func killCoordinator(at state: AgentState, _ hosts: Hosts) async throws {
            let scratch = try Scratch()
            let seconds = try await hosts.killCoordinator(
                scratch, of: try scratch.scenario(), at: state)
            #expect(try scratch.statuses() == ["completed"])
            try FaultRecord.write(
                .coordinatorKilled, try FaultState(of: state), hosts.place,
                outcome: "no row; bench run --resume runs it", seconds: seconds)
        }

        @Test(arguments: Hosts.here)
        func threeFailuresInARowEndTheSuite(hosts: Hosts) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 5)
            let start = ContinuousClock.now
            let ended = Figures()
            let outcome = try await hosts.survive(
                scratch, "\(scenario) --inject kill-source:precopy"
            ) { running in
                let isOver = try await eventually(within: 30) { scratch.rowCount() == 3 }
                #expect(isOver)
                ended.add((ContinuousClock.now - start) / .seconds(1))
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(try scratch.statuses() == ["failed", "failed", "failed"])
            let words = "given up: 3 migrations in a row failed"
            #expect(outcome.err.contains("error: \(words)"))
            #expect(outcome.err.contains("bench run --resume out"))
            try FaultRecord.write(
                .failuresInARow, .precopy, hosts.place, outcome: words, seconds: try ended.value)
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
