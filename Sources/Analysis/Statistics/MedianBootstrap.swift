internal import Glibc
internal import Scenarios

/// Bootstrap resamples of medians, the same for the same seed on every machine.
///
/// A resample of n figures, drawn with replacement, is n whole numbers below n; sorted, its k-th
/// smallest number is the floor of n times the k-th smallest of n uniform figures, which is
/// Beta(k, n + 1 - k) distributed. So the median of a resample is drawn in constant time, however
/// large the group is, and which of the sorted figures make it up is drawn once for each size.
struct MedianBootstrap {
    /// As many resamples as there are.
    static let resamples = 10_000

    /// Which of the sorted figures a resample's median lies between; equal for an odd count.
    struct Place {
        var below: Int
        var above: Int
    }

    private let seed: UInt64
    private var drawn: [Key: [Place]] = [:]

    private struct Key: Hashable {
        let size: Int
        let side: Int
    }

    init(seed: UInt64) {
        self.seed = seed
    }

    /// The percentile interval of the median of `after` over that of `before`.
    ///
    /// Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 13.3. A resample
    /// whose `before` is not above zero has no ratio, and counts as infinite.
    ///
    /// - Returns: nil where a group is too small for ``smallestGroup``.
    mutating func interval(
        _ before: [Double], _ after: [Double], coverage: Double = 0.95
    ) -> RatioInterval? {
        guard min(before.count, after.count) >= RatioInterval.smallestGroup else { return nil }
        let (before, after) = (before.sorted(), after.sorted())
        let (first, second) = (places(before.count, side: 0), places(after.count, side: 1))
        var ratios = zip(first, second).map { first, second in
            let base = before[first.below] + before[first.above]
            let other = after[second.below] + after[second.above]
            return base > 0 ? max(0, other / base) : .infinity
        }
        // Whole places, so that infinite ratios stay what they are.
        let cut = Int(((1 - coverage) / 2 * Double(ratios.count)).rounded(.down))
        let lower = smallest(cut, of: &ratios)
        let upper = smallest(ratios.count - 1 - cut, of: &ratios, behind: cut)
        return RatioInterval(lower: lower, upper: upper)
    }

    /// The places of every resample's median in a group of `size`.
    mutating func places(_ size: Int, side: Int) -> [Place] {
        let key = Key(size: size, side: side)
        if let known = drawn[key] { return known }
        var generator = SplitMix64(seed: seed)
        var stream = SplitMix64(seed: generator.next() ^ UInt64(size) &<< 1 ^ UInt64(side))
        let places = (0..<Self.resamples).map { _ in Self.place(size, &stream) }
        drawn[key] = places
        return places
    }

    private static func place(_ size: Int, _ generator: inout SplitMix64) -> Place {
        let rank = (size + 1) / 2
        let first = gamma(rank, &generator)
        let share = first / (first + gamma(size + 1 - rank, &generator))
        let below = index(share, size)
        guard size.isMultiple(of: 2) else { return Place(below: below, above: below) }
        // The next larger of n - k uniform figures that are all above.
        let rest = pow(generator.nextShare(), 1 / Double(size - rank))
        return Place(below: below, above: index(1 - (1 - share) * rest, size))
    }

    private static func index(_ share: Double, _ size: Int) -> Int {
        min(Int(share * Double(size)), size - 1)
    }

    /// A gamma distributed figure of a whole shape.
    ///
    /// Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000) 363-372.
    private static func gamma(_ shape: Int, _ generator: inout SplitMix64) -> Double {
        let d = Double(shape) - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normalQuantile(generator.nextShare())
            let v = 1 + c * x
            guard v > 0 else { continue }
            let cube = v * v * v
            let bound = x * x / 2 + d - d * cube + d * log(cube)
            if log(generator.nextShare()) < bound { return d * cube }
        }
    }
}

/// Between which ratios the true one lies, with 95 % confidence.
public struct RatioInterval: Sendable, Hashable {
    /// The lower end, at least 0.
    public let lower: Double
    /// The upper end; infinite where the figure compared with may be zero.
    public let upper: Double

    /// Fewer figures in a group give no interval: they cannot reach the coverage.
    public static let smallestGroup = 4

    /// Whether both ends are ratios; where medians near 0 are possible they are not.
    public var isBounded: Bool { lower > 0 && upper.isFinite }

    /// Whether the interval lies above 1 or below it.
    public var excludesOne: Bool { lower > 1 || upper < 1 }

    /// Whether the whole interval lies where a change is too small to matter.
    public func isWithin(_ minimumEffect: Double) -> Bool {
        lower >= 1 / (1 + minimumEffect) && upper <= 1 + minimumEffect
    }
}
