internal import Analysis

/// How many runs of each would likely settle the answers that are open.
struct Settling {
    /// How many are open.
    let open: Int
    /// Runs of each that would likely settle one, of those where they can be estimated, from the least up.
    let needed: [Int]
    /// How many have too few runs to estimate anything from.
    let tooFew: Int
    /// With fewer runs of each nothing can be told, however large a difference is.
    let least: Int

    /// More repetitions are no advice.
    static let most = 50

    init(_ rankings: [Ranking]) {
        let open = rankings.filter(\.isOpen)
        let least = RunsNeeded(comparisons: rankings.comparisons).fewest
        let known = open.filter { $0.lead?.interval != nil }
        self.open = open.count
        self.least = least
        tooFew = open.count - known.count
        needed = known.compactMap { ranking in
            ranking.moreRuns.flatMap { more in
                ranking.lead.map { max($0.before.count, $0.after.count, least - more) + more }
            }
        }.sorted()
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
        let far = open - tooFew - (advised?.settled ?? 0)
        let beyond = open - tooFew - needed.count
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
    }
}
