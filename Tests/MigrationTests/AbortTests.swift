import Guest
import Migration
import Platform
import Testing

/// Whoever waits for a peer that does nothing can be called back.
@Suite("conformance: abort", .serialized)
struct AbortTests {
    @Test("a peer that reads nothing", arguments: TransportKind.tested)
    func aPeerThatReadsNothing(_ transport: TransportKind) throws {
        try transport.requireDevice()
        let spec = GuestSpec(memoryBytes: 64 << 20)
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let pages = try PageSet(pageCount: memory.pageCount)
        pages.insertAll()
        let ends = try Ends(ConformanceTests.spec(transport), vcpus: 1)
        // abort() may be called from any thread.
        nonisolated(unsafe) let sender = ends.sender
        let thread = try NativeThread(name: "abort") {
            MonotonicTime.now.advanced(bySeconds: 0.3).sleep()
            unsafe sender.abort()
        }
        let start = MonotonicTime.now
        // Without asking the peer anything, as far as the transport lets it.
        #expect(throws: TransportError.self) {
            try unsafe sender.prepare(memory)
            try unsafe sender.begin(at: .now)
            var batch = PageBatch()
            while pages.count > 0 {
                batch.removeAll()
                _ = unsafe pages.take(sender.batchPages, into: &batch.normal)
                try unsafe sender.send(batch)
            }
            try unsafe sender.endRound()
            _ = try unsafe sender.complete(
                DeviceState(guest: .initial(vcpus: 1), timeZero: .now, byteCount: 0))
        }
        ends.close()
        // Sooner than any wait for the peer would have ended.
        #expect(MonotonicTime.now.seconds(since: start) < 9)
        try thread.join(until: .after(seconds: 10))
    }

    @Test("a peer that does not tell its clock", arguments: TransportKind.tested)
    func aPeerThatDoesNotTellItsClock(_ transport: TransportKind) throws {
        try transport.requireDevice()
        let ends = try Ends(ConformanceTests.spec(transport), vcpus: 1)
        nonisolated(unsafe) let sender = ends.sender
        let thread = try NativeThread(name: "abort") {
            MonotonicTime.now.advanced(bySeconds: 0.3).sleep()
            unsafe sender.abort()
        }
        let start = MonotonicTime.now
        #expect(throws: TransportError.self) { try unsafe sender.askClock() }
        ends.close()
        #expect(MonotonicTime.now.seconds(since: start) < 9)
        try thread.join(until: .after(seconds: 10))
    }
}
