import Foundation
import Results
import Testing

extension EndToEnd {
    /// Data takes the network that was chosen, or none.
    @Suite(.serialized, .enabled(if: geteuid() == 0, "network namespaces take root"))
    struct DataWays {
        @Test func itMayBeIPv6() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[tcp, {name: multifd, channels: 2}]", workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                "address=fd00:213::2 migrate \(scenario) --output out")
            #expect(outcome.code == 0, "\(outcome)")
            let rows = try scratch.rows()
            #expect(rows.count == 2)
            for row in rows {
                #expect(row[RunColumns.outcome.verified] == true)
                #expect(row[RunColumns.amount.wireInterface] == "bench-a")
            }
        }

        /// Before a guest is filled anywhere, and with the host that lacks the link.
        @Test func anAddressWithinALinkThatIsNotThereIsRefused() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                ip -n b link add only-b type veth peer name only-c
                ip -n b link set only-b up
                ip -n b link set only-c up
                ip -n b addr add fe80::1/64 dev only-b nodad
                address=fe80::1%nosuch migrate \(scenario) --output nosuch || echo "nosuch: $?"
                address=fe80::1%only-b migrate \(scenario) --output only || echo "only: $?"
                address=fe80::1 migrate \(scenario) --output bare || echo "bare: $?"
                """)
            #expect(outcome.out == "nosuch: 3\nonly: 3\nbare: 3\n", "\(outcome)")
            let errors = outcome.err.split(separator: "\n").filter { $0.hasPrefix("error: ") }
            try #require(errors.count == 3, "\(outcome)")
            #expect(errors[0].hasPrefix("error: destination ("))
            #expect(errors[0].contains("the host has no interface nosuch; it has "))
            #expect(errors[1].hasPrefix("error: source ("))
            #expect(errors[1].contains("the host has no interface only-b; it has "))
            #expect(errors[2].contains("it is one within a link: say which"))
            #expect(!scratch.exists("nosuch"))
        }

        /// Before a guest is filled anywhere, whichever way it would take.
        @Test func anAddressThatTheDestinationDoesNotHaveIsRefused() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                ip -n b link set lo up
                address=10.213.77.1 migrate \(scenario) --output source || echo "source: $?"
                address=127.0.0.1 migrate \(scenario) --output itself || echo "itself: $?"
                migrate \(scenario) --direction both --output both || echo "both: $?"
                """)
            #expect(outcome.out.contains("source: 3\nitself: 3\n"), "\(outcome)")
            #expect(outcome.out.contains("both: 3\n"), "\(outcome)")
            #expect(
                outcome.err.contains(
                    "data address 10.213.77.1: the host does not have it; it has "), "\(outcome)")
            #expect(outcome.err.contains("10.213.77.2 (bench-b)"), "\(outcome)")
            #expect(
                outcome.err.contains(
                    "two network namespaces of one host, and data would go to 127.0.0.1, where each "
                        + "reaches itself"), "\(outcome)")
            // Nor is the destination's address one of the source, for guests that come back.
            #expect(outcome.err.contains("where the source takes data (--source-data-address)"))
            #expect(!scratch.exists("source") && !scratch.exists("itself"))
        }

        @Test func anotherNetworkThanAnybodyWouldThinkIsRefused() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            // sshd tells who it has let in, and over which address.
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                ip -n b link set lo up
                ip link add other type veth peer name other-end
                ip addr add 192.0.2.5/24 dev other
                export SSH_CONNECTION='192.0.2.9 4711 10.213.77.1 22'
                far="SSH_CONNECTION='192.0.2.9 4711 127.0.0.1 22' ip netns exec b $BENCH agent"
                login() {
                    "$BENCH" run \(scenario) "$@" --data-address 10.213.77.2 \\
                        --source "exec:exec $BENCH agent" --destination "exec:$far"
                }
                login --output login || echo "login: $?"
                login --output other --source-data-address other || echo "other: $?"
                login --output meant --source-data-address bench-a
                migrate \(scenario) --output unknown
                """)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("login: 3") && outcome.out.contains("other: 3"))
            #expect(
                outcome.err.contains(
                    "bench-b of the destination, would leave the source over bench-a, the network of "
                        + "its ssh login"), "\(outcome)")
            #expect(outcome.err.contains("--source-data-address bench-a"), "\(outcome)")
            #expect(
                outcome.err.contains("over bench-a, which does not have 192.0.2.5"), "\(outcome)")
            // Of a destination that nobody logged in to, as at its console, no network is the slow one.
            for name in ["meant", "unknown"] {
                let row = try #require(try scratch.rows(name).first)
                #expect(row[RunColumns.outcome.verified] == true)
                #expect(row[RunColumns.amount.wireInterface] == "bench-a")
            }
        }

        /// A second network between the two: its address at the source is gone, and a route leads over the
        /// first one.
        @Test func dataThatWouldComeInElsewhereIsRefused() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                \(Self.secondNetwork)
                ip addr del 10.214.77.1/24 dev data-a
                ip route add 10.214.77.0/24 via 10.213.77.2
                address=data-b migrate \(scenario) --output wrong || echo "wrong: $?"
                address=data-b migrate \(scenario) --source-data-address bench-a --output meant
                ip -n b route add 10.213.77.1/32 via 10.214.77.1 dev data-b onlink
                migrate \(scenario) --source-data-address bench-a --direction both --output back \\
                    || echo "back: $?"
                """)
            #expect(outcome.out.contains("wrong: 3\n") && outcome.out.contains("back: 3\n"))
            #expect(
                outcome.err.contains(
                    "data to 10.214.77.2, data-b of the destination, would not take"),
                "\(outcome)")
            #expect(outcome.err.contains("the destination is reached over its bench-b"))
            #expect(
                outcome.err.contains("guests that go back would leave it over data-b"), "\(outcome)"
            )
            #expect(!scratch.exists("wrong") && !scratch.exists("back"))
            #expect(try scratch.rows("meant").first?[RunColumns.outcome.verified] == true)
        }

        private static let secondNetwork = """
            ip link add data-a type veth peer name data-b netns b
            ip addr add 10.214.77.1/24 dev data-a
            ip -n b addr add 10.214.77.2/24 dev data-b
            ip link set data-a up
            ip -n b link set data-b up
            """

        /// As bridges of two hosts have that were set up alike.
        @Test func anAddressOfBothHostsIsRefused() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                ip addr add 192.0.2.1/32 dev bench-a
                ip -n b addr add 192.0.2.1/32 dev bench-b
                address=192.0.2.1 migrate \(scenario) --output shared || echo "shared: $?"
                address=10.213.77.255 migrate \(scenario) --output nobody || echo "nobody: $?"
                """)
            #expect(outcome.out == "shared: 3\nnobody: 3\n", "\(outcome)")
            #expect(outcome.err.contains("both hosts have 192.0.2.1, each on an interface"))
            #expect(outcome.err.contains("10.213.77.255: the host does not have it"), "\(outcome)")
            #expect(!scratch.exists("shared") && !scratch.exists("nobody"))
        }

        /// An interface's address does not make a network of a host.
        @Test func whatStaysWithinAHostIsNoNetwork() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]")
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                agent="exec:exec $BENCH agent"
                "$BENCH" run \(scenario) --source "$agent" --destination "$agent" \\
                    --data-address bench-a --output hidden || echo "hidden: $?"
                "$BENCH" run \(scenario) --data-address bench-a --output local
                """)
            #expect(outcome.out.contains("hidden: 3\n"), "\(outcome)")
            #expect(
                outcome.err.contains("error: both ends are on one host, where data to 10.213.77.1"))
            #expect(outcome.err.contains("warning: both ends are on one host"), "\(outcome)")
            let row = try #require(try scratch.rows("local").first)
            #expect(row[RunColumns.amount.wireInterface] == "lo")
            #expect(row[RunColumns.amount.destinationWireInterface] == "lo")
        }
    }
}
