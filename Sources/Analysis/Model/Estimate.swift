/// A fitted figure and how well it is known.
public struct Estimate: Sendable {
    /// The figure.
    public let value: Double
    /// Its 95 % interval by the percentile bootstrap; nil of fewer than
    /// ``RatioInterval/smallestGroup`` runs.
    public let interval: (lower: Double, upper: Double)?
    /// How many runs it is of.
    public let count: Int
    /// What it comes to in each resample; none where nobody asked for them.
    let draws: [Double]

    init(value: Double, draws: [Double], count: Int) {
        self.value = value
        self.draws = draws
        self.count = count
        guard count >= RatioInterval.smallestGroup, let low = quantile(draws, 0.025),
            let high = quantile(draws, 0.975)
        else {
            interval = nil
            return
        }
        interval = (min(low, value), max(high, value))
    }

    /// The same in another unit.
    public func scaled(by factor: Double) -> Estimate {
        Estimate(value: value * factor, draws: draws.map { $0 * factor }, count: count)
    }

    /// The figure of a resample; the estimate itself without one.
    func at(_ draw: Int?) -> Double { draw.map { draws[$0] } ?? value }
}

/// Resamples of medians, each figure's independent of the others.
struct FitDraws {
    /// So many resamples of each figure.
    let count: Int

    private var bootstrap: MedianBootstrap
    private var stream = 0

    /// - Parameter count: At most as many as ``MedianBootstrap/resamples``; none for the figures
    ///   alone.
    init(seed: UInt64, count: Int = 1000) {
        bootstrap = MedianBootstrap(seed: seed)
        self.count = count
    }

    /// The median of figures; nil of none.
    mutating func median(_ values: [Double]) -> Estimate? {
        guard let middle = Analysis.median(values) else { return nil }
        guard count > 0 else { return Estimate(value: middle, draws: [], count: values.count) }
        stream += 1
        let sorted = values.sorted()
        // High bits: the low ones tell sizes apart.
        let draws = bootstrap.places(sorted.count, side: stream << 32).prefix(count).map {
            (sorted[$0.below] + sorted[$0.above]) / 2
        }
        return Estimate(value: middle, draws: draws, count: sorted.count)
    }
}
