import Foundation
import Platform
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// Who else comes to the data port, while the source is held just before it connects.
    @Suite(.serialized) struct Strangers {
        /// What is done to the port of a running suite, and whether the source gets in all the same.
        /// - Parameter attack: what it opens stays open for as long as the migration takes.
        private func meet(
            _ fault: FaultKind, _ hosts: Hosts,
            _ attack: @escaping @Sendable (SocketAddress) throws -> [StreamSocket]
        ) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario()
            let seconds = Figures()
            let outcome = try await hosts.survive(
                scratch, "\(scenario) --inject freeze-source:connecting"
            ) { running in
                let watch = try await AgentWatch(running.family)
                let held = try await watch.frozen()
                let address = try await watch.listener(on: hosts)
                // They come from the source's host.
                let strangers = try await held.inItsNetwork { try attack(address) }
                let start = ContinuousClock.now
                try Family.send(.thaw, to: held.id)
                let isOver = try await eventually(within: 30) { scratch.rowCount() == 1 }
                #expect(isOver)
                #expect(watch.agents.flatMap(\.listeners).isEmpty)
                seconds.add((ContinuousClock.now - start) / .seconds(1))
                for stranger in strangers { stranger.close() }
            }
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.rows().first?[RunColumns.outcome.verified] == true)
            try FaultRecord.write(
                fault, .connecting, hosts.place, outcome: "completed and verified",
                seconds: try seconds.value)
        }

        private static func connect(_ address: SocketAddress) throws -> StreamSocket {
            try StreamSocket(connectingTo: address, until: .after(seconds: 2))
        }

        @Test(arguments: Hosts.here) func aThousandConnections(hosts: Hosts) async throws {
            try await meet(.manyConnections, hosts) { address in
                try (0..<1000).map { _ in try Self.connect(address) }
            }
        }

        @Test(arguments: Hosts.here) func whoConnectsAndSaysNothing(hosts: Hosts) async throws {
            try await meet(.halfOpen, hosts) { address in
                try (0..<50).map { _ in try Self.connect(address) }
            }
        }

        /// A scanner goes at once; others say something, some of it too much.
        @Test(arguments: Hosts.here) func randomBytes(hosts: Hosts) async throws {
            try await meet(.randomBytes, hosts) { address in
                var random = SystemRandomNumberGenerator()
                for count in (0..<10).flatMap({ _ in [0, 1, 56, 4096] }) {
                    let socket = try Self.connect(address)
                    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                    do { try socket.send(bytes) } catch StreamError.closed {}
                    socket.close()
                }
                return []
            }
        }

        @Test(arguments: Hosts.here) func aWrongToken(hosts: Hosts) async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario()
            let seconds = Figures()
            let outcome = try await hosts.survive(
                scratch, "\(scenario) --inject wrong-token"
            ) { running in
                let watch = try await AgentWatch(running.family)
                seconds.add(try await watch.secondsToClean(scratch) { true })
            }
            #expect(outcome.code == 3, "\(outcome)")
            let words = try scratch.failure()
            #expect(words.contains("the peer closed the data connection while"), "\(words)")
            try FaultRecord.write(
                .wrongToken, .connecting, hosts.place, outcome: words, seconds: try seconds.value)
        }
    }
}
