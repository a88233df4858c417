internal import Analysis
internal import Results

extension Plot {
    /// What a GiB costs in CPU time.
    static let cpu = Plot(
        name: "cpu", summary: "CPU seconds per GiB sent, by host and kind",
        draw: { source throws(PlotError) in try CPUPlot(source).pictures() })
}

/// The host-wide CPU seconds of both ends, a GiB sent.
///
/// The whole is host_busy_s, split as ticks sampled the kinds, with the baseline and the guest's own
/// work in it; cpu_s_per_gib, beside it, is without. docs/measurement.md has the definitions. Where
/// both ends share a host, its figures stand on both sides and count once.
private struct CPUPlot {
    private let source: PlotSource
    private let suite: RecordedSuite
    private let sides: [Side]

    /// What a CPU does.
    private struct Kind: Sendable {
        let name: String
        let color: String
        /// How it is hatched at the destination.
        let pattern: Int
        let column: @Sendable (Side) -> Column
    }

    private static let kinds: [Kind] = [
        Kind(name: "user", color: "#56B4E9", pattern: 4) { RunColumns.cpu($0).hostUserS.column },
        Kind(name: "system", color: "#0072B2", pattern: 2) {
            RunColumns.cpu($0).hostSystemS.column
        },
        Kind(name: "irq", color: "#F0E442", pattern: 1) {
            RunColumns.cpu($0).hostIRQS.column
        },
        Kind(name: "softirq", color: "#D55E00", pattern: 5) {
            RunColumns.cpu($0).hostSoftIRQS.column
        },
    ]

    init(_ source: PlotSource) throws(PlotError) {
        self.source = source
        suite = try source.suite()
        sides = Self.isShared(suite) ? [.source] : [.source, .destination]
    }

    /// Whether both ends are one host; by the names of hosts where the environment is not known.
    private static func isShared(_ suite: RecordedSuite) -> Bool {
        if let isShared = suite.environment?.sharedHost { return isShared }
        return suite.rows.allSatisfy { row in
            row[RunColumns.case.sourceHost] == row[RunColumns.case.destinationHost]
        }
    }

    func pictures() throws(PlotError) -> [Picture] {
        let isAlone = { (row: Row) in row[RunColumns.concurrency.guests] == nil }
        guard suite.rows.contains(where: isAlone) else {
            throw .nothing(
                "guests migrated at once: what the hosts did is the cost of all of them, and stands in "
                    + "evacuations.csv")
        }
        let columns = sides.flatMap { side in Self.kinds.map { $0.column(side) } }
        let cases = try source.cases(measuring: columns) { entry in
            // What a host did while several guests migrated is the cost of none of them.
            entry.rows.contains {
                ($0[RunColumns.amount.sentBytes] ?? 0) > 0 && isAlone($0)
            }
        }
        let net = RunColumns.totalCPU.cpuSPerGiB.column
        let bars = StackedBars(
            name: "cpu", title: "What a GiB costs in CPU time", column: net,
            axis: "CPU time per GiB sent", whole: "less baseline and guest (cpu_s_per_gib)",
            parts: sides.flatMap(parts),
            panels: cases.map { one in
                RowPanel(
                    title: one.title, memory: one.example[RunColumns.case.memoryBytes],
                    rows: one.entries.map(bar))
            })
        return bars.pictures(
            note: try source.words([
                "host-wide, with baseline and guest in it; no bar where the kernel's units tell no cost",
                "parts are scaled from ticks",
                "the diamond is the median of another figure and may lie beyond its bar",
            ]))
    }

    /// Of runs too short for the kernel's units the whiskers say so, and parts would be made up.
    private func bar(_ entry: PlotCase.Entry) -> StackedBars.Bar {
        let whole = entry.spread(RunColumns.totalCPU.cpuSPerGiB.column)
        let error = entry.rows.cpuUncertaintyPerGiB ?? 0
        // Without the look before there is no cost either, but what the hosts did was measured.
        let isKnown =
            whole.map { abs($0.median) > error } ?? !entry.rows.contains(where: hasBaseline)
        return StackedBars.Bar(
            label: entry.label,
            parts: sides.flatMap { side in
                Self.kinds.map { isKnown ? perGiB(entry, $0.column(side), side) : nil }
            },
            whole: isKnown ? whole : whole?.reaching(error), count: entry.completed)
    }

    private func hasBaseline(_ row: Row) -> Bool {
        row[RunColumns.cpu(.source).hostBaselineBusyS] != nil
    }

    /// Those of the destination are hatched.
    private func parts(_ side: Side) -> [StackedBars.Part] {
        Self.kinds.map { kind in
            let isOnly = sides.count == 1
            return StackedBars.Part(
                isOnly ? kind.name : "\(side.rawValue)_\(kind.name)",
                isOnly ? kind.name : "\(side.rawValue) \(kind.name)", kind.color,
                pattern: side == .source ? nil : kind.pattern)
        }
    }

    private func perGiB(_ entry: PlotCase.Entry, _ column: Column, _ side: Side) -> Double? {
        Analysis.median(
            entry.rows.compactMap { row in
                guard row[RunColumns.outcome.status] == RunStatus.completed.rawValue,
                    let seconds = row.number(column), let scale = scale(row, side),
                    let sent = row[RunColumns.amount.sentBytes], sent > 0
                else { return nil }
                return seconds * scale / (Double(sent) / 0x1p30)
            })
    }

    /// From what ticks sampled to what there was, as the kernel itself splits a process's time (cputime_adjust).
    private func scale(_ row: Row, _ side: Side) -> Double? {
        let sampled = Self.kinds.compactMap { row.number($0.column(side)) }.reduce(0, +)
        guard sampled > 0, let busy = row[RunColumns.cpu(side).hostBusyS] else { return nil }
        return busy / sampled
    }
}
