import Foundation
import Results
import Testing

extension EndToEnd {
    /// Between which addresses data went stands in the rows.
    @Suite(.serialized, .enabled(if: geteuid() == 0, "network namespaces take root"))
    struct DataAddressRows {
        /// As it was, however it was typed; within a link with its zone.
        @Test func bothEndsAreInTheRow() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[tcp, {name: multifd, channels: 2}, \"null\"]", workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                ip link add link0 type veth peer name link0 netns b
                ip link set link0 addrgenmode none up
                ip -n b link set link0 addrgenmode none up
                ip addr add fe80::1/64 dev link0 nodad
                ip -n b addr add fe80::2/64 dev link0 nodad
                migrate \(scenario) --output four
                address=FD00:213:0::2 migrate \(scenario) --output six
                address=fe80::2%link0 migrate \(scenario) --output link
                address=bench-b migrate \(scenario) --output name
                """)
            #expect(outcome.code == 0, "\(outcome)")
            for (suite, ends) in [
                ("four", ["10.213.77.1", "10.213.77.2"]), ("six", ["fd00:213::1", "fd00:213::2"]),
                ("link", ["fe80::1%link0", "fe80::2%link0"]),
                ("name", ["10.213.77.1", "10.213.77.2"]),
            ] {
                #expect(try scratch.rows(suite).map(Self.ends) == [ends, ends, ends], "\(suite)")
            }
        }

        /// That of the source once it was connected.
        @Test func aFailedRowHasThem() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]", repetitions: 2)
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                "migrate \(scenario) --output out --inject kill-source:preparing,kill-source:precopy"
            )
            #expect(outcome.code == 3, "\(outcome)")
            #expect(try scratch.statuses() == ["failed", "failed"])
            #expect(
                try scratch.rows().map(Self.ends)
                    == [[nil, "10.213.77.2"], ["10.213.77.1", "10.213.77.2"]])
        }

        @Test func eachGuestHasItsOwn() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                migrate \(scenario) --output out --guests 2 --direction both \\
                    --source-data-address 10.213.77.1
                """)
            #expect(outcome.code == 0, "\(outcome)")
            let forward = ["10.213.77.1", "10.213.77.2"]
            let back = [String](forward.reversed())
            #expect(try scratch.rows().map(Self.ends) == [forward, forward, back, back])
        }

        private static func ends(_ row: Row) -> [String?] {
            [.source, .destination].map { row[RunColumns.network($0).dataAddress] }
        }
    }
}
