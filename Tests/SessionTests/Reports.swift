import Foundation
import Guest
import Measurement
import Platform

@testable import Migration
@testable import Session

/// Reports of migrations that never were; the figures are easy to tell apart.
enum Reports {
    static func round(_ number: Int, wide: Bool = false) -> RoundRecord {
        // As long as numbers get in JSON, or short ones.
        let count: UInt64 = wide ? .max : 100
        let ms = wide ? 1_234_567.890123456 : 2.5
        return RoundRecord(
            round: number, startMs: ms, durationMs: ms, dirtyPages: count, normalPages: count,
            zeroPages: count, bytes: count, thresholdBytes: count, remainingBytes: count,
            throttlePercent: 20, idleQueue: wide ? count : 2)
    }

    static func sample(_ number: Int, wide: Bool = false) -> TimelineSample {
        let count: UInt64 = wide ? .max : 7
        return TimelineSample(
            ms: wide ? 1_234_567.890123456 : 50, phase: .switchover, round: number, bytes: count,
            remainingBytes: count, guestOperations: count)
    }

    /// A look of the sampler at `ms`, with every figure there is.
    static func look(_ ms: Int64, operations: UInt64 = 7, wide: Bool = false) -> SideLook {
        let count: UInt64 = wide ? .max : 9
        let seconds = wide ? 1_234_567.891234 : 0.25
        var cpu = CPULook()
        cpu.vcpu = seconds
        cpu.migration = seconds / 2
        cpu.channel = seconds / 4
        cpu.process = 2 * seconds
        cpu.host = HostUse(
            busy: seconds, user: seconds / 2, system: seconds / 4, irq: 0.01, softirq: 0.02,
            steal: 0.03)
        return SideLook(
            nanoseconds: wide ? .max : ms * 1_000_000, phase: wide ? .deviceState : .precopy,
            round: 2, bytes: count, remainingBytes: count, wireBytes: count,
            guestOperations: wide ? count : operations, cpu: cpu)
    }

    /// A completed migration of 1,025 ms, of which setup took 25 and precopy 900.
    static let durations = MigrationDurations(
        MigrationTimeline(
            start: at(0), setupEnd: at(25), downtimeStart: at(925), stopped: at(926),
            lastRoundEnd: at(1000), stateSent: at(1010), end: at(1025),
            answer: ResumeAnswer(resumeNanoseconds: 5_000_000)))

    static func source() -> SideReport {
        var report = SideReport()
        report.ending = .completed(durations)
        report.placement = placement(node: 1)
        report.rounds = [round(1), round(2), round(3)]
        report.samples = [sample(1), sample(2)]
        report.looks = [look(0)]
        report.counters.bytes = 2 << 30
        report.counters.normalPages = 500
        report.counters.zeroPages = 24
        report.counters.zeroCopyFallbacks = 3
        report.counters.zeroCopySends = 4
        report.counters.tcp = TCPFigures(
            retransmits: 6, roundTripMicroseconds: 41.5, windowSegments: 10)
        report.counters.channelTCP = [
            TCPFigures(retransmits: 2, roundTripMicroseconds: 41.5, windowSegments: 3),
            TCPFigures(retransmits: 4, roundTripMicroseconds: 20, windowSegments: 7),
        ]
        report.counters.channelCPU = CPUTime(user: 0.0625, system: 0.5)
        report.processCPU = CPUTime(user: 0.75, system: 1)
        report.work = WorkUse(cycles: 5_000_000_000, instructions: 9_000_000_000)
        report.spanSeconds = 1
        report.migrationCPU = CPUTime(user: 0.25, system: 0.75)
        report.vcpuSeconds = 0.5
        report.wire = WireUse(
            name: "eth0", bytes: 3 << 30, packets: 77, drops: 1, congestion: congestion)
        report.host = HostUse(
            busy: 3.5, user: 1, system: 1.5, irq: 0.25, softirq: 0.75, steal: 0.125,
            busyError: 0.03, sampledError: 0.03)
        report.hostCPUs = cpus(share: 0.975)
        report.operations = 2304
        report.operationsDue = 2400
        report.teardownMs = 4
        report.latency = GuestLatency(
            alone: counts([(2000, 100)]), span: counts([(1_000_000, 1000), (40_000_000, 10)]))
        // Stopped 925 ms after the start; its last operation 0.25 ms after that.
        report.clock = clock
        report.stop = SideReport.GuestStop(
            decided: at(925).nanoseconds, lastOperation: at(925).nanoseconds + 250_000,
            answered: at(1025).nanoseconds)
        return report
    }

