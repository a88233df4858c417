/// What the ways of a model come to at one setting.
struct ModelLook {
    let setting: ModelSetting
    /// Of each way, in their order.
    let samples: [ForecastSample]

    init(_ model: MigrationModel, _ setting: ModelSetting) {
        self.setting = setting
        samples = model.ways.compactMap { model.sample($0, setting) }
    }

    /// Whether precopy may end for some of these ways: their bandwidth may be higher by what it was off.
    func mayEnd(_ ways: [Int]) -> Bool {
        ways.contains { samples[$0].ends?.fastest.isConverging ?? true }
    }

    /// Whether some ways are below others by a factor, however far the bandwidths may be off where that
    /// decides whether precopy ends.
    ///
    /// Of the ones count those that end at their slowest; of the others, those that do not are taken at
    /// their fastest.
    func isBelow(
        _ own: [Int], _ others: [Int], by factor: Double, _ metric: MigrationModel.Metric
    ) -> Bool {
        let first = own.compactMap { way -> Double? in
            guard samples[way].ends?.slowest.isConverging == true else { return nil }
            return samples[way].value(metric, .slow, nil)
        }.min()
        let second =
            others.compactMap { way -> Double? in
                guard let ends = samples[way].ends, !ends.slowest.isConverging else {
                    return samples[way].value(metric, .fast, nil)
                }
                return ends.fastest.value(metric)
            }.min() ?? .infinity
        return first.map { $0 * factor < second } ?? false
    }
}

extension MigrationModel {
    /// So many times as low a prediction must be to be called lower: the most by which the model was off
    /// in this ratio at settings that it had not seen, and at least what matters at all.
    ///
    /// - Parameter setting: What is asked about; nil is any.
    /// - Returns: nil where nobody knows how far it is off.
    func margin(
        _ own: [Int], _ others: [Int], _ metric: Metric, at setting: ModelSetting? = nil
    ) -> Double? {
        guard let error = validation.ratioError(own, others, metric),
            setting.map({ error.covers($0, ceiling: ceiling) }) != false
        else { return nil }
        return max(1 + Clarity.standard.minimumEffect, error.factor)
    }

    /// The factor between the best of the RDMA ways and the best of the others.
    public func familyMargin(_ metric: Metric) -> Double? {
        margin(ways(of: .rdma), ways(of: .network), metric)
    }

    /// The largest of these factors for any two ways; nil where none is known.
    public func largestMargin(_ metric: Metric) -> Double? {
        ways.indices.flatMap { first in
            ways.indices.dropFirst(first + 1).compactMap { margin([first], [$0], metric) }
        }.max()
    }

    /// Whether the best of some ways is below the best of others beyond noise and beyond the error of
    /// the model, and over whatever link: those at their slowest, the others at their fastest.
    ///
    /// Nowhere, where the runs of no setting settle anything: it is made of them.
    ///
    /// - Parameter look: The forecasts of each way at a setting.
    func isClearlyBelow(_ own: [Int], _ others: [Int], _ look: ModelLook, _ metric: Metric) -> Bool
    {
        guard runs.isAnythingClear(metric),
            let margin = margin(own, others, metric, at: look.setting)
        else { return false }
        let samples = look.samples
        let least = { (ways: [Int], reading: ModelWay.Reading, draw: Int?) -> Double in
            ways.compactMap { samples[$0].value(metric, reading, draw) }.min() ?? .infinity
        }
        // That the others' precopy does not end is as good as the model was about that.
        guard least(others, .fast, nil).isFinite || validation.isRightAboutEnding(own + others),
            look.isBelow(own, others, by: margin, metric)
        else { return false }
        let ratios = (0..<ForecastSample.draws).map { draw -> Double in
            let (first, second) = (least(own, .slow, draw), least(others, .fast, draw))
            guard second.isFinite else { return first.isFinite ? 0 : .infinity }
            return first / max(second, 1e-12)
        }.sorted()
        return ratios[ratios.count - 1 - ratios.count / 40] * margin < 1
    }
}
