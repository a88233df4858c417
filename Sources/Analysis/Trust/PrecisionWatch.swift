internal import Guest
public import Results
public import Scenarios

/// Follows a suite while it runs, and says which cases still need runs by its ``StoppingRule``.
///
///     var watch = PrecisionWatch(rule, repetitions: 10)
///     for run in plan.runs where watch.isNeeded(run) { watch.add(migrate(run), of: run.spec) }
///
/// What is decided about a case follows from its own rows alone: a suite that was stopped and goes on
/// decides as it would have. Whether it goes on depends on how wide intervals are and never on which
/// side of anything they lie.
public struct PrecisionWatch: Sendable {
    /// The figures whose medians must be known: how long it took, how long the guest stood still,
    /// and how fast pages went.
    ///
    /// CPU is not among them: ticks, not the number of runs, bound what short migrations tell of it.
    public static let metrics = [
        RunColumns.time.totalMs.column, RunColumns.time.downtimeMs.column,
        RunColumns.amount.bandwidthMbps.column,
    ]

    private let rule: StoppingRule
    private let repetitions: Int
    private var cases: [CaseSpec: Known] = [:]
    private var order: [CaseSpec] = []

    /// What is known of a case.
    private struct Known {
        var rows: [Row] = []
        var widest: Width?
        var isSettled = false
    }

    /// How well a median is known.
    struct Width: Sendable, Hashable {
        /// Of what.
        var metric: Column
        /// The distance of the further end of its 95 % interval, as a share of the median; nil of too
        /// few figures.
        var share: Double?
    }

    /// A watch that has seen nothing.
    public init(_ rule: StoppingRule, repetitions: Int) {
        self.rule = rule
        self.repetitions = repetitions
    }

    /// Takes note of a recorded run.
    public mutating func add(_ row: Row, of spec: CaseSpec) {
        if cases[spec] == nil { order.append(spec) }
        var known = cases[spec] ?? Known()
        known.rows.append(row)
        known.widest = widest(known.rows)
        known.isSettled = isSettled(known)
        cases[spec] = known
    }

    /// Whether a planned run is still to be done.
    public func isNeeded(_ run: PlannedRun) -> Bool {
        run.block <= repetitions || cases[run.spec]?.isSettled != true
    }

    /// The cases that had all the runs that they may have and are not known well enough, each in
    /// words.
    public var capped: [String] {
        order.compactMap { spec in
            guard let known = cases[spec], !known.isSettled, let width = known.widest else {
                return nil
            }
            let runs = known.rows.count / spec.concurrency.atOnce
            guard runs >= rule.atMost else { return nil }
            let size = ByteSize(bytes: spec.guest.memoryBytes)
            let name = "\(spec.transportLabel), \(spec.workloadLabel), \(size)"
            let words =
                width.share.map { "known within \(PercentText.words($0 * 100))" }
                ?? "of too few runs that completed"
            return """
                \(name): \(width.metric.name) is \(words) after \(runs) repetitions, \
                not \(PercentText.words(rule.withinPercent))
                """
        }
    }

    /// Null measures the harness, and competes with none; of a case of which no run completes
    /// nothing will ever be known.
    private func isSettled(_ known: Known) -> Bool {
        let completed = known.rows.count {
            $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
        }
        let transport = known.rows[0][RunColumns.case.transport] ?? ""
        if completed == 0 || TransportFamily(transport: transport) == .harness { return true }
        guard let share = known.widest?.share else { return false }
        return share * 100 <= rule.withinPercent
    }

    /// The median that is known worst; nil where nothing was measured.
    private func widest(_ rows: [Row]) -> Width? {
        var widths: [Width] = []
        for metric in Self.metrics {
            let figures = rows.figures(metric)
            if !figures.isEmpty { widths.append(Width(metric: metric, share: share(figures))) }
        }
        return widths.max { ($0.share ?? .infinity) < ($1.share ?? .infinity) }
    }

    private func share(_ figures: [Double]) -> Double? {
        guard let middle = median(figures), let (lower, upper) = medianInterval(figures)
        else { return nil }
        let distance = max(middle - lower, upper - middle)
        return distance == 0 ? 0 : distance / abs(middle)
    }
}
