import Foundation
import Platform
import Results
import Testing

extension EndToEnd {
    /// Memory and threads go where the scenario says, and the row says where they were.
    @Suite(.serialized) struct Placing {
        @Test func theRowSaysWhereThingsWere() async throws {
            let cpus = try CurrentThread.affinity()
            let (first, last) = (CPUList(cpus.numbers.prefix(1)), CPUList(cpus.numbers.suffix(1)))
            guard let node = NUMA.nodes.numbers.first else {
                try Test.cancel("the kernel knows no nodes of memory")
            }
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[tcp, {name: multifd, channels: 2}]",
                more: """
                    placement:
                      vcpu_cpus: "\(last)"
                      destination: {migration_cpus: "\(first)", channel_cpus: "\(cpus)"}
                    """)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--numa-node", "\(node)", "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 2)
            for row in rows {
                #expect(row[RunColumns.outcome.verified] == true)
                let channel =
                    row[RunColumns.case.transport] == "multifd" ? "; channel \(cpus)" : ""
                #expect(
                    row[RunColumns.placement(.source).placement] == "node \(node); vcpu \(last)")
                #expect(
                    row[RunColumns.placement(.destination).placement]
                        == "node \(node); vcpu \(last); migration \(first)\(channel)")
            }
            let kept = try scratch.text("out/scenario.yml")
            #expect(kept.contains("numa_node: \(node)"), "\(kept)")
        }

        /// Loopback is near no node.
        @Test func nearNICIsUnknownOnLoopback() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "run", try scratch.scenario(), "--numa-node", "near-nic", "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(
                outcome.err.contains("does not know which NUMA node is near the source's lo"),
                "\(outcome)")
            let row = try #require(try scratch.rows().first)
            #expect(row[RunColumns.placement(.source).placement]?.contains("node") == false)
        }

        /// A host without CPUs enough is left as it was.
        @Test func fewCPUsAreLeftAlone() async throws {
            let cpus = try CurrentThread.affinity()
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "run", try scratch.scenario(), "--output", "out",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let row = try #require(try scratch.rows().first)
            // Two vCPUs, two threads that migrate, and one CPU to spare.
            let isNone = row[RunColumns.placement(.source).placement] == "none"
            #expect(isNone == (cpus.count < 5))
        }
    }
}
