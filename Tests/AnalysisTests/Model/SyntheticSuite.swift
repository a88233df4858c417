import Results
import Scenarios

@testable import Analysis

/// Suites whose costs are known: each way to carry memory has a bandwidth, a setup and a stop, and
/// all figures follow from them by sums on paper, but for a spread.
struct SyntheticSuite {
    /// A way to carry memory and its true costs.
    struct Way {
        var transport: String
        /// Bytes a second.
        var bandwidth: Double
        var setupSeconds = 0.0
        var pinSecondsPerGiB = 0.0
        var stopSeconds = 0.005
        var cpuSecondsPerGiB = 0.5
    }

    static let gib = 0x1p30

    private(set) var rows: [Row] = []
    private var generator: SplitMix64
    /// Standard deviation of each figure as a share of it.
    var spread: Double

    init(seed: UInt64 = 11, spread: Double = 0.01) {
        generator = SplitMix64(seed: seed)
        self.spread = spread
    }

    var suite: RecordedSuite { MadeUpSuite.suite(rows) }
    var model: MigrationModel { MigrationModel(suite) }

    /// Runs of a guest that rests: its memory goes once, and at the end what fits into the downtime
    /// limit.
    mutating func rest(
        _ way: Way, gib memory: Double, runs: Int = 8, _ more: (inout Row) -> Void = { _ in }
    ) {
        let bytes = memory * Self.gib
        let sending = bytes / way.bandwidth
        add(
            way, memory: memory, runs: runs, sent: bytes, sending: sending,
            last: min(0.3, max(0, sending - 0.1)), more)
    }

    /// Runs of a guest that walks through its memory at a rate (bytes a second), with so small a
    /// downtime limit that rounds go on until next to nothing is left: the rounds are a geometric
    /// series, and their sum is memory / (bandwidth - rate).
    mutating func walk(_ way: Way, gib memory: Double, rate: Double, runs: Int = 8) {
        let sending = memory * Self.gib / (way.bandwidth - rate)
        add(
            way, memory: memory, runs: runs, sent: sending * way.bandwidth, sending: sending,
            last: Self.shortLimit / 2
        ) {
            $0[RunColumns.case.workload] = "sequential"
            $0[RunColumns.case.dirtyRateTargetMiBS] = rate / 0x1p20
            $0[RunColumns.amount.dirtyRateMiBS] = rate / 0x1p20
            $0[RunColumns.case.downtimeLimitMs] = Self.shortLimit * 1000
        }
    }

    /// Seconds.
    static let shortLimit = 0.002

    private mutating func add(
        _ way: Way, memory: Double, runs: Int, sent: Double, sending: Double, last: Double,
        _ more: (inout Row) -> Void
    ) {
        let pin = way.pinSecondsPerGiB * memory
        for _ in 0..<runs {
            var row = Row()
            row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
            row[RunColumns.identity.runID] = "r\(rows.count)"
            row[RunColumns.case.transport] = way.transport
            row[RunColumns.case.channels] = 1
            row[RunColumns.case.workload] = "idle"
            row[RunColumns.case.dirtyRateTargetMiBS] = 0
            row[RunColumns.case.memoryBytes] = Int(memory * Self.gib)
            row[RunColumns.case.downtimeLimitMs] = 300
            row[RunColumns.case.deviceStateBytes] = 0
            row[RunColumns.outcome.status] = RunStatus.completed.rawValue
            let (send, stop) = (noisy(sending), noisy(way.stopSeconds))
            let setup = noisy(way.setupSeconds + pin)
            let end = min(last, send)
            row[RunColumns.time.setupMs] = setup * 1000
            row[RunColumns.time.pinSourceMs] = min(setup, pin) * 1000
            row[RunColumns.time.downtimeLastRoundMs] = end * 1000
            row[RunColumns.time.downtimeMs] = (end + stop) * 1000
            row[RunColumns.time.totalMs] = (setup + send + stop) * 1000
            row[RunColumns.amount.sentBytes] = Int(sent)
            row[RunColumns.amount.normalPages] = Int(sent / 4096)
            row[RunColumns.totalCPU.cpuSPerGiB] = noisy(way.cpuSecondsPerGiB)
            more(&row)
            rows.append(row)
        }
    }

    private mutating func noisy(_ value: Double) -> Double {
        value * (1 + spread * normalQuantile(generator.nextShare()))
    }
}
