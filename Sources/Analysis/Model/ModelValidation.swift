internal import Results

/// How far the model is off where it is asked about a case that it has not seen: each case in turn
/// is left out, its way is fitted to the others, and the prediction is held against its median.
public struct ModelValidation: Sendable {
    /// How many cases were left out: those of ways that have another.
    public let cases: Int
    /// The errors by what was predicted; without an entry where nothing could be.
    public let errors: [MigrationModel.Metric: ErrorSummary]
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

    init(_ all: ModelCases, _ hotShares: HotShares, ceiling: Double?) {
        var errors: [MigrationModel.Metric: [Double]] = [:]
        var (asked, right) = (0, 0)
        for way in all.ways {
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
                if readings.contains(where: { $0.isConverging == ends }) { right += 1 }
                guard ends, readings.allSatisfy(\.isConverging) else { continue }
                for (metric, error) in Self.errors(readings, one.runs) {
                    errors[metric, default: []].append(error)
                }
            }
        }
        cases = asked
        convergence = Share(right, of: asked)
        self.errors = errors.compactMapValues { errors in
            guard let middle = Analysis.median(errors), let most = errors.max() else { return nil }
            return ErrorSummary(cases: errors.count, median: middle, largest: most)
        }
    }

    private static func errors(
        _ readings: [Forecast], _ runs: [ModelRun]
    ) -> [(MigrationModel.Metric, Double)] {
        let middle = { (values: [Double?]) -> Double? in
            let known = values.compactMap(\.self)
            guard known.count == values.count else { return nil }
            return known.reduce(1, *).squareRoot()
        }
        let cpu = runs.compactMap(\.cpuSeconds)
        let pairs: [(MigrationModel.Metric, Double?, Double?)] = [
            (.total, middle(readings.map(\.totalSeconds)), median(runs.map(\.totalSeconds))),
            (
                .downtime, middle(readings.map(\.downtimeSeconds)),
                median(runs.map(\.downtimeSeconds))
            ),
            (.cpu, middle(readings.map(\.cpuSeconds)), median(cpu)),
        ]
        return pairs.compactMap { metric, predicted, measured in
            guard let predicted, let measured, measured > 0, predicted >= 0 else { return nil }
            return (metric, abs(predicted / measured - 1))
        }
    }
}
