internal import Results

extension SummaryReport {
    /// The report for a terminal or a file: a table a case, then what the marks mean, then the
    /// counts.
    ///
    /// - Parameter width: The most columns that a line may take; narrower than about 80 the
    ///   tables are as wide as they need to be.
    public func text(width: Int = 100) -> String {
        let metrics = SummaryMetric.all.filter { metric in
            !metric.isOptional || groups.contains { $0.measured(metric) }
        }
        var lines: [String] = []
        for group in groups {
            lines += group.lines(metrics, width) + group.notes(width)
            lines.append("")
        }
        if !groups.isEmpty { lines += legend }
        lines.append(counts.text)
        if !capped.isEmpty {
            lines.append("NOT KNOWN AS WELL AS ASKED FOR, all repetitions used up:")
            lines += capped.map { "  " + DisplayWidth.printable($0) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What it means that a figure is less than something.
    static let wordsOfBounds =
        "(< \(BoundWords.reason): less than that, see cpu_uncertainty_s)"
    /// What it means that a cost is.
    static let wordsBelowZero = "CPU below zero: a busy host, other work went down"

    private var legend: [String] {
        let entries = groups.flatMap(\.transports)
        let figures = entries.flatMap { $0.figures.values.compactMap { $0 } }
        var lines = ["(medians; ± is half the interquartile range in percent of the median)"]
        if figures.contains(where: { !$0.isKnown }) {
            lines.append(Self.wordsOfBounds)
        }
        if figures.contains(where: \.isClearlyBest) {
            lines.append(
                "(* clearly best of the case: p < 0.05 after Holm for the whole table, and 2 % apart)"
            )
        }
        return lines
    }
}

extension SummaryReport.Group {
    fileprivate func measured(_ metric: SummaryMetric) -> Bool {
        transports.contains { $0.figure(metric) != nil }
    }

    /// The table, its title in the line of the column titles where it fits in there.
    fileprivate func lines(_ metrics: [SummaryMetric], _ width: Int) -> [String] {
        let title = self.title.map(DisplayWidth.printable).joined(separator: ", ")
        let oneLine = table(metrics, title)
        if oneLine.allSatisfy({ DisplayWidth.of($0) <= width }) { return oneLine }
        return DisplayWidth.wrapped(self.title.map(DisplayWidth.printable), width: width)
            + table(metrics, "")
    }

    private func table(_ metrics: [SummaryMetric], _ title: String) -> [String] {
        var table = PlainTable([.left(title)] + metrics.map { .right($0.title) })
        for entry in transports { table.add(["  \(entry.label)"] + metrics.map(entry.cell)) }
        return table.lines
    }

    /// What the figures of a table do not say: runs that did not complete, copies.
    fileprivate func notes(_ width: Int) -> [String] {
        transports.flatMap { entry in
            var notes = entry.others.sorted { $0.key < $1.key }.map { status, count in
                let words = status.split(separator: "_").joined(separator: " ")
                return "\(entry.label): \(count) of \(entry.runs) \(words)"
            }
            if let copied = entry.zeroCopyFallbackPercent, copied > 0 {
                let share = Quantity.fixed(copied, places: 0)
                notes.append("\(entry.label): the kernel copied in \(share) % of zero-copy sends")
            }
            if entry.cell(.cpu).contains("-"), entry.figure(.cpu) != nil {
                notes.append("\(entry.label): \(SummaryReport.wordsBelowZero)")
            }
            return notes.map { DisplayWidth.fitted("  (\($0))", to: width) }
        }
    }
}

extension SummaryReport.Entry {
    fileprivate func figure(_ metric: SummaryMetric) -> SummaryReport.Figure? {
        figures[metric.column.name] ?? nil
    }

    fileprivate func cell(_ metric: SummaryMetric) -> String {
        guard let figure = figure(metric) else { return Quantity.missing }
        guard figure.isKnown else { return "< \(metric.format(figure.bound))" }
        let mark = figure.isClearlyBest ? "*" : ""
        let value = mark + metric.format(figure.median)
        guard metric.showsSpread, let spread = figure.halfIqrPercent else { return value }
        // Beyond that the median itself says little, and the figure would say more than it knows.
        guard spread <= 100 else { return "\(value) ±>100 %" }
        return "\(value) ±\(Quantity.fixed(spread, places: 0)) %"
    }
}

extension SummaryReport.Counts {
    /// `75 completed, 60 verified (null discards), 0 failed`.
    var text: String {
        var parts = ["\(completed) completed"]
        parts.append("\(verified) verified" + (discarded > 0 ? " (null discards)" : ""))
        let unverified = completed - verified - discarded
        if unverified > 0 { parts.append("\(unverified) not verified") }
        if notConverged > 0 { parts.append("\(notConverged) not converged") }
        if corrupt > 0 { parts.append("\(corrupt) corrupt") }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        parts.append("\(failed) failed")
        if disturbed > 0 { parts.append("\(disturbed) disturbed (see that column)") }
        return parts.joined(separator: ", ")
    }
}
