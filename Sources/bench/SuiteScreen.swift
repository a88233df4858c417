internal import Analysis
internal import Migration
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios
internal import Session
internal import Synchronization

/// Shows a running suite on standard error: a progress line on a terminal, a line a run in a pipe.
final class SuiteScreen: SuiteObserver {
    private let printer: ProgressPrinter
    private let start = MonotonicTime.now
    private var line: ProgressLine?
    private var last: TimelineSample?
    private var number = 0
    private var total = 0
    private var doubts = DoubtTally()
    /// What is known of each case so far; nil without a stopping rule.
    private(set) var precision: PrecisionWatch?

    init(_ precision: PrecisionWatch? = nil) {
        self.precision = precision
        let style: ProgressPrinter.Style =
            ThisProcess.terminalWidth == nil
            ? .plain : .terminal(width: { ThisProcess.terminalWidth ?? 80 })
        printer = ProgressPrinter(
            style, now: { Double(MonotonicTime.now.nanoseconds) / 1e9 },
            output: { StandardError.write($0) })
    }

    func measured(_ ceilings: [LinkCeiling]) {
        let list = ceilings.map {
            "\($0.path) \(Quantity.gigabits(megabitsPerSecond: $0.mbps)) Gb/s"
        }
        printer.print("ceiling        \(list.joined(separator: ", "))")
    }

    func began(_ run: PlannedRun, number: Int, of total: Int) {
        self.number = number
        self.total = total
        last = nil
        // In a pipe nothing else is said of them, and the first line that comes is not the first run's.
        if run.isWarmup, number == 1 {
            printer.print("warm-up        the first runs warm each case up; they leave no row")
        }
        let next = ProgressLine(
            index: number, count: total,
            transport: run.spec.transportLabel
                + (run.spec.concurrency.isAlone ? "" : ", \(run.spec.concurrency.words)"),
            workload: run.spec.workloadLabel + (run.isWarmup ? " (warm-up)" : ""),
            secondsLeft: secondsLeft)
        line = next
        printer.show(next)
    }

    func progressed(_ sample: TimelineSample) {
        guard var line else { return }
        line.round = sample.round
        line.remainingBytes = Int(sample.remainingBytes)
        if let last, sample.ms > last.ms, sample.bytes >= last.bytes {
            line.bandwidthMbps =
                Double(sample.bytes - last.bytes) * 8 / (sample.ms - last.ms) / 1000
        }
        last = sample
        line.secondsLeft = secondsLeft
        printer.show(line)
    }

    func ended(_ run: PlannedRun, row: Row) {
        if !run.isWarmup { precision?.add(row, of: run.spec) }
        // Warm-up runs say something only when they go wrong.
        let isFine = row[RunColumns.outcome.status] == RunStatus.completed.rawValue
        if run.isWarmup && isFine { return }
        var transport = run.spec.transportLabel
        if let guest = row[RunColumns.guestNumber.guest] {
            transport += " guest \(guest)/\(run.spec.concurrency.atOnce)"
        }
        printer.finished(index: number, count: total, row, transport: transport)
    }

    /// Whether a run is still worth its time.
    func isNeeded(_ run: PlannedRun) -> Bool { precision?.isNeeded(run) ?? true }

    func warned(_ warning: String) { printer.print("warning: \(warning)") }

    func doubted(_ doubt: RowDoubt) {
        if let words = doubts.take(doubt) { warned(words) }
    }

    /// Takes the progress line away, and says what was not said of each run.
    func clear() {
        printer.clear()
        for words in doubts.others { warned(words) }
        doubts = DoubtTally()
    }

    private var secondsLeft: Double? {
        guard number > 1 else { return nil }
        let spent = MonotonicTime.now.seconds(since: start)
        return spent / Double(number - 1) * Double(total - number + 1)
    }
}
