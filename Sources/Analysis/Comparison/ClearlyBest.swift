public import Results

/// The group that is clearly better than every other one, nil where there is none.
///
/// Clearly: in a ``Comparison`` with each other group, judged together, the word is `better`.
/// Groups without figures take no part; a group alone is not better than anything. Five figures
/// a group are enough for up to seven groups, four for two.
///
/// - Returns: the index into `groups`.
public func clearlyBest(
    _ groups: [[Double]], _ polarity: Polarity, _ clarity: Clarity = .standard
) -> Int? {
    guard polarity != .none else { return nil }
    let medians = groups.indices.compactMap { index in
        median(groups[index]).map { (index: index, median: $0) }
    }
    let ranked = medians.sorted {
        polarity == .lowerIsBetter ? $0.median < $1.median : $0.median > $1.median
    }
    guard ranked.count > 1, ranked[0].median != ranked[1].median else { return nil }
    let best = ranked[0].index
    var bootstrap = MedianBootstrap(seed: 1)
    let comparisons = ranked.dropFirst().map {
        Comparison(groups[$0.index], groups[best], polarity, &bootstrap)
    }
    let isBest = Comparison.judged(comparisons, clarity).allSatisfy { $0.effect == .better }
    return isBest ? best : nil
}
