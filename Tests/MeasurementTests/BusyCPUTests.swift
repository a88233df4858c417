import Platform
import Testing

@testable import Measurement

/// What each CPU did, from two texts of `/proc/stat`.
@Suite struct BusyCPUTests {
    private static func stat(_ cpus: [String], at seconds: Double) throws -> HostStat {
        let text = "cpu  0 0 0 0 0 0 0 0 0 0\n\(cpus.joined(separator: "\n"))\nintr 1 2 3\n"
        return try HostStat(
            text, ticksPerSecond: 100,
            at: MonotonicTime(nanoseconds: 7).advanced(bySeconds: seconds))
    }

    private static func cpus(_ before: [String], _ after: [String], seconds: Double = 2) throws
        -> BusyCPUs
    {
        try stat(after, at: seconds).cpus(since: stat(before, at: 0))
    }

    /// One CPU that soft interrupts fill, one that rests, one that ticks have seen once.
    @Test func eachCPUHasItsOwn() throws {
        let found = try Self.cpus(
            [
                "cpu0 10 5 10 100 0 0 0 0 0 0", "cpu1 1 0 0 100 0 0 0 0 0 0",
                "cpu2 0 0 0 0 0 0 0 0 0 0",
            ],
            [
                "cpu0 20 10 20 104 1 5 170 0 0 0", "cpu1 1 0 0 299 0 0 0 0 0 0",
                "cpu2 0 0 0 200 0 0 1 0 0 0",
            ])
        #expect(found.list.map(\.cpu) == [0, 2])
        let first = found.list[0].use
        #expect(first.busy == 1.95 && first.user == 0.15 && first.system == 0.1)
        #expect(first.irq == 0.05 && first.softirq == 1.7 && first.steal == 0)
        #expect(found.busiestShare.map { abs($0 - 0.975) < 1e-6 } == true)
    }

    /// Where idle time is exact 14 ms are a tenth of 140 ms.
    @Test(.enabled(if: TickError.here.idleIsExact))
    func aShortSpanTellsNoShare() throws {
        func share(_ seconds: Double) throws -> Double? {
            try Self.cpus(["cpu0 0 0 0 0"], ["cpu0 9 0 0 0"], seconds: seconds).busiestShare
        }
        // Without iowait and steal the error is that of three counters all the same.
        #expect(try share(0.13) == nil)
        #expect(try share(0.15) == 1)
    }

    /// What comes or goes is left out, what goes backwards is not measured, and nothing traps.
    @Test func cpusThatComeAndGoAreLeftOut() throws {
        let found = try Self.cpus(
            [
                "cpu0 0 0 0 0 0 0 0 0", "cpu1 9 0 0 0 0 0 0 0", "cpu3 9 0 9 9 0 0 9 0",
                "cpux 1 2 3 4", "cpu-1 1 2 3 4", "cpu4 1 2",
            ],
            [
                "cpu0 50 0 0 150 0 0 0 0", "cpu2 9 0 0 0 0 0 0 0", "cpu3 19 0 9 3 0 0 8 0",
                "cpu4 1 2 3 4 x", "cpu99999999999999999999 1 2 3 4",
            ])
        #expect(found.list.map(\.cpu) == [0, 3])
        #expect(found.list[1].use.busy == nil && found.list[1].use.softirq == nil)
        #expect(found.list[1].use.user == 0.1)
        #expect(found.busiestShare == 0.25)
    }

    /// Of more than a message holds the busiest stay, in order.
    @Test func theBusiestAreKept() throws {
        let count = BusyCPUs.limit + 10
        let before = (0..<count).map { "cpu\($0) 0 0 0 0 0 0 0 0" }
        let after = (0..<count).map {
            "cpu\($0) \($0 < 10 ? 1 : 50) 0 0 \($0 < 10 ? 199 : 150) 0 0 0 0"
        }
        let found = try Self.cpus(before, after)
        #expect(found.list.map(\.cpu) == Array(10..<count))
    }

    /// A CPU of this host that computes is seen as such.
    @Test func thisHostShowsItsCPUs() throws {
        let before = try HostStat.read()
        let end = Deadline.after(seconds: 0.3)
        while !end.hasPassed { CurrentThread.relax() }
        let found = try HostStat.read().cpus(since: before)
        #expect(!found.list.isEmpty)
        #expect(try #require(found.busiestShare) > 0.2)
    }
}
