public import Results

/// What makes a difference clear enough to be marked.
public enum Clarity {
    /// A corrected p-value must be below this.
    public static let significance = 0.05
    /// The medians must differ by at least this share of the smaller one.
    public static let minimumEffect = 0.02
}

/// The group that is clearly better than every other one, nil where there is none.
///
/// Clearly: its median is the best and differs by at least 2 % from the next best, and against
/// each other group the Mann-Whitney test, corrected after Holm for the number of groups, gives
/// p < 0.05. Groups without figures take no part; a group alone is not better than anything.
/// Five figures a group are enough for up to seven groups, four for two.
///
/// - Returns: the index into `groups`.
public func clearlyBest(_ groups: [[Double]], _ polarity: Polarity) -> Int? {
    guard polarity != .none else { return nil }
    let medians = groups.indices.compactMap { index in
        median(groups[index]).map { (index: index, median: $0) }
    }
    let ranked = medians.sorted {
        polarity == .lowerIsBetter ? $0.median < $1.median : $0.median > $1.median
    }
    guard ranked.count > 1, isLarge(ranked[0].median, ranked[1].median) else { return nil }
    let best = ranked[0].index
    let p = ranked.dropFirst().compactMap { MannWhitney(groups[best], groups[$0.index])?.p }
    return holmCorrected(p).allSatisfy { $0 < Clarity.significance } ? best : nil
}

private func isLarge(_ a: Double, _ b: Double) -> Bool {
    let difference = abs(a - b)
    return difference > 0 && difference >= Clarity.minimumEffect * min(abs(a), abs(b))
}
