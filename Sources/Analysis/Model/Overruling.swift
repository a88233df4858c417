internal import Results

/// A setting at which runs of a way say otherwise than the model whether precopy ends.
public struct Overruling: Sendable {
    /// The way, as a place in the model's ways.
    public let way: Int
    /// The setting.
    public let setting: ModelSetting
    /// Whether the runs completed: more of them than gave up.
    public let isEnding: Bool
}

extension MigrationModel {
    /// Where runs without a bandwidth limit overrule the model.
    public var overrulings: [Overruling] {
        zip(ways.indices, cases).flatMap { index, cases in
            cases.compactMap { one -> Overruling? in
                guard one.setting.limitBytesPerSecond == nil,
                    !one.runs.isEmpty || one.gaveUp > 0,
                    let foretold = estimate(ways[index], one.setting, .total)
                else { return nil }
                let isEnding = one.runs.count > one.gaveUp
                guard isEnding != foretold.isFinite else { return nil }
                return Overruling(way: index, setting: one.setting, isEnding: isEnding)
            }
        }
    }
}
