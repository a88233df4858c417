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
                "Of each family the transport with the best median is taken; all lines are judged "
                    + "together, as bench compare does."))
    }
}

/// What is asked of one setting.
struct Questions {
    let title: String
    /// Those that compete.
    let entries: [PlotCase.Entry]
    let asked: [(column: Column, question: String)]

    init(_ one: PlotCase, _ asked: [(column: Column, question: String)]) {
        title = one.title
        entries = one.entries.filter { !$0.variant.isHarness }
        self.asked = asked
    }

    /// One for each question.
    var contests: [Ranking.Contest] {
        asked.map { column, _ in
            Ranking.Contest(entries.map { $0.rows.figures(column) }, column.polarity)
        }
    }
}

/// The answer for one setting.
struct Answer {
    let title: String
    let lines: [Line]
    /// How many runs there are and how many completed, without those of the harness alone.
    private let counts: SummaryReport.Counts

    /// One figure.
    struct Line {
        let question: String
        let column: Column
        /// The clearly best; nil where none is.
        let best: String?
        /// The one with the best median.
        let first: String
        let spread: Spread
        let second: String?
        let ranking: Ranking
    }

    /// The answers of a page: all are judged together.
    static func all(_ questions: [Questions], _ seed: UInt64) -> [Answer] {
        var left = Ranking.judged(questions.flatMap(\.contests), seed: seed)[...]
        return questions.map { one in
            defer { left = left.dropFirst(one.asked.count) }
            return Answer(one, left.prefix(one.asked.count))
        }
    }

    private init(_ questions: Questions, _ rankings: ArraySlice<Ranking>) {
        title = questions.title
        let entries = questions.entries
        counts = SummaryReport.Counts(entries.flatMap(\.rows))
        lines = zip(questions.asked, rankings).compactMap { asked, ranking in
            let (column, question) = asked
            guard let first = ranking.first, let spread = entries[first].spread(column)
            else { return nil }
            return Line(
                question: question, column: column, best: ranking.best.map { entries[$0].label },
                first: entries[first].label, spread: spread,
                second: ranking.second.map { entries[$0].label }, ranking: ranking)
        }
    }

    /// All of it in one sentence; nil where there is nothing to say.
    var sentence: String? {
        if lines.isEmpty {
            guard counts.runs > 0, counts.completed == 0 else { return nil }
            return "\(title): none of \(Quantity.counted(counts.runs, "run")) completed"
        }
        let parts = lines.map { line -> String in
            // Alone in a sentence a figure needs its unit, which the summary has in a column's title.
            let isCPU = line.column == SummaryMetric.cpu.column
            let median =
                MetricText.value(line.spread.median, line.column) + (isCPU ? " s/GiB" : "")
            if let best = line.best { return "\(line.question) \(best), \(median)" }
            guard line.second != nil else {
                return "\(line.question) \(line.first) alone, \(median)"
            }
            return "\(line.question) not clear, \(line.first) ahead with \(median)"
        }
        return "\(title): \(parts.joined(separator: "; "))"
    }

    var table: ReportTable {
        var table = ReportTable(
            title,
            [
                .left("figure"), .left("clearly best"), .left("lowest median"),
                .left("95 % interval"), .left("against the next"),
            ])
        for line in lines {
            let value = { MetricText.value($0, line.column) }
            table.add([
                line.question,
                line.best
                    ?? (line.second == nil
                        ? "one transport only: nothing to choose between" : "no clear difference"),
                "\(line.first) \(value(line.spread.median))",
                "\(value(line.spread.low)) to \(value(line.spread.high)), n \(line.spread.count)",
                line.against,
            ])
        }
        return table
    }
}

extension Answer.Line {
    /// `0.94 [0.90, 0.97] of multifd x2`, and how many more runs would settle it.
    fileprivate var against: String {
        guard let second, let lead = ranking.lead else { return "no other has a figure" }
        let ratio = MetricText.ratio(lead.ratio, lead.interval?.lower, lead.interval?.upper)
        let more = ranking.best == nil ? ranking.moreRuns : nil
        let words = more.map { count in
            // Without an interval the spread is not known, nor what would settle it.
            lead.interval == nil
                ? "; \(Quantity.counted(count, "more run")) before anything can be told"
                : "; about \(Quantity.counted(count, "more run")) would tell"
        }
        return "\(ratio) of \(second)" + (words ?? "")
    }
}
