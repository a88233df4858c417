import Foundation
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// Processes that stand still with all that they have open: a host that hangs, or a connection of
    /// which nobody says that it is gone.
    @Suite(.serialized) struct Freezes {
        /// Where the runs of a suite are given up one after the other, as suites run beside each other.
        private static let statesInTurn = stride(from: 0, to: Fault.killStates.count, by: 3).map {
            Array(Fault.killStates.dropFirst($0).prefix(3))
        }

        /// The coordinator gives up whoever says nothing for 5 s, and ends it.
        @Test(.enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
        func aSilentAgentIsGivenUp() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for states in Self.statesInTurn {
                    for role in AgentRole.allCases {
                        group.addTask { try await freeze(role, at: states) }
                    }
                }
                try await group.waitForAll()
            }
        }

        private func freeze(_ role: AgentRole, at states: [AgentState]) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: states.count + 1)
            let faults = states.map { "\(Fault.freeze(role, at: $0))" }.joined(separator: ",")
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, "\(scenario) --inject \(faults) --give-up-after 99", seconds: 90
            ) {
                for number in states.indices {
                    let watch = try await AgentWatch($0.family)
                    let clean = try await watch.secondsToClean(scratch, rows: number + 1) {
                        watch.agents.contains(where: \.isFrozen)
                    }
                    seconds.add(clean)
                }
            }
            #expect(outcome.code == 3, "\(faults): \(outcome)")
            let rows = try scratch.rows()
            try #require(rows.count == states.count + 1, "\(faults): \(outcome)")
            for (state, (row, clean)) in zip(states, zip(rows, seconds.all)) {
                let reason = try row.failure
                try FaultRecord.write(
                    role == .source ? .sourceFrozen : .destinationFrozen,
                    try FaultState(of: state), .namespaces, outcome: reason, seconds: clean)
            }
            #expect(rows.last?[RunColumns.outcome.verified] == true, "\(faults): \(outcome)")
        }

        /// While nobody has anything else to say, both sides say that they live.
        @Test func aMigrationMayTakeLongerThanASilence() async throws {
            let scratch = try Scratch()
            // 48 MiB at 8 MiB/s: six seconds.
            let scenario = try scratch.scenario(workloads: "[idle]", memory: "48MiB")
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--max-bandwidth", "8MiB/s",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let row = try #require(try scratch.rows().first)
            #expect(row[RunColumns.outcome.verified] == true)
            #expect(try #require(row[RunColumns.time.totalMs]) > 5000)
        }

        /// Agents give up a coordinator that says nothing for 5 s: nobody else frees their memory.
        @Test(.enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
        func aSilentCoordinatorIsGivenUp() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for states in Self.statesInTurn {
                    group.addTask { try await freezeCoordinator(at: states) }
                }
                try await group.waitForAll()
            }
        }

        /// Holds the source at each of `states`, and lets it go when the coordinator stands still.
        private func freezeCoordinator(at states: [AgentState]) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: states.count + 1)
            let faults = states.map { "\(Fault.freeze(.source, at: $0))" }.joined(separator: ",")
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, "\(scenario) --inject \(faults) --give-up-after 99", seconds: 90
            ) { running in
                for number in states.indices {
                    let coordinator = try await running.family.coordinator().id
                    let watch = try await AgentWatch(running.family)
                    let held = try await watch.frozen()
                    // The destination comes to where it waits for the source.
                    try await Task.sleep(for: .milliseconds(200))
                    try Family.send(.freeze, to: coordinator)
                    try Family.send(.thaw, to: held.id)
                    let start = ContinuousClock.now
                    let isGone = try await eventually(within: 10) { watch.alive.isEmpty }
                    let taken = (ContinuousClock.now - start) / .seconds(1)
                    #expect(isGone && taken > 4, "\(states): \(taken) s")
                    seconds.add(taken)
                    try Family.send(.thaw, to: coordinator)
                    let isNoted = try await eventually(within: 10) {
                        scratch.rowCount() > number
                    }
                    #expect(isNoted)
                }
            }
            #expect(outcome.code == 3, "\(states): \(outcome)")
            #expect(outcome.err.contains("the coordinator has been silent for 5 s: given up"))
            let rows = try scratch.rows()
            try #require(rows.count == states.count + 1, "\(states): \(outcome)")
            for (state, (row, clean)) in zip(states, zip(rows, seconds.all)) {
                // All had been said by then, and was heard later.
                let isOver = state == .releasing
                #expect((row[RunColumns.outcome.status] == "completed") == isOver)
                try FaultRecord.write(
                    .coordinatorFrozen, try FaultState(of: state), .namespaces,
                    outcome: isOver ? "completed and verified" : try row.failure, seconds: clean)
            }
            // The suite goes on with fresh agents, also where they ended when nothing was asked of them.
            #expect(rows.last?[RunColumns.outcome.verified] == true, "\(states): \(outcome)")
        }
    }
}
