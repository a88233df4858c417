internal import Glibc

/// Where, along one axis, the best of the RDMA ways overtakes the best of the others, or falls
/// behind it.
public struct Crossover: Sendable {
    /// What changes along the axis.
    public let axis: ModelAxis
    /// All that stays the same.
    public let setting: ModelSetting
    /// From where to where the axis was searched, in its unit.
    public let range: ClosedRange<Double>
    /// What was found, from the least value up.
    public let points: [Point]
    /// Which family is better at the lower end; nil where neither has a figure.
    public let first: TransportFamily?
    /// Where a family is clearly ahead, from the least value up: all else is open.
    public let leads: [Lead]

    /// A stretch of the axis over which the best of a family is ahead beyond noise and beyond the error
    /// of the model; it was looked at place by place.
    public struct Lead: Sendable, Hashable {
        /// The first such place and the last.
        public let range: ClosedRange<Double>
        /// Which family.
        public let family: TransportFamily
    }

    /// A place where the better family changes.
    public struct Point: Sendable {
        /// The value of the axis.
        public let value: Double
        /// Its 95 % interval over resamples; nil where less than 95 % of them have such a place.
        public let interval: (lower: Double, upper: Double)?
        /// Which family is better above it; nil where neither has a figure any more.
        public let above: TransportFamily?
        /// Whether it lies in what was measured.
        public let region: MapRegion
    }
}

/// What a model can be asked along.
public enum ModelAxis: String, Sendable, Hashable, CaseIterable {
    /// Guest memory in bytes.
    case memory
    /// What the guest should write, in bytes a second.
    case dirtyRate
    /// What the link carries, in bytes a second.
    case link

    /// A setting with another value of this.
    public func moved(_ setting: ModelSetting, to value: Double) -> ModelSetting {
        var setting = setting
        switch self {
        case .memory: setting.memoryBytes = value
        case .dirtyRate: setting.dirtyBytesPerSecond = value
        case .link: setting.linkBytesPerSecond = value
        }
        return setting
    }
}

extension MigrationModel {
    /// Looks for crossovers of the total time along an axis.
    ///
    /// Over other links than the one that was measured each family is taken at the middle of what is
    /// possible (``LinkResponse``): a place found there is a guess.
    ///
    /// - Returns: nil where only one family was measured, or nobody knows where the guest writes.
    public func crossover(
        along axis: ModelAxis, at setting: ModelSetting, in range: ClosedRange<Double>
    ) -> Crossover? {
        let (network, rdma) = (ways(of: .network), ways(of: .rdma))
        guard !network.isEmpty, !rdma.isEmpty, let pattern = pattern(of: setting) else {
            return nil
        }
        let search = FamilySearch(range) { value, draw in
            let at = axis.moved(setting, to: value)
            let best = { (ways: [Int]) -> Double in
                ways.map { index in
                    let way = self.ways[index]
                    let all = ModelWay.Reading.allCases.map {
                        way.forecast(at, pattern, $0, ceiling: self.ceiling, draw: draw)
                            .totalSeconds
                    }
                    return all[0] == all[1] ? all[0] : (all[0] * all[1]).squareRoot()
                }.min() ?? .infinity
            }
            return Self.lead(network: best(network), rdma: best(rdma))
        }
        let measured = MeasuredRegion(self, workload: setting.workload)
        let changes = search.changes()
        return Crossover(
            axis: axis, setting: setting, range: range,
            points: changes.map { change in
                Crossover.Point(
                    value: change.value, interval: Self.interval(change, search),
                    above: Self.family(change.above),
                    region: measured.region(axis.moved(setting, to: change.value)))
            }, first: Self.family(search.side(range.lowerBound, nil)),
            leads: leads(search, network: network, rdma: rdma) { axis.moved(setting, to: $0) })
    }

