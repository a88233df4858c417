public import Results

/// What a migration costs by memory, dirty rate, link rate and transport: fitted to a suite.
///
///     let model = MigrationModel(suite)
///     let forecast = model.predict(model.ways[0], setting, .total)
///
/// docs/model.md has the formulas and what it takes for granted.
public struct MigrationModel: Sendable {
    /// The ways to carry memory that have completed runs, in the order in which they appear.
    public let ways: [ModelWay]
    /// The settings that were measured, each once, limits of the bandwidth apart.
    public let settings: [ModelSetting]
    /// What the link carries in bytes a second, by the fastest probe of any way; nil where no row
    /// says it.
    public let ceiling: Double?
    /// How far off it is at cases that were left out.
    public let validation: ModelValidation
    /// What it has nothing to say about, and why.
    public let leftOut: [String]

    private let hotShares: HotShares
    /// What each way was fitted to, in their order, with the settings at which all its runs gave up.
    let cases: [[ModelCases.Case]]
    /// What the runs of each setting say by themselves.
    let runs: MeasuredSettings

    /// Fits all ways that a suite has runs of.
    ///
    /// - Parameters:
    ///   - suite: The suite.
    ///   - hotShares: Which share of the writes goes to a working set.
    ///   - seed: Of the resamples.
    public init(
        _ suite: RecordedSuite, hotShares: HotShares = HotShares(),
        seed: UInt64 = ComparisonSettings.standardSeed
    ) {
        let cases = ModelCases(suite.rows)
        let ceiling = cases.ceiling
        var draws = FitDraws(seed: seed)
        let fitted = cases.ways.compactMap { way in
            ModelWay(
                way.example, way.cases.flatMap(\.runs),
                bandwidthError: BandwidthError.factor(way.cases, ceiling: ceiling),
                ceiling: ceiling, &draws
            ).map { (way: $0, cases: way.cases) }
        }
        let known = cases.settings.filter { hotShares.pattern($0) != nil }
        ways = fitted.map(\.way)
        self.cases = fitted.map(\.cases)
        runs = MeasuredSettings(known, ways, self.cases)
        settings = known
        self.ceiling = ceiling
        self.hotShares = hotShares
        validation = ModelValidation(
            fitted.map { ($0.way.example, $0.cases) }, hotShares, ceiling: ceiling)
        leftOut = Self.leftOut(cases, known)
    }

    private static func leftOut(_ cases: ModelCases, _ known: [ModelSetting]) -> [String] {
        let unknown = Set(cases.settings.map(\.workload)).subtracting(known.map(\.workload))
        var words = unknown.sorted().map {
            "\($0): its rows do not say where the guest writes"
        }
        if cases.hasConcurrent {
            words.append("guests that migrated at once: the model is of one that has the link")
        }
        // Of guests that migrated at once some may well have completed.
        if cases.ways.isEmpty, !cases.hasConcurrent {
            words.append("no run completed over a transport that sends")
        }
        return words
    }

    /// A figure that is predicted.
    public enum Metric: String, Sendable, Hashable, CaseIterable {
        /// Seconds from the start to the guest's running at the destination.
        case total
        /// Seconds in which it stands still.
        case downtime
        /// CPU seconds of both hosts.
        case cpu
    }

    /// What a way would take, and between what with 95 % confidence where the link was measured;
    /// over another one from the least at the fastest bandwidth to the most at the slowest.
    ///
    /// - Returns: nil where nobody knows, as of CPU that was not measured; infinite figures where
    ///   precopy does not end.
    public func predict(
        _ way: ModelWay, _ setting: ModelSetting, _ metric: Metric
    ) -> (value: Double, lower: Double, upper: Double)? {
        guard let sample = sample(way, setting),
            let slow = sample.value(metric, .slow, nil),
            let fast = sample.value(metric, .fast, nil)
        else { return nil }
        let lower = sample.draws(metric, .fast).sorted()
        let upper = sample.draws(metric, .slow).sorted()
        let cut = lower.count / 40
        return (
            slow == fast ? slow : (slow * fast).squareRoot(), min(fast, lower[cut]),
            max(slow, upper[upper.count - 1 - cut])
        )
    }

    /// The ways of a family, as places in ``ways``.
    public func ways(of family: TransportFamily) -> [Int] {
        ways.indices.filter { ways[$0].family == family }
    }

    /// Where the guest of a setting writes; nil where nobody knows.
    func pattern(of setting: ModelSetting) -> DirtyCurve.Pattern? { hotShares.pattern(setting) }

    /// What a way would take by the estimates; over a link that nobody measured, the middle of what is
    /// possible.
    ///
    /// - Returns: as ``predict(_:_:_:)``.
    func estimate(_ way: ModelWay, _ setting: ModelSetting, _ metric: Metric) -> Double? {
        guard let pattern = pattern(of: setting) else { return nil }
        let readings = ModelWay.Reading.allCases.compactMap {
            way.forecast(setting, pattern, $0, ceiling: ceiling).value(metric)
        }
        guard let slow = readings.first, let fast = readings.last else { return nil }
        return slow == fast ? slow : (slow * fast).squareRoot()
    }

    /// The forecasts of a way at a setting; nil of a guest of which nobody knows where it writes.
    func sample(_ way: ModelWay, _ setting: ModelSetting) -> ForecastSample? {
        hotShares.pattern(setting).map { pattern in
            ForecastSample(bandwidthError: way.bandwidthError) { reading, draw, factor in
                way.forecast(
                    setting, pattern, reading, ceiling: ceiling, draw: draw, times: factor)
            }
        }
    }
}

/// What one way comes to at one setting: by the estimates, and in each of some resamples.
struct ForecastSample: Sendable {
    /// So many resamples are looked at.
    static let draws = 200

    private let slow: [Forecast]
    private let fast: [Forecast]
    /// By the estimates, with the bandwidth as low and as high as it may be; nil where nobody knows how far
    /// it is off.
    let ends: (slowest: Forecast, fastest: Forecast)?

    /// - Parameters:
    ///   - bandwidthError: By what factor the bandwidth may be off.
    ///   - forecast: At so many times the bandwidth.
    init(
        bandwidthError: Double?,
        _ forecast: @escaping (ModelWay.Reading, Int?, Double) -> Forecast
    ) {
        let all = { (reading: ModelWay.Reading) in
            [forecast(reading, nil, 1)] + (0..<Self.draws).map { forecast(reading, $0, 1) }
        }
        slow = all(.slow)
        ends = bandwidthError.map {
            (forecast(.slow, nil, 1 / $0), forecast(.fast, nil, $0))
        }
        let best = forecast(.fast, nil, 1)
        // Where the link was measured the two are one.
        fast = best == slow[0] ? slow : all(.fast)
    }

    func value(
        _ metric: MigrationModel.Metric, _ reading: ModelWay.Reading, _ draw: Int?
    ) -> Double? {
        let all = reading == .slow ? slow : fast
        return all[draw.map { $0 + 1 } ?? 0].value(metric)
    }

    func draws(_ metric: MigrationModel.Metric, _ reading: ModelWay.Reading) -> [Double] {
        (0..<Self.draws).compactMap { value(metric, reading, $0) }
    }
}
