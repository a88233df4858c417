import Platform
import Synchronization
import Testing

/// Threads go where they are told, as the kernel says afterwards.
///
/// One CPU is enough for that.
@Suite(.serialized) struct ThreadPlacementTests {
    /// Where a new thread finds itself.
    private func home(of role: ThreadRole) throws -> CPUList {
        let found = Mutex<Result<CPUList, SystemError>?>(nil)
        let thread = try NativeThread(name: "looks", role: role) {
            let outcome = Result { () throws(SystemError) in try CurrentThread.affinity() }
            found.withLock { $0 = outcome }
        }
        try thread.join(until: .after(seconds: 30))
        return try #require(found.withLock { $0 }).get()
    }

    @Test func newThreadsGoToTheCPUsOfTheirRole() throws {
        let all = try CurrentThread.affinity()
        let first = CPUList(all.numbers.prefix(1))
        let last = CPUList(all.numbers.suffix(1))
        try ThreadPlacement.begin([.vcpu: last, .channel: first])
        defer { ThreadPlacement.end() }
        #expect(try home(of: .vcpu) == last)
        #expect(try home(of: .channel) == first)
        #expect(try home(of: .sampler) == all)
        // The thread that asked for it is where it was.
        #expect(try CurrentThread.affinity() == all)
        ThreadPlacement.end()
        #expect(try home(of: .vcpu) == all)
    }

    /// Work as a role is on its CPUs; threads that it makes are not.
    @Test func workOfARoleComesBack() throws {
        struct Fault: Error {}
        let all = try CurrentThread.affinity()
        let last = CPUList(all.numbers.suffix(1))
        try ThreadPlacement.begin([.migration: last])
        defer { ThreadPlacement.end() }
        let within = try ThreadPlacement.run(as: .migration) {
            (try CurrentThread.affinity(), try home(of: .other))
        }
        #expect(within == (last, all))
        #expect(try CurrentThread.affinity() == all)
        #expect(throws: Fault.self) { try ThreadPlacement.run(as: .migration) { throw Fault() } }
        #expect(try CurrentThread.affinity() == all)
        #expect(try ThreadPlacement.run(as: .vcpu) { try CurrentThread.affinity() } == all)
    }

    /// The kernel takes a list of which one CPU is there, and forgets the others.
    @Test func aCPUThatIsNotThereIsRefused() throws {
        let all = try CurrentThread.affinity()
        let some = CPUList(all.numbers + [8191])
        let error = #expect(throws: AffinityError.self) {
            try ThreadPlacement.begin([.vcpu: some])
        }
        #expect(error?.description.contains("8191 is not there or not allowed") == true)
        let none = #expect(throws: AffinityError.self) {
            try ThreadPlacement.begin([.vcpu: CPUList([8191])])
        }
        #expect(none?.description.contains("cannot run on CPUs 8191: Invalid argument") == true)
        #expect(try CurrentThread.affinity() == all)
        #expect(try home(of: .vcpu) == all)
    }
}
