import Results

extension Comparison {
    /// The best of some groups against the best of others, by their medians.
    ///
    /// Who is best was chosen by the same figures that are tested, and the best of many is the best by
    /// luck more often: so the one that is ahead must be so of each of the others' groups, and p is that
    /// of the least clear of these tests times the number of groups that it was chosen from (Bonferroni).
    ///
    /// - Returns: which of each side, and how they compare; nil where a side has no figures.
    static func ofBest(
        _ before: [[Double]], _ after: [[Double]], _ polarity: Polarity,
        _ bootstrap: inout MedianBootstrap
    ) -> (before: Int, after: Int, comparison: Comparison)? {
        guard let first = best(before, polarity), let second = best(after, polarity) else {
            return nil
        }
        var comparison = Comparison(before[first], after[second], polarity, &bootstrap)
        guard let base = comparison.before.median, let other = comparison.after.median else {
            return nil
        }
        let isAfterAhead = polarity == .higherIsBetter ? other > base : other < base
        let (own, ahead, others) =
            isAfterAhead ? (after, after[second], before) : (before, before[first], after)
        let chosenFrom = Double(own.count { !$0.isEmpty })
        let least = others.compactMap { MannWhitney($0, ahead)?.p }.max()
        comparison.p = least.map { min(1, $0 * chosenFrom) }
        return (first, second, comparison)
    }

    /// The group with the best median; nil where none has figures.
    private static func best(_ groups: [[Double]], _ polarity: Polarity) -> Int? {
        let medians = groups.indices.compactMap { index in
            median(groups[index]).map { (index: index, median: $0) }
        }
        return medians.min {
            polarity == .higherIsBetter ? $0.median > $1.median : $0.median < $1.median
        }?.index
    }
}
