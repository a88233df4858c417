import Platform
import Testing
import Verbs

extension DeviceTests {
    /// Peers that go or fall silent.
    @Suite struct Failures {
        @Test func silentPeerExceedsTheRetries() throws {
            let pair = try LoopbackPair(.init(acknowledgementTimeout: 12))
            let buffer = Buffer(4096) { _ in 7 }
            let target = Buffer(4096) { _ in 0 }
            let from = try buffer.register(in: pair.client.domain, [])
            let to = try target.register(in: pair.server.domain, .remoteWrite)
            try pair.server.queuePair.fail()
            var segments = SegmentList(capacity: 1)
            segments.append(from.segment(byteCount: 4096))
            try pair.client.queuePair.write(segments, to: to.remote(), options: .signalled)
            #expect(try pair.client.completions(1)[0].status == .retryExceeded)
        }

        /// What a thread that watches the connection does for one that waits for completions.
        @Test(arguments: CompletionModes.all)
        func peerThatGoesEndsTheWait(mode: CompletionQueue.WaitMode) throws {
            let pair = try LoopbackPair()
            let buffer = Buffer(64) { _ in 0 }
            let region = try buffer.register(in: pair.client.domain, .localWrite)
            var into = SegmentList(capacity: 1)
            into.append(region.segment(byteCount: 64))
            try pair.client.queuePair.receive(into: into)
            let (flushed, _) = try together {
                try pair.client.completions(1, mode: mode)
            } _: {
                try pair.server.connection.disconnect()
                let event = try pair.client.connection.nextEvent(until: LoopbackPair.deadline)
                #expect(event?.kind == .disconnected)
                try pair.client.queuePair.fail()
            }
            #expect(flushed[0].status == .flushed)
        }

        @Test func messageLongerThanTheReceiveFails() throws {
            let pair = try LoopbackPair()
            let buffer = Buffer(4096) { _ in 7 }
            let target = Buffer(4096) { _ in 0 }
            let from = try buffer.register(in: pair.client.domain, [])
            let to = try target.register(in: pair.server.domain, .localWrite)
            var segments = SegmentList(capacity: 1)
            segments.append(to.segment(byteCount: 100))
            try pair.server.queuePair.receive(into: segments)
            segments.removeAll()
            segments.append(from.segment(byteCount: 101))
            try pair.client.queuePair.send(segments, options: .signalled)
            #expect(try pair.client.completions(1)[0].status.isSuccess == false)
            #expect(target.bytes.allSatisfy { $0 == 0 })
        }
    }
}
