import Foundation
import Glibc
import Platform
import Testing

@testable import Measurement

/// A `/proc/stat` whose line for all CPUs holds these counters.
private func stat(_ ticks: String, _ more: String = "intr 1 2 3\n") -> String {
    "cpu  \(ticks)\ncpu0 1 1 1 1 1 1 1 1 1 1\n\(more)"
}

/// Of a host that does not say how many CPUs it has, so that ticks are all that is known; or of one
/// that had `cpus` CPUs first and `then` in the end, `seconds` later.
private func used(
    _ before: String, _ after: String, cpus: Int = 0, then: Int? = nil, seconds: Double = 0
) throws -> CPUSeconds {
    let start = MonotonicTime(nanoseconds: 7)
    let first = try HostCPU.parse(before, ticksPerSecond: 100, at: start, cpus: cpus)
    return try HostCPU.parse(
        after, ticksPerSecond: 100, at: start.advanced(bySeconds: seconds), cpus: then ?? cpus
    ).seconds(since: first)
}

@Suite struct HostCPUTests {
    @Test func splitsSecondsByKind() throws {
        let used = try used(
            stat("100 200 300 400 500 600 700 800 900 1000"),
            stat("201 402 603 804 1005 1206 1407 1608 1900 2000"))
        let expected: [Double] = [1.01, 2.02, 3.03, 4.04, 5.05, 6.06, 7.07, 8.08]
        for (kind, seconds) in zip(CPUKind.allCases, expected) {
            #expect(used[kind] == seconds, "\(kind)")
        }
    }

    @Test func busyIsWorkWithoutIdleIowaitAndSteal() throws {
        let used = try used(stat("0 0 0 0 0 0 0 0"), stat("100 200 300 5000 6000 400 500 7000"))
        let busy = try #require(used.busy)
        #expect(abs(busy - 15) < 1e-9)
        #expect(try abs(#require(used.busyShare) - 15.0 / 195) < 1e-9)
        #expect(try abs(#require(used.stealShare) - 70.0 / 195) < 1e-9)
    }

    /// Of 2 CPUs for 10 s ticks saw 0.2 s of work, though they were idle for 15 s only: what worked kept
    /// step with them.
    @Test func whatTicksMissedIsWork() throws {
        let first = stat("0 0 0 0 0 0 0 0")
        let last = stat("10 0 5 1400 100 0 5 50")
        let used = try used(first, last, cpus: 2, seconds: 10)
        #expect(used.busy.map { abs($0 - 4.5) < 1e-6 } == true)
        #expect(used.isFromIdleTime)
        #expect(used.busyShare.map { abs($0 - 0.225) < 1e-6 } == true)
        #expect(used.programs == 0.1)
    }

    /// Where CPUs come or go, nobody knows how much time there was.
    @Test func ticksTellWhereCPUsComeOrGo() throws {
        let used = try used(
            stat("0 0 0 0 0 0 0 0"), stat("10 0 5 1400 100 0 5 50"), cpus: 2, then: 1, seconds: 10)
        #expect(used.busy == 0.2 && !used.isFromIdleTime)
    }

    /// Counters are rounded down: the host was idle for longer than there was time.
    @Test func aHostThatDidNothingDidNotDoLess() throws {
        let used = try used(
            stat("0 0 0 0 0 0 0 0"), stat("0 0 0 101 0 0 0 0"), cpus: 1, seconds: 1)
        #expect(used.busy == 0)
    }

