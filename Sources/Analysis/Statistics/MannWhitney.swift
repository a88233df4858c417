internal import Glibc

/// The Mann-Whitney U test: whether two groups of figures differ, whatever their distribution.
///
/// Exact for small groups: with ties over all ways to deal the figures out to two groups, as
/// SciPy's `mannwhitneyu` does with a `PermutationMethod` of enough resamples, and without ties
/// as it does with `method="exact"`. Else the normal approximation with corrections for ties and
/// for continuity, SciPy's `method="asymptotic"`.
public struct MannWhitney: Sendable, Equatable {
    /// The U statistic of the first group: how often one of its figures is above one of the
    /// second's, ties counting half.
    public let u: Double
    /// The two-sided p-value.
    public let p: Double
    /// Whether the p-value is exact.
    public let isExact: Bool

    /// Tests two groups of finite figures; nil where one is empty.
    ///
    /// Complexity: O(n log n), and O(m² n) for an exact p-value with m the smaller group, times
    /// m + n where there are ties.
    public init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let (rankSum, ties) = Self.rank(first, second)
        let m = first.count
        let n = second.count
        u = rankSum - Double(m * (m + 1)) / 2
        let larger = max(u, Double(m * n) - u)
        let isSmall = m + n <= (ties.isEmpty ? Self.smallTogether : Self.smallWithTies)
        isExact = isSmall || ties.isEmpty && min(m, n) <= 8 && max(m, n) <= Self.largestExact
        if !isExact {
            p = Self.approximate(larger: larger, m, n, ties)
        } else if ties.isEmpty {
            p = Self.exact(larger: Int(larger), m, n)
        } else {
            p = ExactTies(first, second).p(u)
        }
    }

    /// The smallest p-value that groups of `count` figures each can give: 2 / C(2n, n).
    public static func smallestP(_ count: Int) -> Double {
        let orders = (0..<count).reduce(1.0) { $0 * Double(2 * count - $1) / Double($1 + 1) }
        return min(1, 2 / orders)
    }

    /// Up to so many figures in both groups together p-values are exact.
    private static let smallTogether = 40
    /// The same where there are ties, which make it much more work.
    private static let smallWithTies = 24
    /// Exact counts fit into 128 bits up to here, with much to spare.
    private static let largestExact = 10_000

    /// The sum of the first group's ranks, and the sizes of all groups of equal figures.
    private static func rank(
        _ first: [Double], _ second: [Double]
    ) -> (sum: Double, ties: [Int]) {
        let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var sum = 0.0
        var ties: [Int] = []
        var start = 0
        while start < all.count {
            let end = all[start...].firstIndex { $0.0 != all[start].0 } ?? all.count
            let sharedRank = Double(start + 1 + end) / 2
            sum += sharedRank * Double(all[start..<end].count { $0.1 })
            if end - start > 1 { ties.append(end - start) }
            start = end
        }
        return (sum, ties)
    }

    /// Twice the chance of a U of at least `larger`, counted over all orders of the figures.
    private static func exact(larger: Int, _ m: Int, _ n: Int) -> Double {
        let counts = counts(of: min(m, n), among: max(m, n))
        let total = counts.reduce(0, +)
        return min(1, 2 * Double(counts[larger...].reduce(0, +)) / Double(total))
    }

    /// For each U how many orders of the figures have it.
    ///
    /// These are the coefficients of the Gaussian binomial: the product over i of
    /// (1 - q^(n+i)) / (1 - q^i). Each factor leaves whole numbers.
    private static func counts(of m: Int, among n: Int) -> [Int128] {
        var counts = [Int128](repeating: 0, count: m * n + 1)
        counts[0] = 1
        for i in 1...m {
            let step = n + i
            for u in stride(from: m * n, through: step, by: -1) { counts[u] -= counts[u - step] }
            for u in stride(from: i, through: m * n, by: 1) { counts[u] += counts[u - i] }
        }
        return counts
    }

    /// The normal approximation.
    private static func approximate(
        larger: Double, _ m: Int, _ n: Int, _ ties: [Int]
    ) -> Double {
        let product = Double(m) * Double(n)
        let count = Double(m + n)
        let tied = ties.reduce(0.0) { $0 + (Double($1) * Double($1) * Double($1) - Double($1)) }
        let deviation = (product / 12 * (count + 1 - tied / (count * (count - 1)))).squareRoot()
        guard deviation > 0 else { return 1 }  // all figures are equal
        let z = (larger - product / 2 - 0.5) / deviation
        return min(1, erfc(z / 2.0.squareRoot()))
    }
}
