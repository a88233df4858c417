import Foundation
import Results
import TestSupport
import Testing

extension EndToEnd {
    /// Two hosts, of which one lies once in a migration that is real up to there.
    @Suite(.serialized, .enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
    struct Liars {
        private static let faults: [FaultKind] = [
            .lyingVersion, .lyingSizes, .lyingCounts, .lyingOrder, .truncatedFrame, .hugeFrame,
        ]

        @Test(arguments: faults) func aLieEndsItsRunOnly(fault: FaultKind) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for state in FaultCell.states(of: fault, .namespaces) {
                    group.addTask { try await meet(Liar(fault: fault, state: state)) }
                }
                try await group.waitForAll()
            }
        }

        private func meet(_ liar: Liar) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario()
            let script = try scratch.write("liar.py", liar.script)
            // The matrix has the source's version.
            let (role, host) =
                liar.fault == .lyingVersion ? ("source", "") : ("destination", "ip netns exec b")
            let start = ContinuousClock.now
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, "\(scenario) --\(role) \"exec:exec python3 \(script) \(host) $BENCH\""
            ) { running in
                let coordinator = try await running.family.coordinator()
                let isOver = try await eventually(within: 30) { !coordinator.isAlive }
                #expect(isOver)
                seconds.add((ContinuousClock.now - start) / .seconds(1))
            }
            #expect(outcome.code == 3, "\(liar): \(outcome)")
            try FaultRecord.write(
                liar.fault, liar.state, .namespaces, outcome: try words(scratch, outcome),
                seconds: try seconds.value)
        }

        /// Before a suite has begun there is no row for the reason.
        private func words(_ scratch: Scratch, _ outcome: Program.Outcome) throws -> String {
            guard !scratch.exists("out/runs.csv") else { return try scratch.failure() }
            let lines = outcome.err.split(whereSeparator: \.isNewline)
            let error = try #require(lines.first { $0.hasPrefix("error: ") }, "\(outcome)")
            return error.hasPrefix("error: source")
                ? "\(error.dropFirst(7))" : "failed: \(error.dropFirst(7))"
        }
    }
}
