import Glibc
import Results
import TestSupport
import Testing

extension EndToEnd {
    /// Two hosts of which one drops whatever is sent to its data port, as a firewall does.
    @Suite(.serialized) struct BlockedPorts {
        /// The second host is a network namespace.
        ///
        /// Where it is deaf, its address is bound to the
        /// hardware address of nobody: what is sent there vanishes without an answer.
        private static let twoHosts = """
            set -e
            name=bench-$$
            ip netns add $name
            trap 'ip netns del $name' EXIT
            ip link add bench-a-$$ type veth peer name bench-b-$$ netns $name
            ip addr add 10.213.77.1/24 dev bench-a-$$
            ip link set bench-a-$$ up
            ip -n $name addr add 10.213.77.2/24 dev bench-b-$$
            ip -n $name link set bench-b-$$ up
            [ "$HEARS" = yes ] || ip neigh replace 10.213.77.2 lladdr 02:00:00:00:00:01 \\
                nud permanent dev bench-a-$$
            code=0
            "$BENCH" run small.yml --output out --data-address 10.213.77.2 \\
                --destination "exec:ip netns exec $name $BENCH agent" || code=$?
            exit $code
            """

        @Test(
            .enabled(if: geteuid() == 0, "a network namespace takes root"),
            arguments: ["yes", "no"])
        func isGivenUpWithARow(hears: String) async throws {
            let scratch = try Scratch()
            _ = try scratch.scenario(transports: "[tcp, multifd]")
            let start = ContinuousClock.now
            let outcome = try await Program(in: scratch).shell("HEARS=\(hears)\n" + Self.twoHosts)
            let rows = try scratch.rows()
            #expect(rows.count == 2)
            guard hears == "no" else {
                // The same way works where nothing is dropped.
                #expect(outcome.code == 0, "\(outcome)")
                #expect(rows.allSatisfy { $0[RunColumns.outcome.verified] == true })
                return
            }
            #expect(outcome.code == 3, "\(outcome)")
            let seconds = (ContinuousClock.now - start) / .seconds(Double(rows.count))
            for row in rows {
                #expect(row[RunColumns.outcome.status] == "failed")
                let reason = try #require(row[RunColumns.outcome.reason])
                #expect(reason.contains("connecting to 10.213.77.2:"), "\(reason)")
                #expect(reason.contains("timed out"), "\(reason)")
                try FaultRecord.write(
                    .portDeaf, .connecting, .namespaces, outcome: "failed: \(reason)",
                    seconds: seconds)
            }
        }
    }
}
