internal import Analysis
internal import Results
internal import Scenarios

/// How many runs of each would likely settle the answers that are open.
struct Settling {
    /// How many are open.
    let open: Int
    /// Runs of each that would likely settle one, of those where they can be estimated, from the least up.
    let needed: [Int]
    /// How many have too few runs to estimate anything from.
    let tooFew: Int
    /// How many have no ratio, so that no number of runs can be told.
    let withoutRatio: Int
    /// With fewer runs of each nothing can be told, however large a difference is.
    let least: Int

    /// More repetitions are no advice.
    static let most = 50

    init(_ rankings: [Ranking]) {
        let open = rankings.filter(\.isOpen)
        let least = RunsNeeded(comparisons: rankings.comparisons).fewest
        self.open = open.count
        self.least = least
        tooFew = open.count(where: \.hasTooFewRuns)
        withoutRatio = open.count { $0.lead?.ratio == nil }
        needed = open.filter { $0.lead?.interval != nil }.compactMap(\.runsNeeded).sorted()
    }

    /// As many repetitions as are worth an advice, and how many answers they would settle; nil where
    /// they would settle none.
    var advised: (repetitions: Int, settled: Int)? {
        let near = needed.filter { $0 <= Self.most }
        return near.last.map { ($0, near.count) }
    }

    /// What the advice does not settle, and why.
    var rest: [String] {
        var words: [String] = []
        let estimated = open - tooFew - withoutRatio
        let far = estimated - (advised?.settled ?? 0)
        let beyond = estimated - needed.count
        if far > 0 {
            words.append(
                "\(far) of \(Quantity.counted(open, "open answer")) would take more than "
                    + "\(Self.most) repetitions"
                    + (beyond > 0
                        ? ", \(beyond) of these more than \(RunsNeeded.limit) or nobody can say."
                        : "."))
        }
        if tooFew > 0 {
            words.append(
                "\(tooFew) of \(Quantity.counted(open, "open answer")) have too few runs to tell: it "
                    + "takes at least \(least) of each before anything can be told.")
        }
        if withoutRatio > 0 {
            words.append(
                "\(withoutRatio) of \(Quantity.counted(open, "open answer")) have no ratio, because a "
                    + "median is not above zero: how many runs it takes cannot be told.")
        }
        return words
    }
}

extension SuiteReport {
    /// What would settle the answers.
    func addSettling(to section: inout ReportSection) {
        let settling = Settling(rankings)
        if let advised = settling.advised {
            let left = settling.open - advised.settled
            section.add(
                .paragraph(
                    "\(advised.settled) of \(Quantity.counted(settling.open, "open answer")) would "
                        + "likely be settled by \(advised.repetitions) repetitions of each of the "
                        + "scenario that this suite was run from, which leaves \(left) open:"))
            section.add(
                .commands([
                    "bench \(command) --repetitions \(advised.repetitions) --output results/settled "
                        + "scenario.yml"
                ]))
        }
        for words in settling.rest { section.add(.paragraph(words)) }
        let single = singleSettings
        guard !single.isEmpty else { return }
        section.add(
            .paragraph(
                "One setting at a time takes fewer, because less is asked at once. Likely settled by up to "
                    + "\(Settling.most) repetitions:"))
        section.add(.list(single.map(\.words)))
        section.add(.commands(single.map(\.command)))
        section.add(
            .paragraph(
                "Of what takes more the answers say how far the first is ahead, at least and at most."
            ))
    }

    /// For each setting with something open what would likely be settled by running it alone, and how.
    private var singleSettings: [(words: String, command: String)] {
        let examples = answers.map(\.example)
        guard answers.count > 1 else { return [] }
        return answers.enumerated().compactMap { index, answer in
            let near = answer.lines.compactMap { line -> (question: String, runs: Int)? in
                guard line.ranking.isOpen, let runs = line.runsAlone, runs <= Settling.most else {
                    return nil
                }
                return (line.question, runs)
            }
            guard let repetitions = near.map(\.runs).max() else { return nil }
            let open = answer.lines.count { $0.ranking.isOpen }
            let folder = "settled-\(index + 1)"
            return (
                "\(folder), \(answer.title): \(near.map(\.question).joined(separator: ", ")) "
                    + "(\(near.count) of \(open) open)",
                "bench \(command)\(Self.options(answer.example, among: examples)) "
                    + "--repetitions \(repetitions) --output results/\(folder) scenario.yml"
            )
        }
    }

    /// The options that leave only one setting of a scenario.
    private static func options(_ row: Row, among all: [Row]) -> String {
        let columns = RunColumns.case
        let known: [(Column, String, String?)] = [
            (columns.workload.column, "--workload", row[columns.workload]),
            (
                columns.memoryBytes.column, "--memory",
                row[columns.memoryBytes].map { "\(ByteSize(bytes: $0))" }
            ),
            (
                columns.dirtyRateTargetMiBS.column, "--dirty-rate",
                row[columns.dirtyRateTargetMiBS].flatMap {
                    $0 > 0 ? "\(ByteRate(bytesPerSecond: $0 * 0x1p20))" : nil
                }
            ),
            (
                columns.downtimeLimitMs.column, "--downtime-limit",
                row[columns.downtimeLimitMs].map { Quantity.setting(milliseconds: $0) }
            ),
            (
                columns.maxBandwidthMbps.column, "--max-bandwidth",
                row[columns.maxBandwidthMbps].map { "\(ByteRate(bytesPerSecond: $0 * 1e6 / 8))" }
                    ?? "unlimited"
            ),
        ]
        return known.compactMap { column, option, value in
            let differs = all.contains { $0[column] != row[column] }
            return differs
                ? value.map { " \(option) \($0.replacing(" ", with: ""))" } : nil
        }.joined()
    }
}
