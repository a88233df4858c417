internal import Results

/// A setting at which runs of a way say otherwise than the model whether precopy ends: maps have it as
/// it was measured.
public struct Overruling: Sendable {
    /// The way, as a place in the model's ways.
    public let way: Int
    /// The setting.
    public let setting: ModelSetting
    /// Whether the runs completed: more of them than gave up.
    public let isEnding: Bool
    /// What stands in place of the model's forecast.
    let sample: ForecastSample
}

extension MigrationModel {
    /// Where runs without a bandwidth limit overrule the model.
    public var overrulings: [Overruling] {
        zip(ways.indices, cases).flatMap { index, cases in
            cases.compactMap { one -> Overruling? in
                guard one.setting.limitBytesPerSecond == nil,
                    !one.runs.isEmpty || one.gaveUp > 0,
                    let foretold = sample(ways[index], one.setting)
                else { return nil }
                let isEnding = one.runs.count > one.gaveUp
                guard isEnding != foretold.value(.total, .slow, nil)?.isFinite else { return nil }
                return Overruling(
                    way: index, setting: one.setting, isEnding: isEnding,
                    sample: isEnding ? ForecastSample(one.runs) : .endless(ways[index]))
            }
        }
    }
}

extension ForecastSample {
    /// What runs came to: their medians, and one of them in each resample, which is more noise than
    /// medians have.
    fileprivate init(_ runs: [ModelRun]) {
        let middle = { (figure: (ModelRun) -> Double) in median(runs.map(figure)) ?? .infinity }
        let cpu = median(runs.compactMap(\.cpuSeconds))
        self.init { _, draw in
            let run = draw.map { runs[$0 % runs.count] }
            return Forecast(
                isConverging: true, totalSeconds: run?.totalSeconds ?? middle(\.totalSeconds),
                downtimeSeconds: run?.downtimeSeconds ?? middle(\.downtimeSeconds),
                cpuSeconds: run?.cpuSeconds ?? cpu,
                sentBytes: run?.sentBytes ?? middle(\.sentBytes),
                rounds: 0)
        }
    }

    /// Of a way whose precopy does not end.
    fileprivate static func endless(_ way: ModelWay) -> ForecastSample {
        ForecastSample { _, _ in
            Forecast(
                isConverging: false, totalSeconds: .infinity, downtimeSeconds: .infinity,
                cpuSeconds: way.cpuSecondsPerGiB == nil ? nil : .infinity, sentBytes: 0, rounds: 0)
        }
    }
}
