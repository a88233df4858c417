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
        let guest = try Guest(spec, memory: memory)
        let ends = try Ends(ConformanceTests.spec(transport), vcpus: 1)
        // abort() may be called from any thread.
        nonisolated(unsafe) let sender = ends.sender
        let thread = try NativeThread(name: "abort") {
            MonotonicTime.now.advanced(bySeconds: 0.3).sleep()
            unsafe sender.abort()
        }
        let start = MonotonicTime.now
        let engine = try PrecopyEngine(
            ConformanceTests.spec(transport), guest: guest, sender: unsafe sender)
        #expect(throws: TransportError.self) {
            try engine.setup(memory)
            _ = try engine.run()
        }
        ends.close()
        // Sooner than any wait for the peer would have ended.
        #expect(MonotonicTime.now.seconds(since: start) < 9)
        try thread.join(until: .after(seconds: 10))
        try guest.stop()
    }
}
