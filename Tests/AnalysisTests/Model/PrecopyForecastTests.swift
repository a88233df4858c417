import Scenarios
import Testing

@testable import Analysis

@Suite struct PrecopyForecastTests {
    private static let mib = 0x1p20

    private static func input(
        memory: Double, rate: Double = 0, bandwidth: Double = 100 * mib,
        pattern: DirtyCurve.Pattern = .anywhere, limit: Double = 0.3
    ) -> PrecopyInput {
        PrecopyInput(
            firstRoundBytes: memory,
            curve: DirtyCurve(memory: memory, rate: rate, pattern: pattern),
            bandwidth: bandwidth, lastBandwidth: bandwidth, overhead: 1,
            downtimeLimitSeconds: limit, setupSeconds: 0.5, stopSeconds: 0.01,
            deviceStateBytes: 0, cpuSecondsPerGiB: 2)
    }

    /// What is through before the first look is sent whole; the guest is stopped with nothing left.
    @Test func aTinyGuestIsThroughBeforeTheFirstLook() {
        let forecast = Self.input(memory: 8 * Self.mib).forecast()
        #expect(abs(forecast.totalSeconds - (0.5 + 0.08 + 0.01)) < 1e-9)
        #expect(abs(forecast.downtimeSeconds - 0.01) < 1e-9)
    }

    /// 32 MiB at 100 MiB/s: after 100 ms 22 MiB are left, less than 300 ms carry.
    @Test func aSmallGuestIsStoppedAtTheFirstLook() {
        let forecast = Self.input(memory: 32 * Self.mib).forecast()
        #expect(abs(forecast.totalSeconds - (0.5 + 0.32 + 0.01)) < 1e-9)
        #expect(abs(forecast.downtimeSeconds - (0.22 + 0.01)) < 1e-9)
    }

    /// A large one is stopped when what is left fits into the limit, less a part of a batch.
    @Test func aGuestThatRestsUsesTheLimit() {
        let forecast = Self.input(memory: 1024 * Self.mib).forecast()
        #expect(abs(forecast.totalSeconds - (0.5 + 10.24 + 0.01)) < 1e-9)
        #expect(forecast.downtimeSeconds > 0.3 && forecast.downtimeSeconds < 0.311)
        #expect(forecast.cpuSeconds.map { abs($0 - 2) < 1e-9 } == true)
        #expect(forecast.rounds == 2)
    }

    /// Of what a queue takes before the first look nothing is left, however long the link takes.
    @Test func aDeepQueueLeavesLessForTheStop() {
        var input = Self.input(memory: 64 * Self.mib)
        let plain = input.forecast()
        input.queueBytes = 64 * Self.mib
        let deep = input.forecast()
        #expect(abs(deep.totalSeconds - plain.totalSeconds) < 1e-9)
        #expect(plain.downtimeSeconds > 0.3 && abs(deep.downtimeSeconds - 0.01) < 1e-9)
        input.queueBytes = 40 * Self.mib
        #expect(abs(input.forecast().downtimeSeconds - (0.14 + 0.01)) < 1e-9)
        input.queueBytes = 8 * Self.mib
        #expect(input.forecast() == plain)
    }

    /// The limit of a geometric series: all of it is memory / (bandwidth - rate).
    @Test func roundsAddUp() {
        let forecast = Self.input(
            memory: 1024 * Self.mib, rate: 50 * Self.mib, pattern: .inOrder, limit: 0.006
        ).forecast()
        let sending = 1024.0 / (100 - 50)
        #expect(abs(forecast.totalSeconds / (0.5 + sending + 0.01) - 1) < 0.01)
        #expect(forecast.downtimeSeconds < 0.017)
        #expect(forecast.rounds > 8)
    }

    @Test func aGuestThatWritesFasterThanItIsSentDoesNotEnd() {
        let forecast = Self.input(
            memory: 1024 * Self.mib, rate: 150 * Self.mib, pattern: .inOrder
        ).forecast()
        #expect(!forecast.isConverging && forecast.totalSeconds == .infinity)
        #expect(forecast.cpuSeconds == .infinity)
        // Nor does one whose working set alone does not fit into the limit.
        let hot = Self.input(
            memory: 4096 * Self.mib, rate: 400 * Self.mib,
            pattern: .hot(bytes: 64 * Self.mib, share: 0.9), limit: 0.3)
        #expect(!hot.forecast().isConverging)
        // Where it does fit, and the rest is slow, precopy ends.
        let small = Self.input(
            memory: 4096 * Self.mib, rate: 400 * Self.mib,
            pattern: .hot(bytes: 8 * Self.mib, share: 0.95), limit: 0.3)
        #expect(small.forecast().isConverging)
    }

