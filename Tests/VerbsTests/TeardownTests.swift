import Glibc
import Platform
import Testing
import Verbs

extension DeviceTests {
    @Suite struct Teardown {
        /// What the kernel counts for all devices, without the contexts: the connection manager
        /// keeps its own open.
        private static func resources() throws -> String {
            var text = ""
            guard let stream = unsafe popen("rdma resource", "r") else { throw NoTool() }
            defer { unsafe pclose(stream) }
            var line = [CChar](repeating: 0, count: 4096)
            while unsafe fgets(&line, Int32(line.count), stream) != nil {
                let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                text += String(decoding: bytes, as: UTF8.self)
            }
            guard text.contains("qp ") else { throw NoTool() }
            return text.replacing(/\ ctx \d+/, with: "")
        }

        struct NoTool: Error, CustomStringConvertible {
            var description: String { "`rdma resource` (package iproute2) does not answer" }
        }

        private static func descriptors() throws -> Int {
            guard let folder = unsafe opendir("/proc/self/fd") else { throw NoTool() }
            defer { unsafe closedir(folder) }
            var count = 0
            while unsafe readdir(folder) != nil { count += 1 }
            return count
        }

        /// The kernel takes some objects back a little later.
        private static func expectSame(
            _ before: String, descriptors: Int, _ what: Comment
        ) throws {
            let deadline = Deadline.after(seconds: 10)
            while try resources() != before && !deadline.hasPassed {
                MonotonicTime.now.advanced(bySeconds: 0.1).sleep()
            }
            #expect(try resources() == before, what)
            #expect(try self.descriptors() == descriptors, what)
        }

        private static func usePair() throws -> LoopbackPair {
            let pair = try LoopbackPair()
            let buffer = Buffer(4096) { _ in 1 }
            let region = try buffer.register(in: pair.client.domain, .localWrite)
            var segments = SegmentList(capacity: 1)
            segments.append(region.segment(byteCount: 64))
            try pair.client.queuePair.receive(into: segments)
            #expect(try resources() != (try resourcesAtRest.get()))
            return pair
        }

        private static let resourcesAtRest = Result { () throws -> String in
            // Once before the first count: the connection manager opens the device for good.
            try LoopbackPair().close()
            return try resources()
        }

        @Test func nothingIsLeftAfterClose() throws {
            let before = try Self.resourcesAtRest.get()
            let descriptors = try Self.descriptors()
            try Self.usePair().close()
            try Self.expectSame(before, descriptors: descriptors, "after close()")
        }

        @Test func nothingIsLeftWhenReferencesGo() throws {
            let before = try Self.resourcesAtRest.get()
            let descriptors = try Self.descriptors()
            _ = try Self.usePair()
            try Self.expectSame(before, descriptors: descriptors, "after deinit")
        }

        @Test func nothingIsLeftWhenConnectingFails() throws {
            let before = try Self.resourcesAtRest.get()
            let descriptors = try Self.descriptors()
            let (listener, address) = try LoopbackPair.listener()
            try listener.close()
            try listener.events.close()
            #expect(throws: VerbsError.self) {
                let limits = QueuePair.Limits(sends: 1, receives: 1)
                let end = try LoopbackPair.End(try LoopbackPair.resolved(address), limits)
                _ = try end.connection.connect(
                    ConnectionParameters(), until: LoopbackPair.deadline)
            }
            try Self.expectSame(before, descriptors: descriptors, "after a failure")
        }

        @Test func parentsCannotGoBeforeTheirChildren() throws {
            let pair = try LoopbackPair()
            let end = pair.client
            let buffer = Buffer(4096) { _ in 1 }
            let region = try buffer.register(in: end.domain, [])
            for close in [
                end.device.close, end.domain.close, end.queue.close, end.connection.close,
                end.connection.events.close,
            ] {
                let error = #expect(throws: VerbsError.self) { try close() }
                guard case .call(_, code: EBUSY, _, _) = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
            try region.close()
            try region.close()
            try pair.close()
        }
    }
}
