import Foundation
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// What goes wrong between two hosts, which are network namespaces.
    @Suite(
        .serialized, .enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
    struct NetworkFaults {
        /// Where the source needs the network yet.
        private static let cuts: [AgentState] = [
            .preparing, .connecting, .waiting, .setup, .precopy, .switchover,
        ]

        /// All at once, each on hosts of its own: most of the time is waiting.
        @Test func aLinkThatFailsFailsItsRunsOnly() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for state in Self.cuts { group.addTask { try await cut(state) } }
                group.addTask { try await dropPackets() }
                try await group.waitForAll()
            }
        }

        /// A cable that is pulled: a row within a deadline, nothing left, and once it is back the next
        /// run works.
        private func cut(_ state: AgentState) async throws {
            let scratch = try Scratch()
            // 16 MiB take a third of a second.
            let scenario = try scratch.scenario(workloads: "[idle]")
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, "\(scenario) --inject cut-source:\(state.rawValue)",
                between: "ip link set bench-a up"
            ) { running in
                let watch = try await AgentWatch(running.family)
                seconds.add(try await watch.secondsToClean(scratch) { true })
            }
            #expect(outcome.code == 3, "\(state): \(outcome)")
            let words = try scratch.failure()
            try FaultRecord.write(
                .linkDown, try FaultState(of: state), .namespaces, outcome: words,
                seconds: try seconds.value)
        }

        /// A network that loses everything for half a minute: the runs of that time fail, and those
        /// after it complete.
        private func dropPackets() async throws {
            let scratch = try Scratch()
            // A second each, at 32 MiB/s.
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: 12, memory: "32MiB")
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, "\(scenario) --max-bandwidth 32MiB/s --give-up-after 12", seconds: 150
            ) { running in
                let pair = NamespacePair(program: Program(in: scratch))
                let isUnderWay = try await eventually(within: 30) { scratch.rowCount() == 1 }
                #expect(isUnderWay)
                try await Task.sleep(for: .milliseconds(400))
                try await pair.drop(true, running)
                let start = ContinuousClock.now
                let isNoticed = try await eventually(within: 30) { scratch.rowCount() == 2 }
                #expect(isNoticed)
                seconds.add((ContinuousClock.now - start) / .seconds(1))
                try await Task.sleep(until: start + .seconds(30))
                try await pair.drop(false, running)
            }
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 12)
            let failed = rows.filter { $0[RunColumns.outcome.status] == "failed" }
            let completed = rows.filter { $0[RunColumns.outcome.verified] == true }
            #expect((2..<11).contains(failed.count) && failed.count + completed.count == 12)
            #expect(rows.last?[RunColumns.outcome.status] == "completed")
            let reason = try #require(failed.first?[RunColumns.outcome.reason])
            try FaultRecord.write(
                .packetsDropped, .precopy, .namespaces, outcome: "failed: \(reason)",
                seconds: try seconds.value)
        }
    }
}
