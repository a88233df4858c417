import Platform
import Synchronization
import Testing

@Suite struct SemaphoreTests {
    @Test func eachPostLetsOneWaitPass() {
        let semaphore = Semaphore(count: 2)
        #expect(semaphore.wait(until: .after(seconds: 10)))
        #expect(semaphore.tryWait())
        #expect(!semaphore.tryWait())
        #expect(!semaphore.wait(until: .after(seconds: 0.01)))
        semaphore.post()
        // A post that is there is taken even when the deadline has passed.
        #expect(semaphore.wait(until: .after(seconds: -1)))
        #expect(!semaphore.wait(until: .after(seconds: -1)))
    }

    @Test func aPostWakesAWaiter() throws {
        let ping = Semaphore()
        let pong = Semaphore()
        let count = 2000
        let thread = try NativeThread(name: "pong") {
            for _ in 0..<count {
                guard ping.wait(until: .after(seconds: 30)) else { return }
                pong.post()
            }
        }
        var answers = 0
        for _ in 0..<count {
            ping.post()
            if pong.wait(until: .after(seconds: 30)) { answers += 1 }
        }
        try thread.join(until: .after(seconds: 30))
        #expect(answers == count)
    }
}

@Suite struct NativeThreadTests {
    @Test func joiningHasADeadline() throws {
        let end = Semaphore()
        let thread = try NativeThread(name: "waits") { _ = end.wait(until: .after(seconds: 60)) }
        let error = #expect(throws: SystemError.self) {
            try thread.join(until: .after(seconds: 0.02))
        }
        #expect(error?.isTimeout == true)
        end.post()
        try thread.join(until: .after(seconds: 30))
        // Joining again does nothing.
        try thread.join(until: .after(seconds: 0))
    }

    @Test func theBodyRunsOnceAndIsLetGo() throws {
        final class Token: Sendable {}
        let runs = Atomic(0)
        weak var remains: Token?
        do {
            let token = Token()
            remains = token
            let thread = try NativeThread(name: "once") {
                _ = token
                runs.add(1, ordering: .relaxed)
            }
            try thread.join(until: .after(seconds: 30))
        }
        #expect(runs.load(ordering: .relaxed) == 1)
        #expect(remains == nil)
    }

    @Test func aThreadThatIsNeverJoinedRunsOn() throws {
        let begun = Semaphore()
        let mayEnd = Semaphore()
        let ended = Semaphore()
        do {
            _ = try NativeThread(name: "detached") {
                begun.post()
                _ = mayEnd.wait(until: .after(seconds: 30))
                ended.post()
            }
        }
        #expect(begun.wait(until: .after(seconds: 30)))
        mayEnd.post()
        #expect(ended.wait(until: .after(seconds: 30)))
    }

    @Test func itsCPUTimeCanBeReadFromOutside() throws {
        let clock = Mutex<ThreadCPUClock?>(nil)
        let ready = Semaphore()
        let end = Atomic(false)
        let thread = try NativeThread(name: "spins") {
            clock.withLock { $0 = CurrentThread.cpuClock() }
            ready.post()
            while !end.load(ordering: .relaxed) { CurrentThread.relax() }
        }
        #expect(ready.wait(until: .after(seconds: 30)))
        let deadline = Deadline.after(seconds: 30)
        var seconds = 0.0
        while seconds < 0.01, !deadline.hasPassed {
            seconds = try #require(clock.withLock { $0 }?.seconds)
        }
        #expect(seconds >= 0.01)
        end.store(true, ordering: .relaxed)
        try thread.join(until: .after(seconds: 30))
        // The kernel says that a thread has ended a moment before it lets go of its clock.
        while clock.withLock({ $0 })?.seconds != nil, !deadline.hasPassed { CurrentThread.relax() }
        #expect(clock.withLock { $0 }?.seconds == nil)
    }
}

@Suite(.serialized) struct ThreadRollTests {
    /// What a thread has used counts for its role while it runs, and no less once it has ended.
    @Test func timeCountsForTheRoleOfItsThread() throws {
        let before = ThreadRoll.seconds()
        let end = Atomic(false)
        let own = Mutex(0.0)
        let thread = try NativeThread(name: "spins", role: .channel) {
            while !end.load(ordering: .relaxed) { CurrentThread.relax() }
            own.withLock { $0 = CPUTime.ofCurrentThread().total }
        }
        let deadline = Deadline.after(seconds: 30)
        var running = 0.0
        while running < 0.05, !deadline.hasPassed {
            running = (ThreadRoll.seconds() - before)[.channel]
        }
        end.store(true, ordering: .relaxed)
        try thread.join(until: .after(seconds: 30))
        let used = ThreadRoll.seconds() - before
        #expect(running >= 0.05)
        #expect(used[.channel] >= running)
        // By the thread's own account, which the kernel may keep in ticks.
        #expect(abs(used[.channel] - own.withLock { $0 }) < 0.02)
        #expect(used[.vcpu] == 0)
    }

    @Test func threadsOfNoRoleAreNotCounted() throws {
        let before = ThreadRoll.seconds()
        let thread = try NativeThread(name: "spins") {
            let end = Deadline.after(seconds: 0.01)
            while !end.hasPassed { CurrentThread.relax() }
        }
        try thread.join(until: .after(seconds: 30))
        #expect(ThreadRoll.seconds() - before == RoleSeconds())
    }
}