    private func leads(
        _ search: FamilySearch, network: [Int], rdma: [Int],
        _ setting: (Double) -> ModelSetting
    ) -> [Crossover.Lead] {
        guard let margin = margin(rdma, network, .total) else { return [] }
        var leads: [Crossover.Lead] = []
        var previous: TransportFamily?
        for value in search.values {
            let lead = search.lead(value, nil) ?? 0
            var family: TransportFamily?
            // What the estimates leave open, resamples do too: those take longer.
            if abs(lead) > log(margin) {
                let (own, others) = lead < 0 ? (rdma, network) : (network, rdma)
                if isClearlyBelow(own, others, ModelLook(self, setting(value)), .total) {
                    family = lead < 0 ? .rdma : .network
                }
            }
            if let family {
                let start = family == previous ? leads.popLast()?.range.lowerBound : nil
                leads.append(Crossover.Lead(range: (start ?? value)...value, family: family))
            }
            previous = family
        }
        return leads
    }

    private static func family(_ side: FamilySearch.Side) -> TransportFamily? {
        switch side {
        case .network: .network
        case .rdma: .rdma
        case .neither: nil
        }
    }

    /// The logarithm of RDMA's total over the others': below zero where RDMA is faster.
    private static func lead(network: Double, rdma: Double) -> Double? {
        switch (network.isFinite, rdma.isFinite) {
        case (false, false): nil
        case (true, false): .infinity
        case (false, true): -.infinity
        case (true, true): log(rdma / network)
        }
    }

    /// Of each resample the change of the same kind that is nearest counts.
    private static func interval(
        _ change: FamilySearch.Change, _ search: FamilySearch
    ) -> (lower: Double, upper: Double)? {
        let found = (0..<ForecastSample.draws).compactMap { search.nearest(change, $0) }
        guard Double(found.count) >= 0.95 * Double(ForecastSample.draws),
            let lower = quantile(found, 0.025), let upper = quantile(found, 0.975)
        else { return nil }
        return (min(lower, change.value), max(upper, change.value))
    }
}

/// A search along an axis for where the better family changes.
struct FamilySearch {
    /// Who is better somewhere.
    enum Side: Sendable, Hashable { case network, rdma, neither }

    /// A place where that changes.
    struct Change: Sendable {
        let value: Double
        let below: Side
        let above: Side
    }

    /// The places that are looked at, from the least up.
    let values: [Double]
    /// Below zero where RDMA is better, by the estimates or in a resample; nil where nobody arrives.
    let lead: (Double, Int?) -> Double?

    /// So many places are looked at before the search is narrowed down.
    private static let steps = 48

    /// - Parameters:
    ///   - range: From above zero.
    ///   - lead: Below zero where RDMA is better; nil where nobody arrives.
    init(_ range: ClosedRange<Double>, _ lead: @escaping (Double, Int?) -> Double?) {
        let ratio = range.upperBound / range.lowerBound
        values = (0...Self.steps).map {
            range.lowerBound * pow(ratio, Double($0) / Double(Self.steps))
        }
        self.lead = lead
    }

    func side(_ value: Double, _ draw: Int?) -> Side {
        lead(value, draw).map { $0 < 0 ? .rdma : .network } ?? .neither
    }

    /// Where the better family changes by the estimates.
    func changes() -> [Change] {
        let sides = values.map { side($0, nil) }
        return values.indices.dropFirst().compactMap { index in
            guard sides[index] != sides[index - 1] else { return nil }
            let value = narrowed(values[index - 1], values[index], sides[index - 1], 1e-6, nil)
            return Change(value: value, below: sides[index - 1], above: sides[index])
        }
    }

    /// The nearest place in a resample where it changes in the same way; nil where there is none.
    func nearest(_ change: Change, _ draw: Int) -> Double? {
        var reach = 1.02
        while true {
            let low = max(change.value / reach, values[0])
            let high = min(change.value * reach, values[values.count - 1])
            if side(low, draw) == change.below, side(high, draw) == change.above {
                return narrowed(low, high, change.below, 1e-3, draw)
            }
            guard low > values[0] || high < values[values.count - 1] else { return nil }
            reach *= reach
        }
    }

    /// The place between two at which a side is left, found within a share of it.
    private func narrowed(
        _ low: Double, _ high: Double, _ below: Side, _ share: Double, _ draw: Int?
    ) -> Double {
        var (low, high) = (low, high)
        while high / low > 1 + share {
            let middle = (low * high).squareRoot()
            if side(middle, draw) == below { low = middle } else { high = middle }
        }
        return high
    }
}