    /// CPUs 0 and 3, the latter without its work.
    static func cpus(share: Double?) -> BusyCPUs {
        let text = """
            {\(share.map { "\"busiestShare\":\($0)," } ?? "")"list":[
                {"cpu":0,"use":{"busy":0.975,"user":0.25,"system":0.25,"irq":0.125,"softirq":0.35,
                    "steal":0.01}},
                {"cpu":3,"use":{"user":0.5}}]}
            """
        do { return try JSONDecoder().decode(BusyCPUs.self, from: Data(text.utf8)) } catch {
            fatalError("\(error)")
        }
    }

    static func placement(node: Int?) -> Placement {
        var placement = Placement()
        placement.node = node
        placement.vcpu = CPUList([3])
        placement.migration = CPUList([0, 1, 2])
        placement.channel = CPUList([1, 2])
        return placement
    }

    static let congestion: CongestionUse = {
        var use = CongestionUse()
        use.pauseFrames = 11
        use.ecnMarked = 12
        use.cnpSent = 13
        use.cnpHandled = 14
        use.losses = 15
        return use
    }()

    /// The destination's clock is an hour ahead, as known within 50 µs at the start.
    static let clock: ClockOffset = {
        let asked = at(20)
        return ClockOffset(
            ClockSample(
                asked: asked,
                peer: MonotonicTime(nanoseconds: asked.nanoseconds + 3_600_000_000_000 + 50_000),
                answered: MonotonicTime(nanoseconds: asked.nanoseconds + 100_000)))
    }()

    /// Counts of `count` operations each of so many nanoseconds.
    static func counts(_ buckets: [(nanoseconds: Int, count: Int)]) -> LatencyCounts {
        let numbers = buckets.flatMap { ["\($0.nanoseconds)", "\($0.count)"] }
        let json = Data("{\"buckets\":[\(numbers.joined(separator: ","))]}".utf8)
        do { return try JSONDecoder().decode(LatencyCounts.self, from: json) } catch {
            fatalError("\(error)")
        }
    }

    static func destination() -> SideReport {
        var report = SideReport()
        report.placement = Placement()
        report.spanSeconds = 1
        report.counters.channelCPU = CPUTime(user: 0.0625, system: 0.25)
        report.processCPU = CPUTime(user: 0.25, system: 0.75)
        report.work = WorkUse(cycles: 3_000_000_000, instructions: 2_000_000_000)
        report.migrationCPU = CPUTime(user: 0.125, system: 0.5)
        report.vcpuSeconds = 0.25
        report.wire = WireUse(
            name: "mlx5_0", bytes: 2 << 30, packets: 66, drops: 0, congestion: congestion)
        report.host = HostUse(
            busy: 2.25, user: 0.5, system: 1, irq: 0.25, softirq: 0.5, steal: 0, busyError: 0.04,
            sampledError: 0.04)
        report.hostCPUs = cpus(share: 0.5)
        report.latency = GuestLatency(
            span: counts([(60_000_000, 2), (99_750_000, 1)]), after: counts([(3_000_000, 1000)]))
        // 0.25 ms before the word arrived.
        report.firstOperation = at(1025).nanoseconds + 3_600_000_000_000 - 250_000
        return report
    }

    /// The guest ran alone for half a second; without its vCPUs the host was busy for `busy` seconds
    /// a second.
    static func alone(busy: Double, operations: UInt64 = 1280) -> AloneReport {
        AloneReport(
            seconds: 0.5,
            host: HostUse(
                busy: busy / 2 + 0.125, user: 0.125, system: busy / 2, busyError: 0.02,
                sampledError: 0.02),
            vcpuSeconds: 0.125, operations: operations)
    }

    private static func at(_ ms: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000 + ms * 1_000_000)
    }
}
