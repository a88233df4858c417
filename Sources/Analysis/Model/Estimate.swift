/// A fitted figure and how well it is known.
public struct Estimate: Sendable {
    /// The figure.
    public let value: Double
    /// Its 95 % interval; nil of too few runs.
    public let interval: (lower: Double, upper: Double)?
    /// How many runs it is of.
    public let count: Int
    /// What it comes to in each resample; none where nobody asked for them.
    let draws: [Double]

    private init(
        value: Double, interval: (lower: Double, upper: Double)?, draws: [Double], count: Int
    ) {
        self.value = value
        self.interval = interval
        self.draws = draws
        self.count = count
    }

    /// A figure that follows from medians, with the percentile bootstrap's interval.
    init(value: Double, draws: [Double], count: Int) {
        var interval: (lower: Double, upper: Double)?
        if count >= fewestForMedianInterval, let low = quantile(draws, 0.025),
            let high = quantile(draws, 0.975)
        {
            interval = (min(low, value), max(high, value))
        }
        self.init(value: value, interval: interval, draws: draws, count: count)
    }

    /// The median of figures.
    fileprivate init(medianOf sorted: [Double], _ middle: Double, draws: [Double]) {
        self.init(
            value: middle, interval: medianInterval(sorted), draws: draws, count: sorted.count)
    }

    /// The same in another unit.
    public func scaled(by factor: Double) -> Estimate {
        Estimate(
            value: value * factor,
            interval: interval.map { ($0.lower * factor, $0.upper * factor) },
            draws: draws.map { $0 * factor }, count: count)
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
        return Estimate(medianOf: sorted, middle, draws: draws)
    }
}
