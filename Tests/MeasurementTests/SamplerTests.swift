import Platform
import Synchronization
import Testing

@testable import Measurement

@Suite struct SamplerTests {
    /// Whatever the host does meanwhile, samples are whole intervals from the beginning, or late.
    @Test func timesAreAbsolute() throws {
        let sampler = try Sampler<MonotonicTime>(intervalSeconds: 0.01, limit: 100) { .now }
        let begin = MonotonicTime.now
        sampler.begin(at: begin)
        begin.advanced(bySeconds: 0.2).sleep()
        let samples = try sampler.end()
        #expect(samples.count >= 2 && samples.count <= 22)
        for (index, sample) in samples.enumerated() {
            // None comes before its time: number n is n intervals after the beginning at least.
            #expect(sample.seconds(since: begin) >= 0.01 * Double(index))
        }
        #expect(samples == samples.sorted())
    }

    /// However long it takes, no more is kept than the limit, evenly spread.
    @Test func fullMemoryHalvesTheRate() throws {
        let number = Atomic(0)
        let isEnough = Semaphore()
        let sampler = try Sampler<Int>(intervalSeconds: 0.0001, limit: 8) {
            let next = number.add(1, ordering: .relaxed).oldValue
            if next == 20 { isEnough.post() }
            return next
        }
        sampler.begin(at: .now)
        #expect(isEnough.wait(until: .after(seconds: 60)))
        let samples = try sampler.end()
        #expect(samples.count < 8)
        #expect(samples.first == 0)
        #expect(samples == samples.sorted())
        #expect(Set(samples).count == samples.count)
    }

    @Test func whatIsNotTakenIsNoSample() throws {
        let looks = Semaphore()
        let sampler = try Sampler<Int>(intervalSeconds: 0.001, limit: 8) {
            looks.post()
            return nil
        }
        sampler.begin(at: .now)
        for _ in 0..<3 { #expect(looks.wait(until: .after(seconds: 60))) }
        #expect(try sampler.end().isEmpty)
    }

    @Test func aSamplerThatNeverBeganEnds() throws {
        let sampler = try Sampler<Int>(intervalSeconds: 1, limit: 2) { 1 }
        #expect(try sampler.end().isEmpty)
    }
}

@Suite struct CPUMeterTests {
    private func stat(_ user: Int, _ idle: Int, _ cpus: String = "cpu0") -> String {
        "cpu  \(user) 0 20 \(idle) 0 1 2 3 0 0\n\(cpus) \(user) 0 20 \(idle) 0 1 2 3 0 0\n"
    }

    @Test func theHostsTimeIsSinceTheBegin() throws {
        let host = try FakeTree(["proc/stat": stat(100, 1000)])
        var meter = CPUMeter(root: host.root)
        try host.write("proc/stat", stat(150, 2000))
        let use = try #require(meter.look().host)
        // 50 ticks of a hundredth of a second, none of the other kinds.
        #expect(use.user == 0.5)
        #expect(use.softirq == 0)
        // Ten seconds idle in less time than that.
        #expect(use.busy == 0)
    }

    /// A host that names no CPUs, and one that was never idle.
    @Test(arguments: [("intr", 2000), ("cpu0", 1000)])
    func workIsWhatWasNotIdle(cpus: String, idle: Int) throws {
        let host = try FakeTree(["proc/stat": stat(100, 1000, cpus)])
        let start = MonotonicTime.now
        var meter = CPUMeter(root: host.root)
        try host.write("proc/stat", stat(150, idle, cpus))
        let busy = try #require(meter.look().host?.busy)
        let most = MonotonicTime.now.seconds(since: start)
        #expect(cpus == "intr" ? busy == 0.5 : busy > 0 && busy <= most)
    }

    /// What the process does shows, at once and no less later.
    @Test func theProcessAndTheHostAreSeen() {
        var meter = CPUMeter()
        let end = Deadline.after(seconds: 0.2)
        while !end.hasPassed { CurrentThread.relax() }
        let look = meter.look()
        #expect(look.process > 0.02)
        if let host = look.host { #expect((host.busy ?? 0) > 0) }
        #expect(meter.look().process >= look.process)
    }

    /// A look at the host is paid for before the next one.
    @Test func looksAtTheHostAreRationed() throws {
        var meter = CPUMeter()
        _ = try #require(meter.look().host)
        // It took a microsecond at least, which is worth a thousand of them.
        #expect(meter.look().host == nil)
        let deadline = Deadline.after(seconds: 60)
        while meter.look().host == nil {
            guard !deadline.hasPassed else {
                Issue.record("no second look")
                return
            }
        }
    }

    @Test func aHostThatHidesItHasNoFigures() throws {
        var meter = CPUMeter(root: try FakeTree().root)
        #expect(meter.look().host == nil)
    }
}
