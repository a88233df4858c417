internal import Results

/// What the runs of each setting say, whatever the model has: judged together, as one page.
///
/// The guest's blackout is among what is judged, though the model has none: a cell is corrected for as much
/// as the answer of a report to the same question.
struct MeasuredSettings: Sendable {
    private let settings: [Measured]
    private let rankings: [[MigrationModel.Metric: Ranking]]
    private let families: [[MigrationModel.Metric: Comparison]]
    private let ways: [ModelWay]

    /// The runs of a setting, without a bandwidth limit.
    private struct Measured: Sendable {
        let setting: ModelSetting
        /// The figures of each way by metric; none where more of its runs gave up than completed.
        let figures: [MigrationModel.Metric: [[Double]]]
        /// The blackouts of each way, in the same way.
        let blackouts: [[Double]]
        /// Ways of which more runs completed than gave up.
        let ending: [Int]
        /// Ways of which no more did.
        let endless: [Int]
    }

    /// - Parameter cases: Of each way, in their order.
    init(_ known: [ModelSetting], _ ways: [ModelWay], _ cases: [[ModelCases.Case]]) {
        self.ways = ways
        let settings = known.map { Self.measured($0, cases) }
        self.settings = settings
        let metrics = MigrationModel.Metric.allCases
        let judged = Ranking.judged(
            settings.flatMap { one in
                (metrics.map { one.figures[$0] ?? [] } + [one.blackouts]).map {
                    Ranking.Contest($0, .lowerIsBetter)
                }
            })
        rankings = settings.indices.map { index in
            let own = judged[(index * (metrics.count + 1))...].prefix(metrics.count)
            return Dictionary(uniqueKeysWithValues: zip(metrics, own))
        }
        families = Self.families(settings, ways)
    }

    private static func measured(
        _ setting: ModelSetting, _ cases: [[ModelCases.Case]]
    ) -> Measured {
        let own = cases.map { cases in
            cases.first {
                $0.setting.isSame(as: setting) && !($0.runs.isEmpty && $0.gaveUp == 0)
            }
        }
        let isEnding = own.map { one in one.map { $0.runs.count > $0.gaveUp } }
        let figures = { (value: (ModelRun) -> Double?) in
            zip(own, isEnding).map { one, isEnding in
                isEnding == true ? one?.runs.compactMap(value) ?? [] : []
            }
        }
        let metrics = MigrationModel.Metric.allCases
        // Of whom nobody knows it may well be the best.
        let isCPUKnown = zip(own, isEnding).allSatisfy { one, isEnding in
            isEnding != true || one?.isCPUKnown != false
        }
        return Measured(
            setting: setting,
            figures: Dictionary(
                uniqueKeysWithValues: metrics.map { metric in
                    (metric, figures { metric != .cpu || isCPUKnown ? $0.value(metric) : nil })
                }), blackouts: figures(\.blackoutSeconds),
            ending: isEnding.indices.filter { isEnding[$0] == true },
            endless: isEnding.indices.filter { isEnding[$0] == false })
    }

    /// The best RDMA way of each setting against the best of the others.
    private static func families(
        _ settings: [Measured], _ ways: [ModelWay]
    ) -> [[MigrationModel.Metric: Comparison]] {
        var bootstrap = MedianBootstrap(seed: ComparisonSettings.standardSeed)
        var found: [(index: Int, metric: MigrationModel.Metric?, comparison: Comparison)] = []
        for (index, one) in settings.enumerated() {
            let asked = MigrationModel.Metric.allCases.map { ($0, one.figures[$0] ?? []) }
            for (metric, figures) in asked + [(nil, one.blackouts)] {
                let own = { (family: TransportFamily) in
                    zip(ways, figures).filter { $0.0.family == family }.map(\.1)
                }
                guard
                    let best = Comparison.ofBest(
                        own(.network), own(.rdma), .lowerIsBetter, &bootstrap)
                else { continue }
                found.append((index, metric, best.comparison))
            }
        }
        let judged = Comparison.judged(found.map(\.comparison), .standard)
        var all = settings.map { _ in [MigrationModel.Metric: Comparison]() }
        for (line, comparison) in zip(found, judged) {
            if let metric = line.metric { all[line.index][metric] = comparison }
        }
        return all
    }

    /// Whether the runs of some setting name anybody.
    func isAnythingClear(_ metric: MigrationModel.Metric) -> Bool {
        settings.contains { one in
            switch outcome(one.setting, metric)?.outcome {
            case .best, .family: true
            case .unclear, .endless, nil: false
            }
        }
    }

    /// What the runs of a setting say; nil where none of it had an unlimited bandwidth.
    func outcome(
        _ setting: ModelSetting, _ metric: MigrationModel.Metric
    ) -> CrossoverMap.Judgement? {
        guard let index = settings.firstIndex(where: { $0.setting.isSame(as: setting) }) else {
            return nil
        }
        let one = settings[index]
        guard !one.ending.isEmpty else {
            return one.endless.isEmpty ? nil : (.endless, nil, nil)
        }
        let figures = one.figures[metric] ?? []
        guard let ranking = rankings[index][metric], let first = ranking.first,
            let value = median(figures[first])
        else { return (.unclear, nil, nil) }
        return (outcome(index, metric, ranking), first, value)
    }

    private func outcome(
        _ index: Int, _ metric: MigrationModel.Metric, _ ranking: Ranking
    ) -> CrossoverMap.Outcome {
        let one = settings[index]
        let isAlone = one.ending.count == 1 && !one.endless.isEmpty
        if let best = ranking.best ?? (isAlone ? ranking.first : nil) {
            return .best(way: best, lead: ranking.lead?.ratio.map { 1 - $0 })
        }
        let ending = Set(one.ending.map { ways[$0].family })
        if let own = ending.first, ending.count == 1,
            one.endless.contains(where: { ways[$0].family != own })
        {
            return .family(own, lead: nil)
        }
        guard let comparison = families[index][metric], let ratio = comparison.ratio else {
            return .unclear
        }
        switch comparison.effect {
        case .better: return .family(.rdma, lead: 1 - ratio)
        case .worse: return .family(.network, lead: 1 - 1 / ratio)
        case .same, .inconclusive: return .unclear
        }
    }
}
