import Platform
import Testing
import Verbs

extension DeviceTests {
    @Suite struct CompletionModes {
        static let all: [CompletionQueue.WaitMode] = [
            .poll, .event, .adaptive(pollMicroseconds: 0), .adaptive(pollMicroseconds: 200),
        ]

        /// Each message goes out only when the answer to the last has come, so every wait starts
        /// before there is something.
        @Test(arguments: all)
        func everyMessageWakesItsWaiter(mode: CompletionQueue.WaitMode) throws {
            let count = 100
            let pair = try LoopbackPair()
            let (_, _) = try together {
                try Self.pingPong(pair.server, count, mode, starts: false)
            } _: {
                try Self.pingPong(pair.client, count, mode, starts: true)
            }
            try pair.close()
        }

        private static func pingPong(
            _ end: LoopbackPair.End, _ count: Int, _ mode: CompletionQueue.WaitMode, starts: Bool
        ) throws {
            let buffer = Buffer(128) { _ in 0 }
            let region = try buffer.register(in: end.domain, .localWrite)
            var into = SegmentList(capacity: 1)
            into.append(region.segment(byteCount: 64))
            var out = SegmentList(capacity: 1)
            out.append(region.segment(offset: 64, byteCount: 64))
            try end.queuePair.receive(into: into)
            if starts { try end.queuePair.send(out, options: .signalled) }
            for round in 0..<count {
                // A receive, and a send of this or the last round.
                var hasCome = false
                while !hasCome {
                    for completion in try end.completions(1, mode: mode) {
                        try completion.check("round \(round)")
                        hasCome = hasCome || completion.direction == .receive
                    }
                }
                let isLast = round == count - 1
                if !isLast { try end.queuePair.receive(into: into) }
                if !(isLast && starts) { try end.queuePair.send(out, options: .signalled) }
            }
            // What was sent last must be over before its memory goes.
            while end.queuePair.outstandingSends > 0 {
                _ = try end.completions(1, mode: mode)
            }
            try region.close()
        }

        @Test(arguments: all)
        func deadlineEndsTheWait(mode: CompletionQueue.WaitMode) throws {
            let pair = try LoopbackPair()
            var batch = CompletionBatch()
            let start = MonotonicTime.now
            let count = try pair.client.queue.wait(
                into: &batch, mode: mode, until: .after(seconds: 0.05))
            #expect(count == 0)
            #expect(MonotonicTime.now.seconds(since: start) >= 0.05)
        }

        @Test func failingWakesASleeper() throws {
            let pair = try LoopbackPair()
            let buffer = Buffer(64) { _ in 0 }
            let region = try buffer.register(in: pair.client.domain, .localWrite)
            var into = SegmentList(capacity: 1)
            into.append(region.segment(byteCount: 64))
            try pair.client.queuePair.receive(into: into)
            let (flushed, _) = try together {
                try pair.client.completions(1, mode: .event)
            } _: {
                MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
                try pair.client.queuePair.fail()
            }
            #expect(flushed[0].status == .flushed)
        }

        @Test func queueTooSmallForItsPairsIsRefused() throws {
            let (listener, address) = try LoopbackPair.listener()
            let connection = try LoopbackPair.resolved(address)
            let device = try connection.device()
            let queue = try CompletionQueue(on: device, capacity: 8)
            let limits = QueuePair.Limits(sends: queue.capacity, receives: 1)
            let error = #expect(throws: VerbsError.self) {
                _ = try QueuePair(
                    on: connection, in: ProtectionDomain(on: device), sendQueue: queue,
                    receiveQueue: queue, limits: limits)
            }
            #expect(error?.description.contains("completion queue of \(queue.capacity)") == true)
            try listener.close()
        }
    }
}
