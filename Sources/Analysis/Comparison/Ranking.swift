public import Results

/// Several groups of figures from the best median down, and what can be said of the first.
///
///     let rankings = Ranking.judged(table.map { Ranking.Contest($0.groups, .lowerIsBetter) })
public struct Ranking: Sendable {
    /// The group that is clearly better than each other; nil where none is.
    public let best: Int?
    /// The group with the best median; nil where none has figures.
    public let first: Int?
    /// The group with the next median; nil where there is none.
    public let second: Int?
    /// The first held against the second; nil where there is none.
    public let lead: Comparison?
    /// About how many more runs a group would likely settle what is inconclusive, at least so many where
    /// there are too few to tell; nil where nothing is, and where ``RunsNeeded/limit`` would not do.
    public let moreRuns: Int?
    /// About how many runs of each it takes to tell the first from each other one; nil where nobody can say, and
    /// where it is more than ``RunsNeeded/limit``.
    public let runsNeeded: Int?
    /// Whether the first is neither better, worse nor the same as some other.
    public let isOpen: Bool
    /// How many others the first was held against.
    public let comparisons: Int

    /// Groups that compete in one figure.
    public struct Contest: Sendable {
        /// The figures of each group; those without take no part.
        public let groups: [[Double]]
        /// Which way is better.
        public let polarity: Polarity
        /// Whether the figure of a way that competes is not known: then none has figures here, for it may
        /// well be the best.
        package let isUnknown: Bool

        /// Takes them.
        public init(_ groups: [[Double]], _ polarity: Polarity) {
            self.groups = groups
            self.polarity = polarity
            isUnknown = false
        }

        /// The runs of each way in a column.
        package init(_ ways: [[Row]], in column: Column) {
            let isUnknown = ways.contains {
                $0.isMostlyEnding && $0.bound(of: column) != nil
            }
            groups = ways.map { isUnknown ? [] : $0.competing(in: column) }
            polarity = column.polarity
            self.isUnknown = isUnknown
        }

        /// The groups that have figures, the best median first.
        fileprivate var order: [Int] {
            let medians = groups.indices.compactMap { index in
                median(groups[index]).map { (index: index, median: $0) }
            }
            return medians.sorted {
                polarity == .higherIsBetter ? $0.median > $1.median : $0.median < $1.median
            }.map(\.index)
        }
    }

    /// Ranks all that a reader sees at once: one page, one map, one table.
    ///
    /// The first of each contest is held against each other one, and all these comparisons are
    /// judged together, so that the chance of even one false best among them stays under 5 %.
    public static func judged(
        _ contests: [Contest], _ clarity: Clarity = .standard,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) -> [Ranking] {
        var bootstrap = MedianBootstrap(seed: seed)
        let orders = contests.map(\.order)
        let tables = zip(contests, orders).map { contest, order in
            order.dropFirst().map {
                Comparison(
                    contest.groups[$0], contest.groups[order[0]], contest.polarity, &bootstrap)
            }
        }
        let all = Comparison.judged(tables.flatMap(\.self), clarity)
        let needed = RunsNeeded(comparisons: all.count, clarity: clarity)
        var left = all[...]
        return zip(orders, tables).map { order, table in
            defer { left = left.dropFirst(table.count) }
            return Ranking(order, Array(left.prefix(table.count)), needed)
        }
    }

    /// Whether there are too few runs to know the spread of the lead.
    package var hasTooFewRuns: Bool { lead.map { $0.ratio != nil && $0.interval == nil } ?? false }

    private init(_ order: [Int], _ judged: [Comparison], _ needed: RunsNeeded) {
        first = order.first
        second = order.dropFirst().first
        lead = judged.first
        comparisons = judged.count
        let isBest = !judged.isEmpty && judged.allSatisfy { $0.effect == .better }
        best = isBest ? first : nil
        let open = judged.filter { $0.effect == .inconclusive }
        isOpen = !open.isEmpty
        let more = open.compactMap { comparison in
            comparison.moreRuns
                ?? comparison.fewestRuns.map {
                    $0 - min(comparison.before.count, comparison.after.count)
                }
        }
        let runs = judged.compactMap(needed.runs)
        runsNeeded = runs.count == judged.count ? runs.max() : nil
        moreRuns = more.count == open.count ? more.max() : nil
    }
}

extension [Ranking] {
    /// How many comparisons were judged together.
    public var comparisons: Int { reduce(0) { $0 + $1.comparisons } }

    /// The most runs that a group has, and how many it takes before anything can be clear, however
    /// large the difference; nil where there are enough.
    public var tooFewRuns: (most: Int, needed: Int)? {
        let most = compactMap(\.lead).map { Swift.max($0.before.count, $0.after.count) }.max() ?? 0
        let needed = RunsNeeded(comparisons: comparisons).fewest
        return comparisons > 0 && most < needed ? (most, needed) : nil
    }
}