    @Test func cpusThatAreOnlineAreCounted() throws {
        #expect(HostCPU.onlineCPUs("cpu  1 2\ncpu0 1\ncpu2 1\ncpufreq 3\nintr 1 2\n") == 2)
        #expect(try HostCPU.sample().cpus == sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// The idle time of a CPU that went stands still: taken for work it would be a CPU too much.
    @Test func aCPUThatGoesWhileTheFileIsOpenIsSeen() throws {
        let stat = "cpu 100 0 0 1000\ncpu0 50 0 0 500\ncpu1 50 0 0 500\n"
        let list = "sys/devices/system/cpu/online"
        let tree = try FakeTree(["proc/stat": stat, list: "0-1\n"])
        let file = try HostCPUFile(root: tree.root)
        let before = try #require(file.sample)
        let same = try #require(file.sample)
        #expect(try #require(same.seconds(since: before).busy) > 0)
        let handle = try FileHandle(forWritingTo: URL(filePath: "\(tree.root)/\(list)"))
        try handle.write(contentsOf: Data("0,0".utf8))
        try handle.close()
        let after = try #require(file.sample)
        #expect(after.seconds(since: before).busy == 0)
    }

    @Test func fieldsThatTheKernelLacksAreNotMeasured() throws {
        let used = try used(stat("0 0 0 0"), stat("100 0 100 100"))
        #expect(used[.softirq] == nil && used[.steal] == nil && used[.iowait] == nil)
        #expect(used.busy == 2)
        #expect(used.stealShare == nil)
    }

    @Test func fieldsOfNewerKernelsAreIgnored() throws {
        let zeros = stat("0 0 0 0 0 0 0 0 0 0")
        #expect(try used(zeros, stat("1 0 0 0 0 0 0 0 0 0 77 88 99")).busy == 0.01)
        #expect(try used(zeros, stat("1 0 0 0 0 0 0 0 0 0 what is this")).busy == 0.01)
    }

    @Test func idleThatGoesBackwardsIsNotMeasuredButBusyIs() throws {
        let used = try used(stat("10 0 10 900 50 0 0 0"), stat("60 0 10 100 20 0 0 0"))
        #expect(used[.idle] == nil && used[.iowait] == nil)
        #expect(used.busy == 0.5)
        #expect(used.busyShare == nil)
    }

    @Test func aKindOfWorkThatGoesBackwardsLeavesBusyUnmeasured() throws {
        let used = try used(stat("10 0 10 100 0 0 5 0"), stat("60 0 10 200 0 0 4 0"))
        #expect(used[.softirq] == nil && used[.user] == 0.5)
        #expect(used.busy == nil)
    }

    @Test func anUnpluggedCPUStaysInTheSum() throws {
        let used = try used(
            stat("100 0 0 800 0 0 0 0", "cpu1 50 0 0 400 0 0 0 0\n"), stat("150 0 0 500 0 0 0 0"))
        #expect(used.busy == 0.5)
    }

    @Test(arguments: [
        "", "\n\n", "cpu0 1 2 3 4 5 6 7 8\n", "cpu  1 2 3\n", "cpu\n", "cpu  1 2 x 4 5\n",
        "cpu  1 2 -3 4 5\n", "cpu  1 2 3 99999999999999999999999\n", "cpux 1 2 3 4\n",
    ])
    func refusesWhatIsNoProcStat(text: String) {
        #expect(throws: MeasurementError.self) {
            try HostCPU.parse(
                text, ticksPerSecond: 100, at: MonotonicTime(nanoseconds: 7), cpus: 1)
        }
    }

    @Test func refusesAHostWithoutProc() throws {
        let tree = try FakeTree()
        #expect(throws: MeasurementError.self) { try HostCPU.sample(root: tree.root) }
    }

    @Test func countsWorkOnThisHost() throws {
        let host = try HostCPU.sample()
        let process = CPUTime.ofProcess()
        var value: UInt64 = 1
        var spent = 0.0
        while spent < 0.2 {
            for _ in 0..<100_000 { value = value &* 6_364_136_223_846_793_005 &+ 1 }
            spent = (CPUTime.ofProcess() - process).total
        }
        #expect(value != 0)
        let busy = try #require(try HostCPU.sample().seconds(since: host).busy)
        // Ticks are coarse, but 0.2 s of work cannot hide.
        #expect(busy > 0.1)
    }
}
