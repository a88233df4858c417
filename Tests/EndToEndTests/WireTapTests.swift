import Foundation
import Platform
import Results
import TestSupport
import Testing

extension EndToEnd {
    /// Somebody on the way between two hosts, who sees what the source says to get in.
    @Suite(.enabled(if: Hosts.areNamespacesAllowed, NamespacePair.takesRoot))
    struct WireTaps {
        /// Waits for a hello on the wire, says it again to the same port at once, and writes down both
        /// the hello and whether anybody answered.
        private static let tap = """
            import socket, sys
            wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            wire.bind(("bench-a", 0))
            wire.settimeout(20)
            open("tapped", "w").close()
            hello = b""
            while hello[:4] != b"BMHS":
                packet = wire.recv(65535)[14:]
                tcp = packet[(packet[0] & 15) * 4:]
                hello = tcp[(tcp[12] >> 4) * 4:] if packet[9:10] == b"\\6" else b""
            try:
                port = int.from_bytes(tcp[2:4], "big")
                replay = socket.create_connection((sys.argv[1], port), 5)
                replay.sendall(hello)
                answer = replay.recv(1)
            except ConnectionError:
                answer = b""
            print(hello.hex(), "answered" if answer else "closed")
            """

        /// In its own migration it has been said already, and in the next one it is another.
        @Test func whatWasSaidGetsNobodyIn() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[{name: multifd, channels: 2}]", repetitions: 2)
            try scratch.write("tap.py", Self.tap)
            let seconds = Figures()
            let outcome = try await Hosts.namespaces.survive(
                scratch, "\(scenario) --inject freeze-source:connecting,freeze-source:connecting"
            ) { running in
                let hello = try await replayAtOnce(scratch, running, seconds)
                let isOver = try await eventually(within: 30) { scratch.rowCount() == 1 }
                #expect(isOver)
                try await replayLater(hello, scratch, running, seconds)
            }
            #expect(outcome.code == 0, "\(outcome)")
            let verified = try scratch.rows().map { $0[RunColumns.outcome.verified] }
            #expect(verified == [true, true])
            for (fault, clean) in zip([FaultKind.replayedToken, .earlierToken], seconds.all) {
                try FaultRecord.write(
                    fault, .connecting, .namespaces, outcome: "closed at once; the source gets in",
                    seconds: clean)
            }
        }

        /// - Returns: The bytes that were heard and said again.
        private func replayAtOnce(
            _ scratch: Scratch, _ running: Program.Running, _ seconds: Figures
        ) async throws -> [UInt8] {
            let held = try await AgentWatch(running.family).frozen()
            async let tap = Program(in: scratch).shell(
                "exec nsenter -t \(held.id) -n python3 tap.py \(NamespacePair.destinationHost)")
            let isTapped = try await eventually(within: 10) { scratch.exists("tapped") }
            #expect(isTapped)
            let start = ContinuousClock.now
            try Family.send(.thaw, to: held.id)
            let heard = try await tap
            seconds.add((ContinuousClock.now - start) / .seconds(1))
            let words = heard.out.split(whereSeparator: \.isWhitespace)
            try #require(words.count == 2, "\(heard)")
            #expect(words[1] == "closed")
            return try #require(bytes(ofHex: words[0]))
        }

        private func replayLater(
            _ hello: [UInt8], _ scratch: Scratch, _ running: Program.Running, _ seconds: Figures
        ) async throws {
            let watch = try await AgentWatch(running.family)
            let held = try await watch.frozen()
            let address = try await watch.listener(on: .namespaces)
            let start = ContinuousClock.now
            try await held.inItsNetwork {
                let replay = try StreamSocket(connectingTo: address, until: .after(seconds: 5))
                defer { replay.close() }
                try replay.send(hello)
                do {
                    let answer = try replay.receive(count: 1, until: .after(seconds: 10))
                    Issue.record("answered with \(answer)")
                } catch StreamError.closed {}
            }
            seconds.add((ContinuousClock.now - start) / .seconds(1))
            try Family.send(.thaw, to: held.id)
        }

        private func bytes(ofHex text: Substring) -> [UInt8]? {
            let digits = text.compactMap(\.hexDigitValue)
            guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
            return stride(from: 0, to: digits.count, by: 2).map {
                UInt8(digits[$0] << 4 | digits[$0 + 1])
            }
        }
    }
}
