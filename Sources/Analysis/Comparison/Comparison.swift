public import Results

/// One figure of two groups of runs, held against each other.
///
///     let word = Comparison.judged([Comparison(monday, tuesday, &bootstrap)], .standard)[0].effect
///
/// `better` and `worse` need all of: the Mann-Whitney test, corrected after Holm for the number of
/// comparisons that are judged together; the bootstrap interval of the ratio of medians, which
/// must not hold 1; and the ratio itself, which must be at least the minimum effect away from 1.
/// `same` needs the whole interval to be nearer to 1 than the minimum effect. All else is
/// `inconclusive`.
public struct Comparison: Sendable, Hashable {
    /// The figures that are compared with.
    public let before: Group
    /// The figures that are compared.
    public let after: Group
    /// Which way is better.
    public let polarity: Polarity
    /// The median after over the one before; nil where one is missing, not known or not above zero.
    public let ratio: Double?
    /// Where the true ratio lies with 95 % confidence; nil where there is no ratio or where a
    /// group is too small.
    public let interval: RatioInterval?
    /// The Mann-Whitney test's two-sided p-value; nil where a group is empty or its figure not known.
    public internal(set) var p: Double?
    /// The p-value after Holm's correction for all that were judged together.
    public private(set) var correctedP: Double?
    /// The word.
    public private(set) var effect = Effect.inconclusive
    /// About how many more runs on each side would likely settle what is inconclusive.
    ///
    /// Nil where it is settled, where more than ``RunsNeeded/limit`` would not do, and where there are too
    /// few runs to estimate it from.
    public private(set) var moreRuns: Int?
    /// How many runs each side must have before anything can be told, where there are too few to estimate
    /// ``moreRuns`` from; nil otherwise.
    public private(set) var fewestRuns: Int?

    /// The figures of one side.
    public struct Group: Sendable, Hashable {
        /// How many runs were measured.
        public let count: Int
        /// Their median, nil of none.
        public let median: Double?
        /// What it is less than, where that is all that is known.
        public let bound: Double?

        init(_ figures: [Double], bound: Double?) {
            self.bound = bound
            count = figures.count
            median = Analysis.median(figures)
        }
    }

    /// Whether the runs of both sides tell more than that it is small.
    public var isKnown: Bool { before.bound == nil && after.bound == nil }

    /// - Parameter bounds: What the median of a side is less than, where that is all that is known.
    init(
        _ before: [Double], _ after: [Double], _ polarity: Polarity,
        bounds: (before: Double?, after: Double?) = (nil, nil),
        _ bootstrap: inout MedianBootstrap
    ) {
        self.before = Group(before, bound: bounds.before)
        self.after = Group(after, bound: bounds.after)
        self.polarity = polarity
        let isKnown = bounds.before == nil && bounds.after == nil
        p = isKnown ? MannWhitney(before, after)?.p : nil
        guard isKnown, let base = self.before.median, let other = self.after.median, base > 0,
            other > 0
        else {
            ratio = nil
            interval = nil
            return
        }
        ratio = other / base
        interval = bootstrap.interval(before, after)
    }

    /// The comparisons with their words: they are one table, and corrected for its size.
    static func judged(_ comparisons: [Comparison], _ clarity: Clarity) -> [Comparison] {
        let corrected = holmCorrected(comparisons.compactMap(\.p))
        var next = corrected.makeIterator()
        return comparisons.map { comparison in
            var judged = comparison
            if comparison.p != nil { judged.correctedP = next.next() }
            judged.effect = judged.word(clarity)
            if judged.effect == .inconclusive {
                let needed = RunsNeeded(comparisons: corrected.count, clarity: clarity)
                judged.moreRuns = needed.more(for: judged)
                if judged.ratio != nil, judged.interval == nil { judged.fewestRuns = needed.fewest }
            }
            return judged
        }
    }

    private func word(_ clarity: Clarity) -> Effect {
        guard let ratio, let interval, let correctedP else { return .inconclusive }
        if interval.isWithin(clarity.minimumEffect) { return .same }
        guard correctedP < clarity.significance, interval.excludesOne, clarity.matters(ratio),
            (ratio > 1) == (interval.lower > 1)
        else { return .inconclusive }
        switch polarity {
        case .lowerIsBetter: return ratio < 1 ? .better : .worse
        case .higherIsBetter: return ratio > 1 ? .better : .worse
        case .none: return .inconclusive
        }
    }
}
