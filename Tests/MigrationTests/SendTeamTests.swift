import Guest
import Platform
import Testing

@testable import Migration

/// The channels of a source, whatever they do.
@Suite struct SendTeamTests {
    /// Sends nothing, and finds its peer silent.
    private final class Silent: ChannelWork {
        let counters = TransportCounters()
        func send(_ batch: PageBatch) throws(TransportError) {}
        func look() throws(TransportError) { throw .timedOut(doing: "looking") }
        func sync() throws(TransportError) {}
    }

    /// A channel that has nothing to do may have much under way.
    @Test func aChannelLooksWhileItHasNothingToDo() throws {
        let memory = try GuestMemory(GuestSpec(memoryBytes: 1 << 20, vcpus: 1))
        let team = SendTeam(patienceSeconds: 10)
        defer { team.close() }
        try team.start([Silent()], name: "silent", memory: memory, detectsZeroPages: false)
        try team.deal(PageBatch())
        let deadline = Deadline.after(seconds: 10)
        #expect(throws: TransportError.self) {
            while !deadline.hasPassed {
                try team.check()
                MonotonicTime.now.advanced(bySeconds: 0.01).sleep()
            }
        }
        #expect(throws: TransportError.self) { try team.sync() }
    }
}