    private struct Play: Sendable, CustomTestStringConvertible {
        let rate: Double
        let pattern: DirtyCurve.Pattern
        let limit: Double
        var queue = 0.0
        var testDescription: String { "\(rate / mib) MiB/s \(pattern)" }
    }

    private static let plays = [
        Play(rate: 20 * mib, pattern: .anywhere, limit: 0.05),
        Play(rate: 60 * mib, pattern: .anywhere, limit: 0.1),
        Play(rate: 90 * mib, pattern: .anywhere, limit: 0.3),
        Play(rate: 50 * mib, pattern: .inOrder, limit: 0.05),
        Play(rate: 200 * mib, pattern: .hot(bytes: 4 * mib, share: 0.9), limit: 0.15),
        Play(rate: 30 * mib, pattern: .hot(bytes: 16 * mib, share: 0.7), limit: 0.1),
        Play(rate: 20 * mib, pattern: .anywhere, limit: 0.3, queue: 128 * mib),
        Play(rate: 40 * mib, pattern: .anywhere, limit: 0.3, queue: 110 * mib),
        Play(rate: 20 * mib, pattern: .inOrder, limit: 0.05, queue: 64 * mib),
    ]

    /// Against a migration that is played page by page, by the same rules.
    @Test(arguments: plays)
    private func pageByPage(play: Play) {
        let memory = 128 * Self.mib
        var input = Self.input(
            memory: memory, rate: play.rate, pattern: play.pattern, limit: play.limit)
        input.queueBytes = play.queue
        let forecast = input.forecast()
        let truth = (0..<5).map { (seed: UInt64) in
            var migration = PlayedMigration(input, seed: seed)
            return migration.run()
        }
        let total = truth.map(\.total).reduce(0, +) / 5
        let downtime = truth.map(\.downtime).reduce(0, +) / 5
        #expect(
            abs(forecast.totalSeconds / total - 1) < 0.05,
            "\(forecast.totalSeconds) and \(total)")
        #expect(
            abs(forecast.downtimeSeconds - downtime) < 0.012 + 0.15 * downtime,
            "\(forecast.downtimeSeconds) and \(downtime)")
    }
}

/// A migration page by page: a batch of 128 pages leaves, the guest writes as long, the rules are
/// looked at.
private struct PlayedMigration {
    private let input: PrecopyInput
    private let pages: Int
    private var generator: SplitMix64
    private var pending: [Bool]
    private var log: [Bool]
    private var left: Int
    /// Pages that were taken and that the link has not carried.
    private var queued = 0
    private var now = 0.0
    private var owed = 0.0
    private var written = 0

    init(_ input: PrecopyInput, seed: UInt64) {
        self.input = input
        pages = Int(input.curve.memory / DirtyCurve.pageBytes)
        generator = SplitMix64(seed: seed)
        pending = [Bool](repeating: true, count: pages)
        log = [Bool](repeating: false, count: pages)
        left = pages
    }

    mutating func run() -> (total: Double, downtime: Double) {
        var (threshold, next, cursor) = (0.0, PrecopyInput.lookSeconds, 0)
        while true {
            if left == 0 { carry(queued) }
            if now >= next {
                threshold = input.bandwidth * input.downtimeLimitSeconds / DirtyCurve.pageBytes
                next = now + PrecopyInput.lookSeconds
            }
            if Double(left) < threshold { sync() }
            if left == 0 || Double(left) < threshold { break }
            var batch = 0
            while batch < 128, left > 0 {
                if pending[cursor] {
                    pending[cursor] = false
                    left -= 1
                    batch += 1
                }
                cursor = (cursor + 1) % pages
            }
            queued += batch
            carry(max(0, queued - Int(input.queueBytes / DirtyCurve.pageBytes)))
        }
        sync()
        let downtime = Double(left) * DirtyCurve.pageBytes / input.lastBandwidth + input.stopSeconds
        return (input.setupSeconds + now + downtime, downtime)
    }

    private mutating func carry(_ count: Int) {
        let seconds = Double(count) * DirtyCurve.pageBytes / input.bandwidth
        queued -= count
        now += seconds
        write(seconds)
    }

    private mutating func sync() {
        carry(queued)
        for page in log.indices where log[page] {
            log[page] = false
            if !pending[page] {
                pending[page] = true
                left += 1
            }
        }
    }

    private mutating func write(_ seconds: Double) {
        owed += input.curve.rate * seconds / DirtyCurve.pageBytes
        while owed >= 1 {
            owed -= 1
            log[page()] = true
            written += 1
        }
    }

    private mutating func page() -> Int {
        switch input.curve.pattern {
        case .anywhere, .ranked: return generator.next(below: pages)
        case .inOrder: return written % pages
        case .hot(let bytes, let share):
            let isHot = generator.nextShare() < share
            return generator.next(below: isHot ? Int(bytes / DirtyCurve.pageBytes) : pages)
        }
    }
}
