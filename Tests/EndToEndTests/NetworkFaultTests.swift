import Foundation
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// What goes wrong between two hosts, which are network namespaces.
    @Suite(
        .serialized, .enabled(if: geteuid() == 0, "network namespaces take root"))
    struct NetworkFaults {
        /// Where the source needs the network yet.
        private static let cuts: [AgentState] = [
            .preparing, .connecting, .waiting, .setup, .precopy, .switchover,
        ]

        /// A cable that is pulled: a row within a deadline, nothing left, and once it is back the next
        /// run works.
        @Test func aLinkThatGoesDownFailsItsRunOnly() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for state in Self.cuts { group.addTask { try await cut(state) } }
                try await group.waitForAll()
            }
        }

        private func cut(_ state: AgentState) async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            // 16 MiB take a third of a second.
            let scenario = try scratch.scenario(workloads: "[idle]")
            let seconds = Figures()
            let outcome = try await NamespacePair(program: program).run(
                """
                code=0
                migrate \(scenario) --output out --inject cut-source:\(state.rawValue) || code=$?
                ip link set bench-a up
                migrate \(scenario) --output next >&2
                exit $code
                """
            ) { running in
                let watch = try await AgentWatch(running.family)
                seconds.add(try await watch.secondsToClean(scratch) { true })
            }
            #expect(outcome.code == 3, "\(state): \(outcome)")
            let words = try scratch.failure()
            #expect(program.family.members.isEmpty)
            #expect(try scratch.statuses("next") == ["completed"], "\(state): \(outcome)")
            try FaultRecord.write(
                .linkDown, try FaultState(of: state), .namespaces, outcome: words,
                seconds: try seconds.value)
        }

        /// A network that loses everything for half a minute: the runs of that time fail, and those
        /// after it complete.
        @Test(.enabled(if: FaultRecord.path != nil, FaultRecord.tooLong))
        func packetsThatAreDroppedFailTheirRunsOnly() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let pair = NamespacePair(program: program)
            // A second each, at 32 MiB/s.
            let scenario = try scratch.scenario(
                workloads: "[idle]", repetitions: 12, memory: "32MiB")
            let seconds = Figures()
            let outcome = try await pair.run(
                "migrate \(scenario) --output out --max-bandwidth 32MiB/s --give-up-after 12",
                seconds: 150
            ) { running in
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
            #expect(program.family.members.isEmpty)
            let reason = try #require(failed.first?[RunColumns.outcome.reason])
            try FaultRecord.write(
                .packetsDropped, .precopy, .namespaces, outcome: "failed: \(reason)",
                seconds: try seconds.value)
        }
    }
}
