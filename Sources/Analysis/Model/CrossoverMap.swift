internal import Glibc

/// Which way to carry memory is best, by memory and a second axis, as the model has it.
public struct CrossoverMap: Sendable {
    /// What stays the same: workload, limits, device state.
    public let base: ModelSetting
    /// The axis from left to right: the dirty rate or the link.
    public let axis: ModelAxis
    /// Its values, in bytes a second.
    public let columns: [Double]
    /// Guest memory in bytes, from bottom to top.
    public let rows: [Double]
    /// One for each figure that is known.
    public let panels: [Panel]

    /// Whether some cell names a way or a family.
    public var namesSomebody: Bool {
        panels.flatMap(\.cells).contains { cell in
            switch cell.outcome {
            case .best, .family: true
            case .unclear, .endless: false
            }
        }
    }

    /// The map of one figure.
    public struct Panel: Sendable {
        /// The figure.
        public let metric: MigrationModel.Metric
        /// As many as columns times rows.
        public let cells: [Cell]
    }

    /// One cell.
    public struct Cell: Sendable {
        /// The place in ``CrossoverMap/columns``.
        public let column: Int
        /// The place in ``CrossoverMap/rows``.
        public let row: Int
        /// Whether it was measured.
        public let region: MapRegion
        /// What it says.
        public let outcome: Outcome
        /// Whether that follows from the runs of this setting alone, and not from the model.
        public let isOfRuns: Bool
        /// The way with the lowest figure, as a place in the model's ways; nil where none ends.
        public let lowest: Int?
        /// The lowest figure; nil as above.
        public let value: Double?
    }

    /// What a cell says.
    public enum Outcome: Sendable, Hashable {
        /// A way is better than each other by more than noise, and where it is the model that says so
        /// by more than its own error; by this share against the next; nil where the others' precopy
        /// does not end.
        case best(way: Int, lead: Double?)
        /// No single way is, but the best of this family is so much better than the best of the
        /// other; nil as above.
        case family(TransportFamily, lead: Double?)
        /// None is better than the others by so much, or whether precopy ends is too close to tell.
        case unclear
        /// Precopy ends for none, and would not if the bandwidths were as far off as those of a case.
        case endless
    }

    /// What is said of one figure at one setting: that, the way with the lowest, and the lowest.
    typealias Judgement = (outcome: Outcome, lowest: Int?, value: Double?)
}

extension MigrationModel {
    /// The maps of a suite: for each workload one by memory and dirty rate, and where the link's
    /// ceiling is known one by memory and link rate.
    public func maps() -> [CrossoverMap] {
        guard !ways.isEmpty else { return [] }
        let writing = settings.filter { $0.dirtyBytesPerSecond > 0 }
        let names = writing.isEmpty ? settings : writing
        var seen: Set<String> = []
        let bases = names.filter { seen.insert($0.workload).inserted }
        return bases.flatMap { base -> [CrossoverMap] in
            let link = ceiling.map { rate in
                map(base, .link, [16, 4, 1, 0.25].map { rate / $0 })
            }
            return [map(base, .dirtyRate, rates(base.workload))] + [link].compactMap(\.self)
        }
    }

    /// Rest, what was measured, and two steps beyond on either side.
    private func rates(_ workload: String) -> [Double] {
        let measured = settings.filter { $0.workload == workload }.map(\.dirtyBytesPerSecond)
        let writing = measured.filter { $0 > 0 }
        return writing.isEmpty ? [0] : [0] + Self.widened(writing)
    }

    func map(
        _ base: ModelSetting, _ axis: ModelAxis, _ columns: [Double]
    ) -> CrossoverMap {
        let rows = Self.widened(
            settings.filter { $0.workload == base.workload }.map(\.memoryBytes))
        let measured = MeasuredRegion(self, workload: base.workload)
        let places = rows.indices.flatMap { row in columns.indices.map { (column: $0, row: row) } }
        let looks = places.map { place in
            ModelLook(
                self,
                ModelAxis.memory.moved(
                    axis.moved(base, to: columns[place.column]), to: rows[place.row]))
        }
        let known = Metric.allCases.filter { metric in
            metric != .cpu || ways.contains { $0.cpuSecondsPerGiB != nil }
        }
        return CrossoverMap(
            base: base, axis: axis, columns: columns, rows: rows,
            panels: known.map { metric in
                CrossoverMap.Panel(
                    metric: metric,
                    cells: zip(places, looks).map { place, look in
                        let region = measured.region(look.setting)
                        let own =
                            region == .measured ? runs.outcome(look.setting, metric) : nil
                        let best = own ?? judge(look, metric)
                        return CrossoverMap.Cell(
                            column: place.column, row: place.row, region: region,
                            outcome: best.outcome, isOfRuns: own != nil,
                            lowest: best.lowest, value: best.value)
                    })
            })
    }

    /// The distinct values, with two steps of four below and above them.
    private static func widened(_ values: [Double]) -> [Double] {
        let own = Set(values).sorted()
        guard let least = own.first, let most = own.last else { return [] }
        return [least / 16, least / 4] + own + [most * 4, most * 16]
    }

    /// Whether all that is known of some way's CPU time is that it is little: it may well be the best.
    private var hasUnknownCPU: Bool {
        ways.indices.contains { way in
            ways[way].cpuSecondsPerGiB == nil && cases[way].contains { !$0.isCPUKnown }
        }
    }

    /// The best of several ways at one setting.
    private func judge(_ look: ModelLook, _ metric: Metric) -> CrossoverMap.Judgement {
        let samples = look.samples
        guard metric != .cpu || !hasUnknownCPU else { return (.unclear, nil, nil) }
        // Over a link that nobody measured, the middle of what is possible.
        let values = samples.map { sample -> Double? in
            guard let slow = sample.value(metric, .slow, nil),
                let fast = sample.value(metric, .fast, nil), slow.isFinite
            else { return nil }
            return slow == fast ? slow : (slow * fast).squareRoot()
        }
        let ending = values.indices.compactMap { index in
            values[index].map { (index: index, value: $0) }
        }.sorted { $0.value < $1.value }
        guard let first = ending.first else {
            return (look.mayEnd(Array(samples.indices)) ? .unclear : .endless, nil, nil)
        }
        let others = samples.indices.filter { index in
            // A way of which this figure was not measured takes no part.
            index != first.index && samples[index].value(metric, .slow, nil) != nil
        }
        let isBest = others.allSatisfy {
            isClearlyBelow([first.index], [$0], look, metric)
        }
        if isBest, !others.isEmpty, ending.count > 1 || !look.mayEnd(others) {
            let lead = ending.count > 1 ? 1 - first.value / ending[1].value : nil
            return (.best(way: first.index, lead: lead), first.index, first.value)
        }
        let family = ways[first.index].family
        let alike = { (isOwn: Bool) in
            (others + [first.index]).filter { (ways[$0].family == family) == isOwn }
        }
        let other = alike(false)
        let next = ending.first { ways[$0.index].family != family }
        guard !other.isEmpty, next != nil || !look.mayEnd(other),
            isClearlyBelow(alike(true), other, look, metric)
        else { return (.unclear, first.index, first.value) }
        return (
            .family(family, lead: next.map { 1 - first.value / $0.value }), first.index, first.value
        )
    }
}
