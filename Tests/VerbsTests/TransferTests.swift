import Glibc
import Platform
import Testing
import Verbs

extension DeviceTests {
    @Suite struct Transfers {
        /// Scattered pieces arrive one after the other, and nothing beside them is touched.
        @Test(arguments: [MemoryAccess.remoteWrite, [.remoteWrite, .relaxedOrdering]])
        func writeArrivesByteForByte(access: MemoryAccess) throws {
            let size = 64 * 1024
            let pair = try LoopbackPair()
            let source = Buffer(size) { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let target = Buffer(size) { _ in 0xee }
            let from = try source.register(in: pair.client.domain, [])
            let to = try target.register(in: pair.server.domain, access)

            var segments = SegmentList(capacity: 4)
            let pieces = [(0, 4096), (8192, 5000), (20000, 1), (30001, 12345)]
            for (offset, count) in pieces {
                segments.append(from.segment(offset: offset, byteCount: count))
            }
            try pair.client.queuePair.write(
                segments, to: to.remote(offset: 333), options: .signalled)
            let done = try pair.client.completions(1)
            try done[0].check("writing")

            let sent = source.bytes
            let expected = pieces.flatMap { sent[$0.0..<$0.0 + $0.1] }
            let got = target.bytes
            #expect(Array(got[333..<333 + expected.count]) == expected)
            #expect(got[..<333].allSatisfy { $0 == 0xee })
            #expect(got[(333 + expected.count)...].allSatisfy { $0 == 0xee })
            try from.close()
            try to.close()
            try pair.close()
        }

        @Test func sendFillsReceivesInOrder() throws {
            let pair = try LoopbackPair()
            let out = Buffer(3 * 100) { UInt8($0 % 251) }
            let into = Buffer(3 * 128) { _ in 0 }
            let from = try out.register(in: pair.client.domain, [])
            let to = try into.register(in: pair.server.domain, .localWrite)
            var segments = SegmentList(capacity: 1)
            for index in 0..<3 {
                segments.removeAll()
                segments.append(to.segment(offset: index * 128, byteCount: 128))
                let sequence = try pair.server.queuePair.receive(into: segments)
                #expect(sequence == UInt64(index))
            }
            for index in 0..<3 {
                segments.removeAll()
                segments.append(from.segment(offset: index * 100, byteCount: 100 - index))
                try pair.client.queuePair.send(segments, options: .signalled)
            }
            let received = try pair.server.completions(3)
            for (index, completion) in received.enumerated() {
                try completion.check("receiving")
                #expect(completion.direction == .receive)
                #expect(completion.sequence == UInt64(index))
                #expect(completion.byteCount == 100 - index)
                let sent = out.bytes[(index * 100)...].prefix(100 - index)
                #expect(Array(into.bytes[(index * 128)...].prefix(100 - index)) == Array(sent))
            }
            let sent = try pair.client.completions(3)
            #expect(sent.allSatisfy { $0.direction == .send && $0.status.isSuccess })
            #expect(pair.server.queuePair.outstandingReceives == 0)
        }

        @Test func depthIsCountedAndTheLastPlaceSignals() throws {
            let limits = QueuePair.Limits(sends: 4, receives: 1)
            let pair = try LoopbackPair(.init(limits: limits))
            let buffer = Buffer(4096) { UInt8($0 & 0xff) }
            let target = Buffer(4096) { _ in 0 }
            let from = try buffer.register(in: pair.client.domain, [])
            let to = try target.register(in: pair.server.domain, .remoteWrite)
            var segments = SegmentList(capacity: 1)
            segments.append(from.segment(byteCount: 4096))
            let queuePair = pair.client.queuePair
            for expected in 0..<4 {
                #expect(queuePair.hasRoomToSend)
                let sequence = try queuePair.write(segments, to: to.remote(), options: [])
                #expect(sequence == UInt64(expected))
            }
            #expect(!queuePair.hasRoomToSend)
            let error = #expect(throws: VerbsError.self) {
                try queuePair.write(segments, to: to.remote(), options: [])
            }
            #expect(error?.description.contains("take completions first") == true)
            let done = try pair.client.completions(1)
            #expect(done.map(\.sequence) == [3])
            #expect(queuePair.outstandingSends == 0)
            #expect(target.bytes == buffer.bytes)
        }

        @Test func writeIntoMemoryThatIsGoneFailsInWords() throws {
            let pair = try LoopbackPair()
            let buffer = Buffer(4096) { _ in 7 }
            let target = Buffer(4096) { _ in 0 }
            let from = try buffer.register(in: pair.client.domain, [])
            let to = try target.register(in: pair.server.domain, .remoteWrite)
            let stale = to.remote()
            try to.close()
            var segments = SegmentList(capacity: 1)
            segments.append(from.segment(byteCount: 4096))
            try pair.client.queuePair.write(segments, to: stale, options: .signalled)
            let done = try pair.client.completions(1)
            #expect(done[0].status == .remoteAccess)
            let error = #expect(throws: VerbsError.self) { try done[0].check("writing a page") }
            let text = try #require(error).description
            #expect(text.contains("writing a page: IBV_WC_REM_ACCESS_ERR: "), "\(text)")
            #expect(target.bytes.allSatisfy { $0 == 0 })
            // What is posted after a failure completes as flushed.
            try pair.client.queuePair.write(segments, to: stale, options: .signalled)
            #expect(try pair.client.completions(1)[0].status == .flushed)
        }

        @Test func writeWithoutTheRightFails() throws {
            let pair = try LoopbackPair()
            let buffer = Buffer(4096) { _ in 7 }
            let target = Buffer(4096) { _ in 0 }
            let from = try buffer.register(in: pair.client.domain, [])
            let to = try target.register(in: pair.server.domain, .localWrite)
            var segments = SegmentList(capacity: 1)
            segments.append(from.segment(byteCount: 4096))
            try pair.client.queuePair.write(segments, to: to.remote(), options: .signalled)
            #expect(try pair.client.completions(1)[0].status == .remoteAccess)
            #expect(target.bytes.allSatisfy { $0 == 0 })
        }

        @Test func registeringWhatIsNotMappedIsRefused() throws {
            let pair = try LoopbackPair()
            let error = #expect(throws: VerbsError.self) {
                // The first page is never mapped.
                let nothing = unsafe UnsafeMutableRawPointer(bitPattern: 4096)!
                _ = unsafe try MemoryRegion(
                    in: pair.client.domain, address: nothing, byteCount: 4096, access: .localWrite)
            }
            #expect(error?.description.contains("registering 4096 bytes of memory") == true)
        }
    }
}
