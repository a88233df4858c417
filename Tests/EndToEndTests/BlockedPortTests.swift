import Results
import TestSupport
import Testing

extension EndToEnd {
    /// Two hosts of which one drops whatever is sent to its data port, as a firewall does.
    @Suite(.serialized, .enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
    struct BlockedPorts {
        /// The second host's address is bound to the hardware address of nobody: what is sent there
        /// vanishes without an answer.
        @Test func isGivenUpWithARow() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(transports: "[tcp, multifd]")
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, scenario,
                before: NamespacePair.vanish("replace"),
                between: NamespacePair.vanish("del")
            ) { running in
                for number in 1...2 {
                    let start = ContinuousClock.now
                    let isOver = try await eventually(within: 30) { scratch.rowCount() == number }
                    #expect(isOver)
                    seconds.add((ContinuousClock.now - start) / .seconds(1))
                }
            }
            #expect(outcome.code == 3, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 2)
            for (row, clean) in zip(rows, seconds.all) {
                let reason = try row.failure
                #expect(
                    reason.contains("connecting to \(NamespacePair.destinationHost):"), "\(reason)")
                try FaultRecord.write(
                    .portDeaf, .connecting, .namespaces, outcome: reason, seconds: clean)
            }
        }
    }
}
