internal import Glibc

/// Estimates how many runs would likely settle a comparison.
///
/// The interval's half width on a logarithmic scale shrinks with the square root of the number of
/// runs. Where the ratio is further from 1 than the minimum effect, the estimate is the number at
/// which a difference of that size is found with 80 % power at the level that Bonferroni's
/// correction leaves; else the number at which both ends of the interval lie in the band around 1
/// with 80 % power. The usual formulas, for example Chow, Shao and Wang, Sample Size Calculations
/// in Clinical Research (2008), section 3.2: n = (z + z')² σ² / δ², where for equivalence z' is of
/// half the chance to miss. It is no more than a guide: the spread that it goes by is estimated
/// from the same few runs.
public struct RunsNeeded: Sendable {
    /// How many comparisons are judged together.
    let comparisons: Int
    let clarity: Clarity

    /// Beyond so many runs a side no figure is given.
    public static let limit = 1000
    private static let power = 0.8

    /// Takes the number of comparisons that are judged together.
    public init(comparisons: Int, clarity: Clarity = .standard) {
        self.comparisons = comparisons
        self.clarity = clarity
    }

    /// More runs on each side; nil beyond the limit, and where nothing can be said: of too few runs
    /// nobody knows the spread.
    func more(for comparison: Comparison) -> Int? {
        let had = min(comparison.before.count, comparison.after.count)
        guard let more = needed(for: comparison).map({ $0 - Double(had) }),
            more <= Double(Self.limit)
        else { return nil }
        return max(1, Int(more.rounded(.up)))
    }

    /// Runs on each side, also of what those that there are have settled; nil as above.
    func runs(for comparison: Comparison) -> Int? {
        needed(for: comparison).flatMap {
            $0 <= Double(Self.limit) ? max(fewest, Int($0.rounded(.up))) : nil
        }
    }

    private func needed(for comparison: Comparison) -> Double? {
        guard let ratio = comparison.ratio, let interval = comparison.interval, interval.isBounded
        else { return nil }
        let (m, n) = (Double(comparison.before.count), Double(comparison.after.count))
        let had = 2 * m * n / (m + n)
        let error = log(interval.upper / interval.lower) / 2 / normalQuantile(0.975)
        return total(size: abs(log(ratio)), spread: error * had.squareRoot())
    }

    /// Runs on each side for a true ratio whose logarithm has this size, where the estimated
    /// logarithm has a standard error of `spread` over the square root of the runs.
    func total(size: Double, spread: Double) -> Double {
        let band = log(1 + clarity.minimumEffect)
        let runs: (Double, Double) -> Double = { quantiles, margin in
            let root = quantiles * spread / margin
            return spread == 0 ? 0 : root * root
        }
        if size < band {
            let power = normalQuantile((1 + Self.power) / 2)
            return runs(normalQuantile(0.975) + power, band - size)
        }
        let power = normalQuantile(Self.power)
        let level = clarity.significance / Double(max(1, comparisons)) / 2
        let found = runs(power - normalQuantile(level), size)
        return max(found, runs(power, size - band), Double(fewest))
    }

    /// With fewer runs no p-value is small enough, however different the figures are.
    public var fewest: Int {
        let level = clarity.significance / Double(max(1, comparisons))
        let enough = (RatioInterval.smallestGroup...Self.limit).first {
            MannWhitney.smallestP($0) < level
        }
        return enough ?? Self.limit
    }
}
