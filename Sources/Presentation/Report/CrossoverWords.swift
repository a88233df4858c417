internal import Analysis

/// What is clear along an axis, in one sentence.
struct CrossoverWords {
    /// Nil where nothing is.
    let sentence: String?

    /// - Parameters:
    ///   - measured: What was run along the axis.
    ///   - contradictions: Settings whose runs say otherwise than the model: nothing is said along an
    ///     axis that one lies on.
    init(
        _ crossover: Crossover, measured: ClosedRange<Double>, _ contradictions: [Contradiction]
    ) {
        let axis = crossover.axis
        let isContradicted = contradictions.contains {
            $0.metric == .total
                && axis.moved($0.setting, to: 0).isSame(as: axis.moved(crossover.setting, to: 0))
        }
        guard !crossover.leads.isEmpty, !isContradicted else {
            sentence = nil
            return
        }
        let text = { (value: Double) in Self.text(value, axis) }
        let span = { (range: ClosedRange<Double>) in
            range.lowerBound == range.upperBound
                ? text(range.lowerBound)
                : "\(text(range.lowerBound)) to \(text(range.upperBound))"
        }
        let parts =
            crossover.leads.map { lead in
                "\(Self.side(lead.family)) \(Self.stretch(lead.range, crossover.range, text))"
            } + Self.points(crossover, text)
        let isWhole = crossover.leads.contains { lead in
            Self.isSame(lead.range.lowerBound, crossover.range.lowerBound)
                && Self.isSame(lead.range.upperBound, crossover.range.upperBound)
        }
        let looked = span(crossover.range)
        sentence =
            "\(Self.place(crossover)): \(parts.joined(separator: "; ")). "
            + (isWhole ? "Looked at were \(looked)" : "Of \(looked) all else is open")
            + "; measured at \(span(measured)), extrapolated beyond."
    }

    /// Where a stretch lies in what was searched.
    private static func stretch(
        _ range: ClosedRange<Double>, _ all: ClosedRange<Double>, _ text: (Double) -> String
    ) -> String {
        if isSame(range.lowerBound, range.upperBound) { return "at \(text(range.lowerBound))" }
        switch (
            isSame(range.lowerBound, all.lowerBound), isSame(range.upperBound, all.upperBound)
        ) {
        case (true, true): return "at all of them"
        case (true, false): return "up to \(text(range.upperBound))"
        case (false, true): return "from \(text(range.lowerBound)) on"
        case (false, false): return "from \(text(range.lowerBound)) to \(text(range.upperBound))"
        }
    }

    private static func isSame(_ a: Double, _ b: Double) -> Bool { abs(a / b - 1) < 1e-6 }

    /// The places between two stretches of which one side has one and the other the other.
    private static func points(
        _ crossover: Crossover, _ text: (Double) -> String
    ) -> [String] {
        zip(crossover.leads, crossover.leads.dropFirst()).compactMap { below, above in
            let between = crossover.points.filter {
                below.range.upperBound < $0.value && $0.value <= above.range.lowerBound
            }
            guard below.family != above.family, between.count == 1 else { return nil }
            let point = between[0]
            let interval =
                point.interval.map { " [\(text($0.lower)), \(text($0.upper))]" }
                ?? " (in less than 95 % of resamples)"
            return "they are equal at \(text(point.value))\(interval)\(region(point.region))"
        }
    }

    private static func region(_ region: MapRegion) -> String {
        switch region {
        case .measured: ""
        case .between: ", between measured settings"
        case .beyond: ", extrapolated"
        }
    }

    /// What stays the same, and what changes.
    private static func place(_ crossover: Crossover) -> String {
        let setting = crossover.setting
        var parts = [setting.workload]
        if crossover.axis != .memory { parts.append(Quantity.bytes(setting.memoryBytes)) }
        if crossover.axis != .dirtyRate, setting.dirtyBytesPerSecond > 0 {
            parts.append("\(text(setting.dirtyBytesPerSecond, .dirtyRate)) dirtied")
        }
        let limit = Quantity.setting(milliseconds: setting.downtimeLimitSeconds * 1000)
        parts.append("downtime limit \(limit)")
        let axis =
            switch crossover.axis {
            case .memory: "by memory"
            case .dirtyRate: "by dirty rate"
            case .link: "by link rate"
            }
        return "\(parts.joined(separator: ", ")), \(axis)"
    }

    private static func side(_ family: TransportFamily) -> String {
        family == .rdma ? "RDMA is faster" : "sockets are faster"
    }

    private static func text(_ value: Double, _ axis: ModelAxis) -> String {
        switch axis {
        // Three digits: a place that was searched for is known no better.
        case .memory: Quantity.bytes(value)
        case .dirtyRate: "\(Quantity.bytes(value))/s"
        case .link: "\(Quantity.gigabits(megabitsPerSecond: value * 8 / 1e6)) Gb/s"
        }
    }
}
