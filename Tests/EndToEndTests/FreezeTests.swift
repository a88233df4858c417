import Foundation
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// Processes that stand still with all that they have open: a host that hangs, or a connection of
    /// which nobody says that it is gone.
    @Suite(.serialized) struct Freezes {
        /// A suite of its own beside others: its lease is in a mount namespace of its own.
        private static func aside(_ words: [String]) -> [String] {
            let script = "mkdir -p /run/lock && mount -t tmpfs tmpfs /run/lock && exec \"$@\""
            return ["unshare", "-m", "sh", "-c", script, "sh"] + words
        }

        /// So many runs of a suite are given up one after the other, as suites run beside each other.
        private static let inTurn = 3

        /// The coordinator gives up whoever says nothing for 5 s, and ends it.
        @Test(.enabled(if: geteuid() == 0, "a mount namespace takes root"))
        func aSilentAgentIsGivenUp() async throws {
            let states = Fault.killStates
            try await withThrowingTaskGroup(of: Void.self) { group in
                for first in stride(from: 0, to: states.count, by: Self.inTurn) {
                    let some = Array(states[first..<min(states.count, first + Self.inTurn)])
                    for role in AgentRole.allCases {
                        group.addTask { try await freeze(role, at: some) }
                    }
                }
                try await group.waitForAll()
            }
        }

        private func freeze(_ role: AgentRole, at states: [AgentState]) async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(repetitions: states.count + 1)
            let faults = states.map { "\(Fault.freeze(role, at: $0))" }.joined(separator: ",")
            let seconds = Figures()
            let words = [
                try Program.path(), "run", scenario, "--output", "out", "--inject", faults,
                "--give-up-after", "99",
            ]
            let outcome = try await program.run("/usr/bin/env", Self.aside(words), seconds: 90) {
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
                    try FaultState(of: state), .oneHost, outcome: reason, seconds: clean)
            }
            #expect(rows.last?[RunColumns.outcome.verified] == true, "\(faults): \(outcome)")
            #expect(program.family.members.isEmpty)
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
        @Test func aSilentCoordinatorIsGivenUp() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            // 32 MiB at 8 MiB/s: four seconds each.
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: 2, memory: "32MiB")
            let seconds = Figures()
            let outcome = try await program.run([
                "run", scenario, "--output", "out", "--max-bandwidth", "8MiB/s",
            ]) { running in
                let watch = try await AgentWatch(running.family)
                _ = try await eventually(within: 20) {
                    watch.agents.contains(where: \.isDestination)
                }
                try await Task.sleep(for: .milliseconds(500))
                try running.signal(.freeze)
                let start = ContinuousClock.now
                let isGone = try await eventually(within: 10) {
                    !watch.agents.contains(where: \.isAlive)
                }
                let taken = (ContinuousClock.now - start) / .seconds(1)
                #expect(isGone && taken > 4, "\(taken) s")
                seconds.add(taken)
                try running.signal(.thaw)
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the coordinator has been silent for 5 s: given up"))
            // The suite goes on with fresh agents.
            let rows = try scratch.rows()
            #expect(try scratch.statuses() == ["failed", "completed"])
            let reason = try #require(rows.first?[RunColumns.outcome.reason])
            #expect(reason.contains(": the agent ended while "), "\(reason)")
            #expect(reason.hasSuffix("(it had heard nothing from here for 5 s)"), "\(reason)")
            try await program.expectCleanSlate(scratch, hugePagesBefore: HugePages.free)
            try FaultRecord.write(
                .coordinatorFrozen, .precopy, .oneHost, outcome: "failed: \(reason)",
                seconds: try seconds.value)
        }
    }
}
