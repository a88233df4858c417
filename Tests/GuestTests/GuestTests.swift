import Platform
import TestSupport
import Testing

@testable import Guest

@Suite("guest", .serialized) struct GuestTests {
    private func spec(
        _ kind: WorkloadKind, rate: Double? = nil, vcpus: Int = 2, memory: Int = 8 << 20,
        trace: Trace? = nil
    ) -> GuestSpec {
        GuestSpec(
            memoryBytes: memory, vcpus: vcpus, zeroShare: 0.3,
            workload: WorkloadSpec(
                kind: kind, dirtyRate: rate, workingSetBytes: 1 << 20, trace: trace),
            seed: 21)
    }

    private func guest(_ spec: GuestSpec, fault: GuestFault? = nil) throws -> Guest {
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        return try Guest(spec, memory: memory, fault: fault)
    }

    private func run(_ guest: Guest, from state: GuestState, seconds: Double) throws -> GuestState {
        guest.resume(from: state)
        MonotonicTime.now.advanced(bySeconds: seconds).sleep()
        return try guest.pause()
    }

    /// Waits until the guest has done `count` operations.
    private func waitForOperations(_ guest: Guest, _ count: UInt64) {
        let deadline = Deadline.after(seconds: 30)
        while guest.operationsDone < count, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
        }
        #expect(guest.operationsDone >= count)
    }

    @Test func aPausedGuestWritesNothing() throws {
        let guest = try guest(spec(.uniform))
        let initial = GuestState.initial(vcpus: 2)
        #expect(try guest.pause() == initial)
        guest.resume(from: initial)
        waitForOperations(guest, 1000)
        let state = try guest.pause()
        let digest = try guest.memory.digest()
        #expect(state.operationCount == guest.operationsDone)
        #expect(state.elapsedNanoseconds > 0)
        MonotonicTime.now.advanced(bySeconds: 0.02).sleep()
        #expect(try guest.memory.digest() == digest)
        #expect(try guest.pause() == state)
        try guest.stop()
    }

    /// A vCPU that has not even woken up for the run must answer the pause all the same.
    @Test func aPauseMayFollowARunAtOnce() throws {
        let guest = try guest(spec(.uniform, vcpus: 4))
        var state = GuestState.initial(vcpus: 4)
        for _ in 0..<500 {
            guest.resume(from: state)
            state = try guest.pause()
        }
        try guest.stop()
    }

    /// The heart of verification: the writes depend on the state alone.
    @Test(arguments: WorkloadKind.allCases)
    func aReplayedSourceEqualsTheDestination(_ kind: WorkloadKind) throws {
        let spec = spec(kind, trace: try kind.sampleTrace())
        let source = try guest(spec)
        source.resume(from: .initial(vcpus: 2))
        if kind != .idle { waitForOperations(source, 5000) }
        let state = try source.pause()
        // The migration, done by hand.
        let memory = try GuestMemory(spec)
        unsafe memory.address(ofPage: 0).copyMemory(
            from: source.memory.address(ofPage: 0), byteCount: spec.memoryBytes)
        let destination = try Guest(spec, memory: memory)
        destination.resume(from: state)
        if kind != .idle { waitForOperations(destination, state.operationCount + 5000) }
        let end = try destination.pause()
        #expect(end.elapsedNanoseconds > state.elapsedNanoseconds)
        if kind != .idle { #expect(try source.memory.digest() != memory.digest()) }
        try source.replay(to: end)
        #expect(try source.memory.digest() == memory.digest())
        #expect(source.operationsDone == end.operationCount)
        try source.stop()
        try destination.stop()
    }

    /// Where the schedule goes on, what fell due while the guest stood still is done, and counts as
    /// late as it was.
    @Test func aGuestThatMovesCatchesUp() throws {
        let spec = spec(.uniform, rate: 0x1p24)
        let (source, destination) = (try guest(spec), try guest(spec))
        for guest in [source, destination] { guest.begin(.span) }
        source.resume(from: .initial(vcpus: 2))
        waitForOperations(source, 100)
        let state = try source.pause()
        let stopped = MonotonicTime.now
        stopped.advanced(bySeconds: 0.05).sleep()
        let resumed = MonotonicTime.now
        destination.resume(from: state, timeZero: source.timeZero)
        // 4096 operations a second are due; those of the stop and one more.
        waitForOperations(destination, state.operationCount + 206)
        let end = try destination.pause()
        #expect(destination.timeZero == source.timeZero)
        let due = try #require(destination.operationsDue(elapsed: end.elapsedNanoseconds))
        #expect(end.operationCount <= due + 2)
        let last = try #require(source.lastOperation)
        let first = try #require(destination.firstOperation)
        #expect(last <= stopped && resumed <= first)
        let latency = try #require(destination.latency(countingUndone: true))
        // The first that fell due in the stop did so 1/2048 s after it began, at the latest.
        let longest = try #require(latency.span.longestMicroseconds)
        #expect(longest >= resumed.seconds(since: stopped) * 1e6 - 489)
        #expect(latency.span.count >= 206)
        try source.stop()
        try destination.stop()
    }

    /// A clock that is off must not make a guest go back, nor give it days of work.
    @Test func aWrongClockIsBounded() {
        let state = GuestState(operations: [7], elapsedNanoseconds: 1000)
        let now = MonotonicTime(nanoseconds: 50_000)
        func elapsed(_ zero: UInt64) -> UInt64 {
            Guest.elapsed(
                of: state, timeZero: MonotonicTime(nanoseconds: zero), now: now)
        }
        #expect(elapsed(48_000) == 2000)
        #expect(elapsed(49_500) == 1000)
        #expect(elapsed(60_000) == 1000)
        // Guest time began before the clock did.
        #expect(elapsed(UInt64(bitPattern: -3000)) == 53_000)
        #expect(elapsed(UInt64(bitPattern: -(1 << 62))) == 1000 + UInt64(Guest.longestStop))
        #expect(Guest.elapsed(of: state, timeZero: nil, now: now) == 1000)
    }

    @Test func aGuestWithoutAScheduleHasNoLateness() throws {
        let unpaced = try guest(spec(.uniform))
        unpaced.resume(from: .initial(vcpus: 2))
        waitForOperations(unpaced, 1000)
        _ = try unpaced.pause()
        #expect(unpaced.latency(countingUndone: true) == nil)
        let first = try #require(unpaced.firstOperation)
        #expect(first < unpaced.lastOperation ?? first)
        // Another run has its own first operation.
        unpaced.resume(from: .initial(vcpus: 2))
        waitForOperations(unpaced, 1)
        _ = try unpaced.pause()
        #expect(first < unpaced.firstOperation ?? first)
        try unpaced.stop()
        let idle = try guest(spec(.idle, rate: 0x1p20))
        _ = try run(idle, from: .initial(vcpus: 2), seconds: 0.001)
        #expect(idle.latency(countingUndone: true) == nil)
        #expect(idle.firstOperation == nil && idle.lastOperation == nil)
        try idle.stop()
    }

    /// What nobody asked for costs nothing, and changes nothing.
    @Test func aGuestThatIsNotMeasuredNotesNothing() throws {
        let spec = spec(.uniform, rate: 0x1p24)
        let memory = try GuestMemory(spec)
        let guest = try Guest(spec, memory: memory, isMeasured: false)
        guest.resume(from: .initial(vcpus: 2))
        waitForOperations(guest, 100)
        _ = try guest.pause()
        #expect(guest.latency(countingUndone: true) == nil && guest.firstOperation == nil)
        try guest.stop()
    }

    /// Guest time stands still while the guest is stopped, and what was due by then is done.
    @Test func guestTimeStandsStillInAPause() throws {
        let guest = try guest(spec(.uniform, rate: 0x1p24))
        var state = GuestState.initial(vcpus: 2)
        for _ in 0..<5 {
            let before = state.elapsedNanoseconds
            state = try run(guest, from: state, seconds: 0.01)
            #expect(state.elapsedNanoseconds >= before + 10_000_000)
            let due = try #require(guest.operationsDue(elapsed: state.elapsedNanoseconds))
            // In the time of the pause, much more would have become due.
            #expect(state.operationCount <= due + 2)
            MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
        }
        try guest.stop()
    }

    /// The guest is an open loop: it catches up with what it missed, so on a busy host the count
    /// comes near to what is due sooner or later, and never above.
    @Test(arguments: [64 * 0x1p20, 0x1p30], [WorkloadKind.uniform, .hotset])
    func theTargetRateIsReached(_ rate: Double, _ kind: WorkloadKind) throws {
        let guest = try guest(spec(kind, rate: rate, vcpus: rate < 0x1p30 ? 2 : 1))
        var state = GuestState.initial(vcpus: guest.spec.vcpus)
        let deadline = Deadline.after(seconds: 40)
        var share = 0.0
        while share < 0.98, !deadline.hasPassed {
            state = try run(guest, from: state, seconds: 0.25)
            let due = try #require(guest.operationsDue(elapsed: state.elapsedNanoseconds))
            let expected = Double(state.elapsedNanoseconds) / 1e9 * rate / 4096
            #expect(abs(Double(due) - expected) <= 2)
            share = Double(state.operationCount) / Double(due)
            #expect(state.operationCount <= due + UInt64(guest.spec.vcpus))
        }
        #expect(share >= 0.98)
        try guest.stop()
    }

    @Test func anIdleGuestWritesNothing() throws {
        let guest = try guest(spec(.idle))
        let digest = try guest.memory.digest()
        let state = try run(guest, from: .initial(vcpus: 2), seconds: 0.02)
        #expect(state.operationCount == 0)
        #expect(guest.operationsDue(elapsed: 1_000_000_000) == 0)
        let pages = try PageSet(pageCount: guest.memory.pageCount)
        #expect(guest.dirty.drain(into: pages) == 0)
        #expect(try guest.memory.digest() == digest)
        try guest.stop()
    }

    /// At 90 % a guest has a tenth of its time; a half of the speed is asked for here, and again
    /// on a host that was busy in the first part.
    @Test func theThrottleSlowsAnUnpacedGuest() throws {
        let guest = try guest(spec(.uniform, vcpus: 1))
        #expect(guest.operationsDue(elapsed: 1) == nil)
        var isSlower = false
        var state = GuestState.initial(vcpus: 1)
        for _ in 0..<10 where !isSlower {
            var done: [UInt64] = []
            for percent in [0, 90] {
                guest.setThrottle(percent: percent)
                let before = state.operationCount
                state = try run(guest, from: state, seconds: 0.4)
                done.append(state.operationCount - before)
            }
            #expect(done[1] > 0)
            isSlower = done[1] * 2 < done[0]
        }
        #expect(isSlower)
        // A pause does not wait for the end of a throttled guest's sleep.
        guest.setThrottle(percent: 99)
        state = try run(guest, from: state, seconds: 0.1)
        try guest.stop()
    }

    /// A migration by hand: drain, copy, drain, copy, stop, drain, copy.
    private func isCopyEqual(_ fault: GuestFault?) throws -> Bool {
        let spec = spec(.hotset, vcpus: 2)
        let guest = try guest(spec, fault: fault)
        let copy = try GuestMemory(spec)
        let pages = try PageSet(pageCount: copy.pageCount)
        func pass() {
            _ = guest.dirty.drain(into: pages)
            var runs: [PageRun] = []
            _ = pages.take(pages.pageCount, into: &runs)
            for run in runs {
                unsafe copy.address(ofPage: Int(run.first)).copyMemory(
                    from: guest.memory.address(ofPage: Int(run.first)),
                    byteCount: Int(run.count) * GuestSpec.pageBytes)
            }
        }
        pages.insertAll()
        guest.resume(from: .initial(vcpus: 2))
        for _ in 0..<30 {
            pass()
            MonotonicTime.now.advanced(bySeconds: 0.002).sleep()
        }
        _ = try guest.pause()
        pass()
        defer { #expect(guest.operationsDone > 0) }
        let isEqual = try guest.memory.digest() == copy.digest()
        try guest.stop()
        return isEqual
    }

    @Test func theDirtyLogMissesNoWrite() throws {
        for _ in 0..<5 { #expect(try isCopyEqual(nil)) }
    }

    @Test func aBitSetTooEarlyLosesWrites() throws {
        #expect(try !isCopyEqual(.earlyBit))
    }

    @Test func vcpusCostCPUTime() throws {
        let guest = try guest(spec(.uniform))
        guest.resume(from: .initial(vcpus: 2))
        let deadline = Deadline.after(seconds: 30)
        while guest.vcpuSeconds < 0.02, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.005).sleep()
        }
        #expect(guest.vcpuSeconds >= 0.02)
        #expect(guest.elapsedNanoseconds > 0)
        _ = try guest.pause()
        try guest.stop()
    }
}
