import Platform
import TestSupport
import Testing
import Verbs

// What Soft-RoCE makes of a link that goes down under two ends of one machine (Linux 6.12): the port
// is down at once, and active again when the link is. An end that only receives has no completion
// and no event of the connection manager, and an idle pair is as good as before when the link is up
// again. So whoever receives needs a deadline.

extension DeviceTests {
    @Suite(.enabled(if: LabLink.name != nil, LabLink.comment))
    struct LinkDown {
        private static let size = 1 << 20

        /// Two ends with memory that one writes and the other shows.
        private struct Stage {
            let pair: LoopbackPair
            let from: MemoryRegion
            let to: MemoryRegion
            private let buffers: (Buffer, Buffer)

            init() throws {
                pair = try LoopbackPair()
                buffers = (Buffer(size) { _ in 7 }, Buffer(size) { _ in 0 })
                from = try buffers.0.register(in: pair.client.domain, .localWrite)
                to = try buffers.1.register(
                    in: pair.server.domain, [.localWrite, .remoteWrite])
            }

            /// Posts a receive at the end that sends nothing.
            func receive() throws {
                var slot = SegmentList(capacity: 1)
                slot.append(to.segment(byteCount: 64))
                try pair.server.queuePair.receive(into: slot)
            }

            func write(count: Int) throws {
                var segments = SegmentList(capacity: 1)
                segments.append(from.segment(byteCount: size))
                for _ in 0..<count {
                    try pair.client.queuePair.write(
                        segments, to: to.remote(), options: .signalled)
                }
            }

            func close() throws {
                try from.close()
                try to.close()
                try pair.close()
            }
        }

        @Test func portIsDownAndActiveAgain() throws {
            let pair = try LoopbackPair()
            let port = pair.client.connection.portNumber
            let state = try LabLink.whileDown { try pair.client.device.port(port).state }
            #expect(state == .down)
            #expect(try pair.client.device.port(port).state == .active)
            try pair.close()
        }

        /// Neither a completion nor an event: only a deadline ends the wait.
        @Test func whoeverReceivesLearnsNothing() throws {
            let stage = try Stage()
            try stage.receive()
            try LabLink.whileDown {
                var batch = CompletionBatch(capacity: 8)
                let found = try stage.pair.server.queue.wait(
                    into: &batch, mode: .event, until: .after(seconds: 1))
                #expect(found == 0)
                let event = try stage.pair.server.connection.nextEvent(until: .after(seconds: 1))
                #expect(event == nil)
            }
            try stage.close()
        }

        @Test func idlePairSurvives() throws {
            let stage = try Stage()
            try LabLink.whileDown {}
            try stage.write(count: 1)
            #expect(try stage.pair.client.completions(1)[0].status.isSuccess)
            try stage.close()
        }
    }
}
