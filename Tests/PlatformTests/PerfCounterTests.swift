import Glibc
import Platform
import Synchronization
import Testing

@Suite(.serialized) struct PerfCounterTests {
    /// Threads made after the counter count, while they run and once they have ended.
    ///
    /// Nanoseconds on a CPU are events like any other, and each kernel has them.
    @Test func threadsThatComeLaterAreCounted() throws {
        let counter: PerfCounter
        do { counter = try PerfCounter(.taskClock) } catch {
            // Forbidden on this host: that it says so is all that can be seen.
            #expect(error.isForbidden || error.isMissing, "\(error)")
            return
        }
        let before = try #require(counter.reading)
        let end = Atomic(false)
        let used = Mutex(0.0)
        let thread = try NativeThread(name: "works") {
            while !end.load(ordering: .relaxed) { CurrentThread.relax() }
            used.withLock { $0 = CurrentThread.cpuClock().seconds ?? 0 }
        }
        let deadline = Deadline.after(seconds: 30)
        var running: UInt64 = 0
        while running < 50_000_000, !deadline.hasPassed {
            running = counter.reading?.events(since: before) ?? 0
        }
        end.store(true, ordering: .relaxed)
        try thread.join(until: .after(seconds: 30))
        #expect(running >= 50_000_000)
        let whole = try #require(counter.reading?.events(since: before))
        #expect(whole >= running)
        // All that the thread used, and what this one did.
        #expect(Double(whole) / 1e9 > used.withLock { $0 } * 0.95)
    }

    /// Half of the time on the hardware stands for all of it.
    @Test func whatTookTurnsIsScaled() {
        func reading(_ value: UInt64, _ enabled: UInt64, _ running: UInt64) -> PerfCounter.Reading {
            PerfCounter.Reading(
                value: value, enabledNanoseconds: enabled, runningNanoseconds: running)
        }
        let before = reading(100, 1000, 1000)
        #expect(reading(300, 3000, 3000).events(since: before) == 200)
        #expect(reading(300, 3000, 2000).events(since: before) == 400)
        #expect(reading(100, 3000, 1000).events(since: before) == nil)
        #expect(reading(50, 3000, 3000).events(since: before) == nil)
    }
}
