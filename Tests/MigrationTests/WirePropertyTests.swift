import Guest
import TestSupport
import Testing

@testable import Migration

/// Whatever a peer sends: a message within its limits, or an error; never a trap.
@Suite struct WirePropertyTests {
    private func check(
        _ body: () throws(TransportError) -> Void
    ) -> Bool {
        do throws(TransportError) {
            try body()
            return true
        } catch {
            switch error {
            case .malformed, .refused: return false
            default:
                Issue.record("\(error)")
                return false
            }
        }
    }

    /// Calls `body` with random bytes of any length and with changed `seeds`; returns how often
    /// it was content.
    private func feed(
        _ seeds: [[UInt8]], seed: UInt64, _ body: ([UInt8]) -> Bool
    ) -> Int {
        var random = SeededRandom(seed: seed)
        var taken = 0
        for round in 0..<20_000 {
            let bytes =
                round % 4 == 0
                ? random.bytes(Int.random(in: 0...64, using: &random))
                : random.mutation(of: seeds[round % seeds.count])
            if body(bytes) { taken += 1 }
        }
        return taken
    }

    @Test func frames() {
        let taken = feed(WireMessages.frames.map { WireMessages.bytes($0) }, seed: 1) { bytes in
            check { () throws(TransportError) in
                let frame = try StreamFrame(decoding: bytes)
                #expect(frame.runCount <= StreamFrame.maximumRuns)
                #expect(
                    frame.payloadBytes
                        <= (frame.kind == .deviceState
                            ? StreamFrame.maximumState : StreamFrame.maximumPagesPayload))
            }
        }
        #expect(taken > 100)  // else the mutations are too wild to reach anything
    }

    @Test func runTables() {
        let frame = StreamFrame(.zeroPages, runCount: 3)
        let taken = feed([WireMessages.bytes(WireMessages.runs)], seed: 2) { bytes in
            check { () throws(TransportError) in
                let runs = try frame.runs(decoding: bytes, pageCount: WireMessages.pageCount)
                for run in runs {
                    #expect(run.count > 0)
                    #expect(Int(run.first) + Int(run.count) <= WireMessages.pageCount)
                }
            }
        }
        #expect(taken > 100)
    }

    @Test func packets() {
        let taken = feed(WireMessages.packets.map { WireMessages.bytes($0) }, seed: 3) { bytes in
            check { () throws(TransportError) in
                let packet = try MultifdPacket(decoding: bytes, expected: 0)
                #expect(packet.normalRuns + packet.zeroRuns <= MultifdPacket.maximumPages)
                #expect(packet.payloadBytes <= MultifdPacket.maximumPages * 4096)
                let table = [UInt8](bytes.suffix(packet.runBytes))
                _ = check { () throws(TransportError) in
                    _ = try packet.runs(decoding: table, pageCount: WireMessages.pageCount)
                }
            }
        }
        #expect(taken > 100)
    }

    @Test func states() {
        let seeds = [1, 2, 5].map { count in
            WireMessages.bytes(
                GuestState(operations: [UInt64](repeating: 7, count: count), elapsedNanoseconds: 9))
        }
        let taken = feed(seeds, seed: 4) { bytes in
            check { () throws(TransportError) in
                let state = try StateCoding.decode(bytes, vcpus: 2)
                #expect(state.guest.operations.count == 2)
            }
        }
        #expect(taken > 100)
    }

    @Test func controlMessages() {
        let taken = feed(WireMessages.messages.map(\.encoded), seed: 6) { bytes in
            check { () throws(TransportError) in
                let message = try ControlMessage(decoding: bytes)
                #expect(message.credits <= ControlMessage.maximumCredits)
                #expect(message.encoded == bytes)
                if message.kind == .clock { _ = try ClockCoding.decode(message.payload) }
            }
        }
        #expect(taken > 100)
    }

    @Test func hellos() {
        let ticket = DataPlaneTicket()
        let handshake = Handshake(ticket: ticket)
        let seeds = (0..<4).map { handshake.hello(channel: $0) }
        let taken = feed(seeds, seed: 5) { bytes in
            check { () throws(TransportError) in
                let channel = try handshake.channel(inHello: bytes)
                // A proof covers all that a hello says: what is taken is what was made.
                #expect(bytes == handshake.hello(channel: channel))
            }
        }
        // A mutation may leave a hello as it was; anything more is a forgery.
        #expect(taken < 5000)
        for channel in 0..<4 {
            let isTaken = check { () throws(TransportError) in
                let asked = try handshake.channel(inHello: seeds[channel])
                #expect(asked == channel)
            }
            #expect(isTaken)
        }
    }
}
