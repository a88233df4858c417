internal import Analysis

/// A crossover in one sentence.
struct CrossoverWords {
    let sentence: String

    /// - Parameter measured: What was run along the axis.
    init(_ crossover: Crossover, measured: ClosedRange<Double>) {
        let place = Self.place(crossover)
        let text = { (value: Double) in Self.text(value, crossover.axis) }
        let range = "\(text(crossover.range.lowerBound)) to \(text(crossover.range.upperBound))"
        guard !crossover.points.isEmpty else {
            let run =
                measured.lowerBound == measured.upperBound
                ? text(measured.lowerBound)
                : "\(text(measured.lowerBound)) to \(text(measured.upperBound))"
            sentence =
                "\(place): \(Self.side(crossover.first)) at all of \(range); measured at \(run), "
                + "extrapolated beyond"
            return
        }
        let points = crossover.points.map { point -> String in
            let interval =
                point.interval.map { " [\(text($0.lower)), \(text($0.upper))]" }
                ?? " (in less than 95 % of resamples)"
            let region =
                switch point.region {
                case .measured: ""
                case .between: ", between measured settings"
                case .beyond: ", extrapolated"
                }
            return "from \(text(point.value))\(interval) on \(Self.side(point.above))\(region)"
        }
        sentence =
            "\(place): \(Self.side(crossover.first)) at first; " + points.joined(separator: "; ")
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

    private static func side(_ family: TransportFamily?) -> String {
        switch family {
        case .rdma: "RDMA is faster"
        case .network: "sockets are faster"
        case .harness, nil: "precopy ends for neither"
        }
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
