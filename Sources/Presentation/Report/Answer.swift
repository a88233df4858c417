internal import Analysis
internal import Results

/// What is asked of one setting.
struct Questions {
    let title: String
    /// A row of the setting.
    let example: Row
    /// Those that compete.
    let entries: [PlotCase.Entry]
    let asked: [(column: Column, question: String)]

    init(_ one: PlotCase, _ asked: [(column: Column, question: String)]) {
        title = one.title
        example = one.example
        entries = one.entries.filter { !$0.variant.isHarness }
        self.asked = asked
    }

    /// One for each question.
    var contests: [Ranking.Contest] {
        asked.map { column, _ in
            Ranking.Contest(entries.map(\.rows), in: column)
        }
    }

    /// What is not compared because of some way it is not known: the question, and what is known.
    var unknown: [(question: String, figures: String)] {
        zip(asked, contests).compactMap { asked, contest in
            guard contest.isUnknown else { return nil }
            let figures = entries.filter(\.rows.isMostlyEnding).map {
                "\($0.label) \(BoundWords.value($0.rows, asked.column)) s/GiB"
            }
            return (asked.question, figures.joined(separator: ", "))
        }
    }
}

/// The answer for one setting.
struct Answer {
    let title: String
    /// A row of the setting.
    let example: Row
    let lines: [Line]
    /// What is not known well enough to be compared.
    private let unknown: [(question: String, figures: String)]
    /// Ways of which no more runs completed than gave up: they take no part.
    private let endless: [String]
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
        /// How many runs of each would likely settle it where only this setting is asked about; nil where
        /// nobody can say.
        let runsAlone: Int?
    }

    /// The answers of a page: all are judged together.
    static func all(_ questions: [Questions], _ seed: UInt64) -> [Answer] {
        var left = Ranking.judged(questions.flatMap(\.contests), seed: seed)[...]
        return questions.map { one in
            defer { left = left.dropFirst(one.asked.count) }
            return Answer(one, left.prefix(one.asked.count), seed)
        }
    }

    private init(_ questions: Questions, _ rankings: ArraySlice<Ranking>, _ seed: UInt64) {
        title = questions.title
        example = questions.example
        unknown = questions.unknown
        let entries = questions.entries
        counts = SummaryReport.Counts(entries.flatMap(\.rows))
        endless = entries.filter { $0.completed > 0 && !$0.rows.isMostlyEnding }.map {
            "\($0.label) completed \($0.completed) of \(Quantity.counted($0.runs, "run")) and takes no part"
        }
        let alone = Ranking.judged(questions.contests, seed: seed)
        let least = RunsNeeded(comparisons: alone.comparisons).fewest
        lines = zip(questions.asked, zip(rankings, alone)).compactMap { asked, rankings in
            let (ranking, alone) = rankings
            let (column, question) = asked
            guard let first = ranking.first, let spread = entries[first].spread(column)
            else { return nil }
            return Line(
                question: question, column: column, best: ranking.best.map { entries[$0].label },
                first: entries[first].label, spread: spread,
                second: ranking.second.map { entries[$0].label }, ranking: ranking,
                // Of too few runs nobody knows the spread.
                runsAlone: alone.hasTooFewRuns ? least : alone.runsNeeded)
        }
    }

    /// All of it in one sentence; nil where there is nothing to say.
    var sentence: String? {
        if lines.isEmpty {
            guard counts.runs > 0, counts.completed == 0 else { return nil }
            return "\(title): none of \(Quantity.counted(counts.runs, "run")) completed"
        }
        let open = unknown.map { "\($0.question) not known (\($0.figures)): \(BoundWords.reason)" }
        return "\(title): \((lines.map(\.words) + open + endless).joined(separator: "; "))"
    }

    var table: ReportTable {
        var table = ReportTable(
            title,
            [
                .left("figure"), .left("clearly best"), .left("lowest median"),
                .left("interval"), .left("against the next"),
            ])
        for line in lines {
            let value = { MetricText.value($0, line.column) }
            table.add([
                line.question,
                line.named,
                "\(line.first) \(value(line.spread.median))",
                line.spread.count < fewestForMedianInterval
                    ? "least \(value(line.spread.low)), most \(value(line.spread.high)), n \(line.spread.count)"
                    : "\(value(line.spread.low)) to \(value(line.spread.high)), n \(line.spread.count)",
                line.against,
            ])
        }
        for one in unknown {
            table.add([
                one.question, "not known", Quantity.missing, Quantity.missing,
                "\(one.figures): \(BoundWords.reason)",
            ])
        }
        return table
    }
}

extension Answer.Line {
    /// `shortest total multifd x4, 15.7 ms (-33 % against tcp [-42 %, -22 %])`.
    fileprivate var words: String {
        // Alone in a sentence a figure needs its unit, which the summary has in a column's title.
        let isCPU = column == SummaryMetric.cpu.column
        let median = MetricText.value(spread.median, column) + (isCPU ? " s/GiB" : "")
        guard second != nil else { return "\(question) \(first) alone, \(median)" }
        if let best { return "\(question) \(best), \(median)\(lead)" }
        return ranking.isOpen
            ? "\(question) not clear, \(first) ahead with \(median)\(lead)"
            : "\(question) \(same), \(median)"
    }

    /// What stands where a clearly best one would.
    fileprivate var named: String {
        if let best { return best }
        guard second != nil else { return "one transport only: nothing to choose between" }
        return ranking.isOpen ? "no clear difference" : same
    }

    /// Of those at the top: nothing is open, and none is better.
    private var same: String {
        let effect = Quantity.setting(share: Clarity.standard.minimumEffect)
        return "\(first) and \(second ?? "") the same within \(effect)"
    }

    /// By how much the first is ahead, at least and at most.
    private var lead: String {
        guard let second, let lead = ranking.lead, let ratio = lead.ratio else { return "" }
        let ends = lead.interval.map { "[\(Self.change($0.lower)), \(Self.change($0.upper))]" }
        return " (\(Self.change(ratio)) against \(second)"
            + (ends.map { " \($0)" } ?? ", too few runs for an interval") + ")"
    }

    /// `-33 %`, `+4.2 %`.
    private static func change(_ ratio: Double) -> String {
        guard ratio.isFinite else { return "+∞ %" }
        let percent = (ratio - 1) * 100
        let figure = Quantity.fixed(percent, places: abs(percent) < 9.95 ? 1 : 0)
        return "\(percent < 0 ? "" : "+")\(figure) %"
    }

    /// `0.94 [0.90, 0.97] of multifd x2`, and how many more runs would settle it.
    fileprivate var against: String {
        guard let second, let lead = ranking.lead else { return "no other has a figure" }
        guard lead.ratio != nil else {
            return "no ratio to \(second): a median is not above zero"
        }
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
