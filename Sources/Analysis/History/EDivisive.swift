internal import Scenarios

/// Finds where the distribution of a series changes: E-divisive, with the mean as what it is
/// most sensitive to.
///
/// Matteson and James, A Nonparametric Approach for Multiple Change Point Analysis of
/// Multivariate Data, Journal of the American Statistical Association 109 (2014) 334-345, with
/// distances to the first power. The series is split where the energy distance of what is before
/// and after is largest; the split counts where a permutation test within the parts that there
/// are finds it significant; then the parts are split further.
public struct EDivisive: Sendable {
    /// A split is kept where its p-value is at most this.
    public let significance: Double
    /// How often the series is permuted for each p-value.
    public let permutations: Int
    /// The seed of the permutations.
    public let seed: UInt64

    /// The longest series that is looked at: its pairs of points all have a distance in memory.
    public static let longest = 1000

    /// Settings for series that are looked at together.
    ///
    /// A series alone is split at p <= 0.01. Of many, each is split at p <= 0.05 over their number
    /// (Bonferroni), so that the chance of even one change where there is none stays under 5 %.
    public init(series: Int = 1, seed: UInt64 = ComparisonSettings.standardSeed) {
        significance = min(0.01, 0.05 / Double(max(1, series)))
        // Enough that a few permutations as extreme do not hide a change.
        permutations = max(999, Int((5 / significance).rounded(.up)) - 1)
        self.seed = seed
    }

    /// A place where a series changes.
    public struct ChangePoint: Sendable, Hashable {
        /// The first point of what comes after.
        public let index: Int
        /// The energy distance of the two parts when it was found.
        public let distance: Double
        /// How often a permuted series has a split as large.
        public let p: Double
    }

    /// The change points of a series, in its order.
    ///
    /// Complexity: O(n²) for each permutation; without a change about 20 permutations tell.
    public func changePoints(_ series: [Double]) -> [ChangePoint] {
        precondition(series.count <= Self.longest, "a series of more than \(Self.longest) points")
        var generator = SplitMix64(seed: seed)
        var found: [ChangePoint] = []
        while true {
            let parts = found.parts(of: series.count)
            guard let split = Self.candidate(series, parts),
                let p = p(of: split.distance, series, parts, &generator)
            else { return found }
            found.append(ChangePoint(index: split.index, distance: split.distance, p: p))
            found.sort { $0.index < $1.index }
        }
    }

    /// How often the permuted parts have a split as good; nil as soon as that is too often.
    private func p(
        of distance: Double, _ series: [Double], _ parts: [Range<Int>],
        _ generator: inout SplitMix64
    ) -> Double? {
        let all = Double(permutations + 1)
        var extreme = 1.0  // the series as it is
        for _ in 0..<permutations {
            let permuted = parts.flatMap { generator.shuffled(Array(series[$0])) }
            let other = Self.candidate(permuted, parts)?.distance ?? 0
            // The same figures in another order may sum up differently in the last digits.
            if other >= distance * (1 - 1e-12) { extreme += 1 }
            guard extreme / all <= significance else { return nil }
        }
        return extreme / all
    }

    /// The best split of any part.
    static func candidate(
        _ series: [Double], _ parts: [Range<Int>]
    ) -> (index: Int, distance: Double)? {
        let all = parts.filter { $0.count > 1 }.map { part in
            let split = bestSplit(Array(series[part]))
            return (index: split.index + part.lowerBound, distance: split.distance)
        }
        return all.max { $0.distance < $1.distance }
    }

    /// Where the energy distance between what is before and some stretch after it is largest.
    ///
    /// For x of n points and y of m after them: 2 / (m + n) Σ |x - y|, less 2 m / (m + n) / (n - 1)
    /// times the sum over the pairs within x, and the like within y.
    private static func bestSplit(_ x: [Double]) -> (index: Int, distance: Double) {
        let count = x.count
        // sums[j][i]: distances of point j to the i points at the beginning.
        var sums = [Double](repeating: 0, count: count * (count + 1))
        for j in 0..<count {
            var sum = 0.0
            for i in 0..<count {
                sum += abs(x[i] - x[j])
                sums[j * (count + 1) + i + 1] = sum
            }
        }
        var best = (index: 1, distance: -Double.infinity)
        var within = 0.0
        for split in 1..<count {
            within += sums[(split - 1) * (count + 1) + split - 1]
            var across = 0.0
            var after = 0.0
            for last in split..<count {
                let row = last * (count + 1)
                across += sums[row + split]
                after += sums[row + last] - sums[row + split]
                let n = Double(split)
                let m = Double(last + 1 - split)
                var distance = across
                if n > 1 { distance -= m / (n - 1) * within }
                if m > 1 { distance -= n / (m - 1) * after }
                distance *= 2 / (m + n)
                if distance > best.distance { best = (split, distance) }
            }
        }
        return best
    }
}

extension [EDivisive.ChangePoint] {
    /// The parts that a series of so many points is split into.
    func parts(of count: Int) -> [Range<Int>] {
        let ends = [0] + map(\.index) + [count]
        return zip(ends, ends.dropFirst()).map { $0..<$1 }
    }
}
