internal import Glibc

/// So many of so many runs.
public struct Share: Sendable, Hashable {
    /// How many.
    public let count: Int
    /// Of how many.
    public let of: Int

    /// Counts runs.
    public init(_ count: Int, of total: Int) {
        precondition((0...total).contains(count), "a share of more than there is")
        self.count = count
        of = total
    }

    /// The count over the total; 0 of nothing.
    public var value: Double { of > 0 ? Double(count) / Double(of) : 0 }
}

/// How likely a share of at least this size is where both sides are alike: Fisher's exact test,
/// one-sided.
///
/// The chance, over all ways to deal the runs out to two sides, of at least as many on this side.
///
/// Complexity: O(n) for n runs on both sides together.
public func fisherExact(_ share: Share, above other: Share) -> Double {
    let hits = share.count + other.count
    let total = share.of + other.of
    // logs[n]: the logarithm of n!
    var logs = [0.0]
    for n in 0..<total { logs.append(logs[n] + log(Double(n + 1))) }
    let choices: (Int, Int) -> Double = { logs[$0] - logs[$1] - logs[$0 - $1] }
    let most = min(hits, share.of)
    let chances = (share.count...most).reduce(0.0) { sum, count in
        // So many hits on this side may leave more for the other than it has runs.
        guard hits - count <= other.of else { return sum }
        let ways = choices(hits, count) + choices(total - hits, share.of - count)
        return sum + exp(ways - choices(total, share.of))
    }
    return min(1, chances)
}
