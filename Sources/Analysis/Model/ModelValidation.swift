internal import Results

/// How far the model is off where it is asked about a case that it has not seen: each case in turn
/// is left out, its way is fitted to the others, and the prediction is held against its median.
public struct ModelValidation: Sendable {
    /// How many cases were left out: those of ways that have another.
    public let cases: Int
    /// Of how many cases it was right whether precopy ends.
    public let convergence: Share

    /// Errors of one figure, each |predicted / measured - 1|.
    public struct ErrorSummary: Sendable, Hashable {
        /// Of how many cases.
        public let cases: Int
        /// The median.
        public let median: Double
        /// The largest.
        public let largest: Double
    }

    private let foretold: [Foretold]
    /// The ways of which it was wrong once whether precopy ends.
    private let wrongEndings: Set<Int>

    /// A figure of a case that was left out.
    private struct Foretold {
        let way: Int
        let setting: ModelSetting
        let metric: MigrationModel.Metric
        let predicted: Double
        let measured: Double

        var error: Double { abs(predicted / measured - 1) }
    }

    /// - Parameter ways: What each way is fitted to, in the order of the model's.
    init(
        _ ways: [(example: Row, cases: [ModelCases.Case])], _ hotShares: HotShares,
        ceiling: Double?
    ) {
        var foretold: [Foretold] = []
        var wrongEndings: Set<Int> = []
        var (asked, right) = (0, 0)
        for (number, way) in ways.enumerated() {
            for (index, one) in way.cases.enumerated() {
                let others = way.cases.enumerated().filter { $0.offset != index }
                    .flatMap(\.element.runs)
                // The figures alone: no resample is looked at.
                var draws = FitDraws(seed: 0, count: 0)
                guard !one.runs.isEmpty || one.gaveUp > 0,
                    let pattern = hotShares.pattern(one.setting),
                    let fit = ModelWay(way.example, others, ceiling: ceiling, &draws)
                else { continue }
                asked += 1
                let readings = ModelWay.Reading.allCases.map {
                    fit.forecast(one.setting, pattern, $0, ceiling: ceiling)
                }
                let ends = one.runs.count > one.gaveUp
                if readings.contains(where: { $0.isConverging == ends }) {
                    right += 1
                } else {
                    wrongEndings.insert(number)
                }
                guard ends, readings.allSatisfy(\.isConverging) else { continue }
                foretold += Self.foretold(number, one, readings)
            }
        }
        cases = asked
        convergence = Share(right, of: asked)
        self.foretold = foretold
        self.wrongEndings = wrongEndings
    }

    private static func foretold(
        _ way: Int, _ one: ModelCases.Case, _ readings: [Forecast]
    ) -> [Foretold] {
        MigrationModel.Metric.allCases.compactMap { metric in
            let values = readings.compactMap { $0.value(metric) }
            guard values.count == readings.count,
                let measured = median(one.runs.compactMap { $0.value(metric) }), measured > 0
            else { return nil }
            return Foretold(
                way: way, setting: one.setting, metric: metric,
                predicted: values.reduce(1, *).squareRoot(), measured: measured)
        }
    }
}

extension ModelValidation {
    /// The errors of one figure; nil where nothing of it could be predicted.
    ///
    /// - Parameter ways: Whose, as places in the model's ways; nil of all.
    public func error(of metric: MigrationModel.Metric, ways: [Int]? = nil) -> ErrorSummary? {
        let errors = foretold.filter { $0.metric == metric && ways?.contains($0.way) != false }
            .map(\.error)
        guard let middle = Analysis.median(errors), let most = errors.max() else { return nil }
        return ErrorSummary(cases: errors.count, median: middle, largest: most)
    }

    /// By what factor the ratio of two sides was off, at most, where both had not been seen: 1.3 is
    /// 30 % too much or too little.
    ///
    /// A side is the best of some ways. What the model gets wrong of all ways alike is no error of
    /// their ratio.
    ///
    /// - Returns: nil where fewer than two settings tell: an error that nobody knows.
    func ratioError(
        _ own: [Int], _ others: [Int], _ metric: MigrationModel.Metric
    ) -> RatioError? {
        let known = foretold.filter { $0.metric == metric }
        var settings: [ModelSetting] = []
        for one in known where !settings.contains(where: { $0.isSame(as: one.setting) }) {
            settings.append(one.setting)
        }
        let errors = settings.compactMap { setting -> (ModelSetting, Double)? in
            let here = known.filter { $0.setting.isSame(as: setting) }
            guard let predicted = Self.ratio(here, own, others, \.predicted),
                let measured = Self.ratio(here, own, others, \.measured)
            else { return nil }
            return (setting, max(predicted / measured, measured / predicted))
        }
        return RatioError(errors)
    }

    /// The least figure of some ways over that of others; nil where a side has none above zero.
    private static func ratio(
        _ foretold: [Foretold], _ own: [Int], _ others: [Int],
        _ figure: KeyPath<Foretold, Double>
    ) -> Double? {
        let least = { (ways: [Int]) in
            foretold.filter { ways.contains($0.way) }.map { $0[keyPath: figure] }.min()
        }
        guard let first = least(own), let second = least(others), first > 0, second > 0 else {
            return nil
        }
        return first / second
    }

    /// Whether it was right about each left-out case of some ways, whether its precopy ends.
    func isRightAboutEnding(_ ways: [Int]) -> Bool { wrongEndings.isDisjoint(with: ways) }
}

/// How far off a ratio was at settings that had not been seen.
struct RatioError {
    /// At most by this factor.
    let factor: Double
    private let sizes: Set<Double>
    private let rates: Set<Double>
    private let limits: Set<Double>

    /// Nil of fewer than two settings.
    init?(_ errors: [(setting: ModelSetting, factor: Double)]) {
        guard errors.count > 1, let most = errors.map(\.factor).max() else { return nil }
        factor = most
        sizes = Set(errors.map(\.setting.memoryBytes))
        rates = Set(errors.map(\.setting.dirtyBytesPerSecond))
        limits = Set(errors.map { $0.setting.limitBytesPerSecond ?? .infinity })
    }

    /// Whether it says anything of a setting: what was only run at one size of memory, at one rate or
    /// over one link does not tell how far off another is.
    ///
    /// - Parameter ceiling: What the link carries that was run over; a limit below it is another link.
    func covers(_ setting: ModelSetting, ceiling: Double?) -> Bool {
        let links = Set(limits.map { min($0, ceiling ?? .infinity) })
        let link = setting.linkBytesPerSecond ?? ceiling ?? .infinity
        return (sizes.count > 1 || sizes.contains(setting.memoryBytes))
            && (rates.count > 1 || rates.contains(setting.dirtyBytesPerSecond))
            && (links.count > 1 || links.contains(link))
    }
}
