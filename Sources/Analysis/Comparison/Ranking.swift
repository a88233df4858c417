public import Results

/// Several groups of figures from the best median down, and what can be said of the first.
public struct Ranking: Sendable {
    /// The group that is clearly better than each other; nil where none is.
    public let best: Int?
    /// The group with the best median; nil where none has figures.
    public let first: Int?
    /// The group with the next median; nil where there is none.
    public let second: Int?
    /// The first held against the second; nil where there is none.
    public let lead: Comparison?
    /// About how many more runs a group would likely settle what is inconclusive; nil where nothing
    /// is, and where ``RunsNeeded/limit`` would not do.
    public let moreRuns: Int?

    /// Ranks groups; those without figures take no part.
    ///
    /// Words are judged as ``clearlyBest(_:_:_:)`` judges them: together.
    public init(
        _ groups: [[Double]], _ polarity: Polarity, _ clarity: Clarity = .standard,
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        let medians = groups.indices.compactMap { index in
            median(groups[index]).map { (index: index, median: $0) }
        }
        let ranked = medians.sorted {
            polarity == .higherIsBetter ? $0.median > $1.median : $0.median < $1.median
        }
        first = ranked.first?.index
        second = ranked.count > 1 ? ranked[1].index : nil
        var bootstrap = MedianBootstrap(seed: seed)
        let comparisons = ranked.dropFirst().map {
            Comparison(groups[$0.index], groups[ranked[0].index], polarity, &bootstrap)
        }
        let judged = Comparison.judged(comparisons, clarity)
        lead = judged.first
        let isBest = !judged.isEmpty && judged.allSatisfy { $0.effect == .better }
        best = isBest ? first : nil
        let open = judged.filter { $0.effect == .inconclusive }
        let more = open.compactMap(\.moreRuns)
        moreRuns = more.count == open.count ? more.max() : nil
    }
}
