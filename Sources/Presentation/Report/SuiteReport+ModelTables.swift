internal import Analysis

/// What the model was fitted to and how far off it is.
extension SuiteReport {
    /// How the errors were found.
    var validationWords: String {
        let validation = model.validation
        guard validation.cases > 0 else {
            return
                "No way has two cases, so that one could be left out: how far the model is off is "
                + "not known."
        }
        return "Each of \(Quantity.counted(validation.cases, "case")) in turn was left out and "
            + "predicted from the others. Whether precopy ends was right in "
            + "\(validation.convergence.count) of \(validation.convergence.of)."
    }

    /// How far off it was at cases that it had not seen, by family and by transport; nil where nobody knows.
    var modelErrors: ReportTable? {
        let metrics = MigrationModel.Metric.allCases.filter {
            model.validation.error(of: $0) != nil
        }
        guard !metrics.isEmpty else { return nil }
        var table = ReportTable(
            "Errors at left-out cases: median (largest), number of cases",
            [.left("transport")] + metrics.map { .left($0.words) })
        let add = { (label: String, ways: [Int]) in
            table.add(
                [label]
                    + metrics.map { metric in
                        guard let error = model.validation.error(of: metric, ways: ways) else {
                            return Quantity.missing
                        }
                        return error.words
                    })
        }
        let names = WayNames(model)
        for family in [TransportFamily.network, .rdma] {
            let ways = names.order.filter { model.ways[$0].family == family }
            guard !ways.isEmpty else { continue }
            if ways.count > 1 { add("all \(family.words)", ways) }
            for way in ways { add(names.labels[way], [way]) }
        }
        return table
    }

    private static func percent(_ share: Double) -> String {
        "\(Quantity.significant(share * 100, atMost: 0)) %"
    }

    /// The fitted figures by transport.
    var parameters: ReportTable {
        let names = WayNames(model)
        let hasLink = model.ways.contains { $0.linkShare != nil }
        var table = ReportTable(
            "Fitted figures with 95 % intervals",
            [.left("transport"), .left("bandwidth Gb/s")]
                + (hasLink ? [.left("share of the link")] : [])
                + [
                    .left("CPU s/GiB"), .left("setup, fixed"), .left("setup per GiB"),
                    .left("stop without pages"), .right("runs"),
                ])
        let seconds = { (value: Double) in Quantity.duration(milliseconds: value * 1000) }
        for index in names.order {
            let way = model.ways[index]
            let share = way.linkShare.map { Self.words($0, Self.percent) } ?? Quantity.missing
            table.add(
                [
                    names.labels[index],
                    Self.words(way.bandwidth.scaled(by: 8 / 1e6)) {
                        Quantity.gigabits(megabitsPerSecond: $0)
                    },
                ] + (hasLink ? [share] : [])
                    + [
                        way.cpuSecondsPerGiB.map {
                            Self.words($0) { Quantity.fixed($0, places: abs($0) < 0.1 ? 3 : 2) }
                        } ?? Quantity.missing,
                        Self.words(way.setup.fixedSeconds, seconds),
                        Self.words(way.setup.secondsPerGiB, seconds),
                        Self.words(way.stopSeconds, seconds), "\(way.runs)",
                    ])
        }
        return table
    }

    private static func words(_ estimate: Estimate, _ format: (Double) -> String) -> String {
        guard let interval = estimate.interval else { return format(estimate.value) }
        return "\(format(estimate.value)) [\(format(interval.lower)), \(format(interval.upper))]"
    }
}

extension MigrationModel.Metric {
    /// `total`, `downtime`, `CPU`.
    var words: String {
        switch self {
        case .total: "total"
        case .downtime: "downtime"
        case .cpu: "CPU"
        }
    }
}

extension ModelValidation.ErrorSummary {
    /// `8 % (19 %), n 10`: the median, the largest, the number of cases.
    var words: String {
        let percent = { (share: Double) in "\(Quantity.significant(share * 100, atMost: 0)) %" }
        return "\(percent(median)) (\(percent(largest))), n \(cases)"
    }
}

extension TransportFamily {
    /// `sockets`, `RDMA`.
    var words: String {
        switch self {
        case .network: "sockets"
        case .rdma: "RDMA"
        case .harness: "the harness"
        }
    }
}
