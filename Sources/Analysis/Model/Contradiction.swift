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
    /// Where it contradicts what it was fitted to: another family is ahead by enough to matter.
    public func contradictions(to comparison: FamilyComparison) -> [Contradiction] {
        settings.flatMap { setting in
            Metric.allCases.compactMap { metric -> Contradiction? in
                guard let measured = comparison.clearlyBetter(at: setting, metric),
                    let foretold = ahead(at: setting, metric), measured != foretold
                else { return nil }
                return Contradiction(setting: setting, metric: metric, measured: measured)
            }
        }
    }

    /// Which family's best way the estimates have ahead.
    private func ahead(at setting: ModelSetting, _ metric: Metric) -> TransportFamily? {
        let least = { (family: TransportFamily) in
            self.ways.filter { $0.family == family }
                .compactMap { self.estimate($0, setting, metric) }.min() ?? .infinity
        }
        let (network, rdma) = (least(.network), least(.rdma))
        guard network != rdma, Clarity.standard.matters(rdma / network) else { return nil }
        return rdma < network ? .rdma : .network
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
    public func isSame(as other: ModelSetting) -> Bool {
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
