internal import Results

/// A setting that was run, where the model has the other family ahead than its runs clearly have.
public struct Contradiction: Sendable, Hashable {
    /// The setting.
    public let setting: ModelSetting
    /// In what.
    public let metric: MigrationModel.Metric
    /// Which family the runs have as clearly better.
    public let measured: TransportFamily
}

extension MigrationModel {
    /// Where maps contradict what they were made of.
    ///
    /// Of the total it also counts which way has the lowest figure, clear or not: crossovers go by that.
    public func contradictions(
        to comparison: FamilyComparison, in maps: [CrossoverMap]
    ) -> [Contradiction] {
        var seen: Set<Contradiction> = []
        return maps.filter { $0.axis == .dirtyRate }.flatMap { map in
            map.panels.flatMap { panel in
                panel.cells.compactMap { cell -> Contradiction? in
                    let setting = ModelAxis.memory.moved(
                        map.axis.moved(map.base, to: map.columns[cell.column]),
                        to: map.rows[cell.row])
                    guard cell.region == .measured, let foretold = family(cell, panel.metric),
                        let measured = comparison.clearlyBetter(at: setting, panel.metric),
                        measured != foretold
                    else { return nil }
                    return Contradiction(
                        setting: setting, metric: panel.metric, measured: measured)
                }
            }
        }.filter { seen.insert($0).inserted }
    }

    private func family(_ cell: CrossoverMap.Cell, _ metric: Metric) -> TransportFamily? {
        switch cell.outcome {
        case .best(let way, _): ways[way].family
        case .family(let family, _): family
        case .unclear: metric == .total ? cell.lowest.map { ways[$0].family } : nil
        case .endless: nil
        }
    }
}

extension FamilyComparison {
    /// Which family is clearly better at a setting; nil where neither is, and where it was not run.
    fileprivate func clearlyBetter(
        at setting: ModelSetting, _ metric: MigrationModel.Metric
    ) -> TransportFamily? {
        let line = lines.first { line in
            guard line.metric == metric.column, let own = ModelSetting(line.rdma) else {
                return false
            }
            return own.isSame(as: setting)
        }
        switch line?.comparison.effect {
        case .better: return .rdma
        case .worse: return .network
        case .same, .inconclusive, nil: return nil
        }
    }
}

extension ModelSetting {
    /// Whether it is the same guest under the same limits; one that rests is the same in each workload.
    func isSame(as other: ModelSetting) -> Bool {
        let isGuest =
            workload == other.workload
            || dirtyBytesPerSecond == 0 && other.dirtyBytesPerSecond == 0
        return isGuest && memoryBytes == other.memoryBytes
            && abs(dirtyBytesPerSecond - other.dirtyBytesPerSecond) <= 1e-6 * dirtyBytesPerSecond
            && downtimeLimitSeconds == other.downtimeLimitSeconds
            && limitBytesPerSecond == other.limitBytesPerSecond
    }
}

extension MigrationModel.Metric {
    /// What was measured of it; nil of the CPU, which maps have of a whole migration and rows by GiB.
    fileprivate var column: Column? {
        switch self {
        case .total: RunColumns.time.totalMs.column
        case .downtime: RunColumns.time.downtimeMs.column
        case .cpu: nil
        }
    }
}
