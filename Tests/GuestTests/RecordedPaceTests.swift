import Platform
import TestSupport
import Testing

@testable import Guest

/// A trace is played as it was recorded: pages, order and bursts.
@Suite struct RecordedPaceTests {
    private func spec(vcpus: Int, rate: Double? = nil, pages: Int = 6000) throws -> GuestSpec {
        let trace = try Trace.sample()
        return GuestSpec(
            memoryBytes: pages * 4096, vcpus: vcpus,
            workload: WorkloadSpec(
                kind: .replay, dirtyRate: rate ?? trace.bytesPerSecond, trace: trace))
    }

    private func pace(_ spec: GuestSpec) throws -> RecordedPace {
        let pace = try #require(Pace(spec))
        guard case .recorded(let recorded) = pace else {
            throw TraceError("not the pace of a trace")
        }
        return recorded
    }

    // MARK: Pages

    @Test(arguments: [1, 2, 3, 7])
    func theVCPUsPlayTheTraceTogether(_ vcpus: Int) throws {
        let spec = try spec(vcpus: vcpus)
        let trace = try Trace.sample()
        let patterns = try (0..<vcpus).map { try #require(PagePattern(spec, vcpu: $0)) }
        for index in 0..<(3 * trace.operationCount) {
            let page = patterns[index % vcpus].page(UInt64(index / vcpus))
            #expect(page == Int(trace.pages[index % trace.operationCount]))
        }
    }

    /// A guest with less memory than the trace has it folded; neighbours stay neighbours.
    @Test func aSmallGuestFoldsTheTrace() throws {
        let pattern = try #require(PagePattern(spec(vcpus: 1, pages: 150), vcpu: 0))
        let trace = try Trace.sample()
        for (index, page) in trace.pages.enumerated() {
            #expect(pattern.page(UInt64(index)) == Int(page) % 150)
        }
    }

    // MARK: Times

    /// At the recorded rate each interval has what was dirtied in it, whatever the pass.
    @Test(arguments: [1, 2, 3, 7])
    func burstsComeWhenTheyWereRecorded(_ vcpus: Int) throws {
        let trace = try Trace.sample()
        let pace = try pace(spec(vcpus: vcpus))
        for pass in 0..<5 {
            for interval in 0..<trace.intervalCount {
                let start = Double(pass * trace.intervalCount + interval) * 5e6
                let before = pass * trace.operationCount + trace.operationsBefore[interval]
                // A thousandth of a nanosecond for rounding, which may fall to either side.
                let due = pace.operationsDue(elapsed: start + 0.001)
                #expect(due == UInt64(before / vcpus))
            }
        }
        // Evenly within: the burst of 371 begins at 10 ms, after 4 others.
        #expect(pace.operationsDue(elapsed: 12.5e6) == UInt64((4 + 185) / vcpus))
    }

    /// The time of an operation and the operations due at a time are each other's inverse.
    @Test(arguments: [1, 2, 3, 7, 500], [0.25, 1.0, 3.0])
    func timesAndCountsAgree(_ vcpus: Int, _ factor: Double) throws {
        let rate = try Trace.sample().bytesPerSecond * factor
        let pace = try pace(spec(vcpus: vcpus, rate: rate))
        var last = 0.0
        for index in 0..<UInt64(2000) {
            let time = pace.dueTime(of: index)
            #expect(time > last)
            #expect(pace.operationsDue(elapsed: time * (1 + 1e-9)) == index + 1)
            #expect(pace.operationsDue(elapsed: time * (1 - 1e-9)) <= index)
            last = time
        }
        // 2000 rows, less than one of them at the end.
        let mean = 2000 * Double(vcpus) * 4096 / (last / 1e9)
        let pass = 419.0 / Double(2000 * vcpus)
        #expect(abs(mean / rate - 1) < pass)
    }

    /// The stretches are the even parts: what is counted at once is what each would be.
    @Test(arguments: [1, 2, 3, 7, 500])
    func stretchesAreEven(_ vcpus: Int) throws {
        let pace = try pace(spec(vcpus: vcpus))
        var index: UInt64 = 0
        while index < 3000 {
            let stretch = pace.stretch(from: index)
            #expect(stretch.end > index)
            let start = pace.dueTime(of: index)
            for next in index..<min(stretch.end, 3000) {
                let even = start + Double(next - index) * stretch.interval
                #expect(abs(pace.dueTime(of: next) - even) < 0.01)
            }
            index = stretch.end
        }
    }

    @Test(arguments: [1, 2, 3, 7])
    func theLongestGapIsTheLongest(_ vcpus: Int) throws {
        let spec = try spec(vcpus: vcpus)
        let pace = try pace(spec)
        let times = (0..<UInt64(3 * 419)).map { pace.dueTime(of: $0) }
        let longest = zip(times.dropFirst(), times).map { $0 - $1 }.max() ?? 0
        #expect(abs(pace.longestGap - longest) < 0.01)
        #expect(abs((spec.operationPeriodSeconds ?? 0) * 1e9 - longest) < 0.01)
    }

    /// A stop counts with the lateness of each operation from its own due time.
    @Test(arguments: [1, 3])
    func latenessIsFromTheTraceTime(_ vcpus: Int) throws {
        let spec = try spec(vcpus: vcpus)
        let schedule = Schedule(spec)
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        schedule.start(elapsed: 0, now: start)
        schedule.phases.begin(.span, at: start)
        let log = OperationLog(schedule)
        let pace = try pace(spec)
        let count = UInt64(600 / vcpus)
        let now = start.advanced(bySeconds: 0.1)
        log.note(0..<count, now: now)
        let span = GuestLatency(try #require(log.lateness(undone: nil, now: now))).span
        #expect(span.count == count)
        let late = (0..<count).map { (1e8 - pace.dueTime(of: $0)) / 1000 }.sorted()
        #expect(abs((span.longestMicroseconds ?? 0) - late[late.count - 1]) < 0.01)
        for quantile in [0.1, 0.5, 0.9] {
            let exact = late[Int((quantile * Double(count)).rounded(.up)) - 1]
            let told = try #require(span.microseconds(atQuantile: quantile))
            #expect(told >= exact - 0.1 && told <= exact * (1 + 1 / 128) + 0.1)
        }
    }

    /// A guest that plays a trace does what is due, in bursts, and no more.
    @Test func aGuestKeepsToTheTrace() throws {
        let spec = try spec(vcpus: 2)
        let memory = try GuestMemory(spec)
        try memory.fill(spec)
        let guest = try Guest(spec, memory: memory)
        guest.resume(from: .initial(vcpus: 2))
        let deadline = Deadline.after(seconds: 30)
        while guest.operationsDone < 900, !deadline.hasPassed {
            MonotonicTime.now.advanced(bySeconds: 0.001).sleep()
        }
        let state = try guest.pause()
        #expect(state.operationCount >= 900)
        let due = try #require(guest.operationsDue(elapsed: state.elapsedNanoseconds))
        #expect(state.operationCount <= due + 2)
        try guest.stop()
    }
}
