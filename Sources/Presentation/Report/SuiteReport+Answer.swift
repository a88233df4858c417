internal import Analysis
internal import Results

extension SuiteReport {
    /// The figures that the answer is given in.
    static let answered: [(column: Column, question: String)] = [
        (RunColumns.time.totalMs.column, "shortest total"),
        (RunColumns.time.downtimeMs.column, "shortest downtime"),
        (RunColumns.time.guestBlackoutMs.column, "shortest guest blackout"),
        (RunColumns.totalCPU.cpuSPerGiB.column, "least CPU per GiB"),
    ]

    /// Which transport is best, by workload.
    var answer: ReportSection {
        var section = ReportSection("answer", "The answer")
        let told = answers.filter { !$0.lines.isEmpty }
        guard !told.isEmpty else {
            section.add(.paragraph("No run completed: there is no answer."))
            return section
        }
        if let evacuationWords { section.add(.paragraph(evacuationWords)) }
        section.add(.list(answers.compactMap(\.sentence)))
        for answer in told { section.add(.table(answer.table)) }
        section.add(
            .paragraph(
                "A transport is named where it is clearly better than each other one: p < 0.05 "
                    + "by Mann-Whitney after Holm's correction for "
                    + "\(Quantity.counted(rankings.comparisons, "comparison")), which are all of these "
                    + "answers, a 95 % interval of the ratio without 1, and 2 % apart. Medians "
                    + "stand with their 95 % interval, of fewer than \(fewestForMedianInterval) runs with the "
                    + "least and the most."))
        if let tooFewWords { section.add(.paragraph(tooFewWords)) }
        addSettling(to: &section)
        addFamilies(to: &section)
        return section
    }

    var rankings: [Ranking] { answers.flatMap(\.lines).map(\.ranking) }

    /// Why nothing is named, where so few runs cannot tell anything of so many answers.
    var tooFewWords: String? {
        rankings.tooFewRuns.map { most, needed in
            "However large a difference is, \(Quantity.counted(most, "run")) of each cannot make it "
                + "clear among \(Quantity.counted(rankings.comparisons, "comparison")): that takes "
                + "\(needed) of each, or a suite that asks less."
        }
    }

    /// RDMA as a whole against the rest.
    private func addFamilies(to section: inout ReportSection) {
        let comparison = families
        guard !comparison.lines.isEmpty else { return }
        section.add(.heading("RDMA against sockets"))
        let names = CaseNames(suite.rows)
        let groups = Dictionary(grouping: comparison.lines) { names.setting($0.network) }
        for one in cases {
            guard let lines = groups[one.title] else { continue }
            var table = ReportTable(
                "\(one.title): the best RDMA transport against the best other one",
                [
                    .left("figure"), .left("RDMA"), .left("sockets"), .left("ratio"),
                    .left("RDMA is"),
                ])
            for line in lines {
                let found = line.comparison
                let side = { (row: Row, median: Double?) in
                    "\(names.carrier(row)) \(MetricText.value(median, line.metric))"
                }
                table.add([
                    MetricText.title(line.metric), side(line.rdma, found.after.median),
                    side(line.network, found.before.median),
                    MetricText.ratio(found.ratio, found.interval?.lower, found.interval?.upper),
                    found.effect.rawValue,
                ])
            }
            section.add(.table(table))
        }
        section.add(
            .paragraph(
                "Of each family the transport with the best median is taken, which must be ahead of each "
                    + "of the other family; that it was chosen is corrected for, and all lines are judged "
                    + "together, as bench compare does."))
    }
}
