import Platform
import Testing

@Suite struct TimeTests {
    @Test func timesAreMovedAndSubtracted() {
        let time = MonotonicTime(nanoseconds: 5_000_000_000)
        #expect(time.advanced(bySeconds: 1.5).nanoseconds == 6_500_000_000)
        #expect(time.advanced(bySeconds: -1.5).nanoseconds == 3_500_000_000)
        #expect(time.advanced(bySeconds: 1e-9).nanoseconds == 5_000_000_001)
        #expect(time.advanced(bySeconds: -6).nanoseconds == 0)
        #expect(time.advanced(bySeconds: 1e30).nanoseconds == 9_000_000_000_000_000_000)
        #expect(time.advanced(bySeconds: -.infinity).nanoseconds == 0)
        let later = time.advanced(bySeconds: 0.25)
        #expect(later.seconds(since: time) == 0.25)
        #expect(time.seconds(since: later) == -0.25)
        #expect(time < later && !(later < time) && time <= time)
    }

    @Test func theClockGoesForward() {
        var last = MonotonicTime.now
        for _ in 0..<10_000 {
            let now = MonotonicTime.now
            #expect(now >= last)
            last = now
        }
    }

    @Test func sleepingNeverEndsEarly() {
        for _ in 0..<20 {
            let end = MonotonicTime.now.advanced(bySeconds: 0.001)
            end.sleep()
            #expect(MonotonicTime.now >= end)
        }
        // A time that has passed is no wait: the test would hang otherwise.
        MonotonicTime(nanoseconds: 0).sleep()
    }

    @Test func deadlinesCountDownToZero() {
        let past = Deadline.after(seconds: -1)
        #expect(past.hasPassed && past.remainingSeconds == 0 && past.pollMilliseconds == 0)
        let future = Deadline.after(seconds: 100)
        #expect(!future.hasPassed)
        #expect((50...100).contains(future.remainingSeconds))
        #expect((50_000...100_000).contains(future.pollMilliseconds))
        #expect(Deadline.after(seconds: 1e12).pollMilliseconds == .max)
        // Rounded up: a wait of less than a millisecond must not become a spin.
        let soon = Deadline(at: .now.advanced(bySeconds: 0.9))
        #expect(Double(soon.pollMilliseconds) / 1000 >= soon.remainingSeconds)
    }

    @Test func theEarlierDeadlineWins() {
        let early = Deadline(at: MonotonicTime(nanoseconds: 1))
        let late = Deadline(at: MonotonicTime(nanoseconds: 2))
        #expect(early.earlier(late).time == early.time)
        #expect(late.earlier(early).time == early.time)
    }

    @Test func cpuTimesAddUp() {
        let sum = CPUTime(user: 1, system: 2) + CPUTime(user: 0.5, system: 0.25)
        #expect(sum == CPUTime(user: 1.5, system: 2.25))
        #expect(sum.total == 3.75)
        #expect(sum - CPUTime(user: 1.5, system: 0.25) == CPUTime(user: 0, system: 2))
    }

    @Test func workCostsCPUTimeOfTheThreadAndOfTheProcess() {
        let thread = CPUTime.ofCurrentThread()
        let process = CPUTime.ofProcess()
        let deadline = Deadline.after(seconds: 30)
        while (CPUTime.ofCurrentThread() - thread).total < 0.02, !deadline.hasPassed {}
        let used = (CPUTime.ofCurrentThread() - thread).total
        #expect(used >= 0.02)
        // Read last, so it includes the thread's; a tick of the kernel's clock may be missing.
        #expect((CPUTime.ofProcess() - process).total >= used - 0.01)
    }
}
