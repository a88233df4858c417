internal import Analysis
internal import Results

extension SuiteReport {
    /// When RDMA is worth it, by the fitted model.
    func when(_ pictures: ReportPictures?) -> ReportSection {
        var section = ReportSection("when", "When RDMA?")
        guard !model.ways.isEmpty, !model.settings.isEmpty else {
            section.add(
                .paragraph("No model can be fitted: \(model.leftOut.joined(separator: "; ")).")
            )
            return section
        }
        section.add(.paragraph(crossoverPreface))
        let contradicted = contradictionWords
        if !contradicted.isEmpty { section.add(.list(contradicted)) }
        addCrossovers(to: &section)
        for picture in pictures?.all ?? [] where picture.name.hasPrefix("crossover") {
            section.add(.picture(picture))
        }
        section.add(.heading("How far to believe it"))
        section.add(.paragraph(validationWords))
        section.add(.table(parameters))
        section.add(.paragraph(assumptions))
        if !model.leftOut.isEmpty { section.add(.list(model.leftOut)) }
        return section
    }

    private var crossoverPreface: String {
        let families = Set(model.ways.map(\.family))
        guard families.contains(.rdma) else {
            return
                "No RDMA transport completed a run here, so there is no crossover to look for. The "
                + "map shows which of the others is best where."
        }
        guard families.contains(.network) else {
            return "Only RDMA transports completed runs here: there is nothing to cross over from."
        }
        return "By a cost model that was fitted to this suite: where the fastest RDMA transport "
            + "is ahead of the fastest other one in total time, along one axis at a time. "
            + marginWords
    }

    private func addCrossovers(to section: inout ReportSection) {
        let all = crossovers
        guard !all.isEmpty else { return }
        let clear = all.compactMap(\.sentence)
        if !clear.isEmpty { section.add(.list(clear)) }
        if clear.count < all.count {
            let lines = Quantity.counted(all.count - clear.count, "line")
            let which = clear.isEmpty ? "Along each axis" : "Along \(lines) more"
            section.add(.paragraph("\(which) nothing is clear."))
        }
        if let unclearWords { section.add(.paragraph(unclearWords)) }
    }

    /// When a side is named.
    private var marginWords: String {
        let error = model.familyMargin(.total).map { "up to \(Quantity.times($0))" }
        return "A side is only named where the runs of some setting are clear by themselves, it is "
            + "ahead by more than noise and more than the model was off by in the ratio of the two at "
            + "settings that it had not seen (\(error ?? "which nobody knows here")), and no runs "
            + "contradict it."
    }

    /// The crossovers along each axis, in words: one for each setting of all else.
    ///
    /// None by link rate: what a way carries over a link that was not measured is a range
    /// (docs/model.md), wider than any interval of a place.
    private var crossovers: [CrossoverWords] {
        [ModelAxis.memory, .dirtyRate].flatMap { axis -> [CrossoverWords] in
            var seen: Set<ModelSetting> = []
            return model.settings.filter { seen.insert(axis.moved($0, to: 0)).inserted }
                .compactMap { setting in
                    guard let measured = measured(axis, setting) else { return nil }
                    // Sixteen times beyond what was measured, to either side.
                    let range = measured.lowerBound / 16...measured.upperBound * 16
                    return model.crossover(along: axis, at: setting, in: range).map {
                        CrossoverWords($0, measured: measured, contradictions)
                    }
                }
        }
    }

    /// From the least to the most that a workload was run at; nil where that is nothing.
    private func measured(_ axis: ModelAxis, _ setting: ModelSetting) -> ClosedRange<Double>? {
        let alike = model.settings.filter { $0.workload == setting.workload }
        let values: [Double] =
            switch axis {
            case .memory: alike.map(\.memoryBytes)
            case .dirtyRate: alike.map(\.dirtyBytesPerSecond)
            case .link: [model.ceiling].compactMap(\.self)
            }
        guard let least = values.min(), let most = values.max(), least > 0 else { return nil }
        return least...most
    }

    private var validationWords: String {
        let validation = model.validation
        guard validation.cases > 0 else {
            return
                "No way has two cases, so that one could be left out: how far the model is off is "
                + "not known."
        }
        let errors = MigrationModel.Metric.allCases.compactMap { metric -> String? in
            guard let error = validation.errors[metric] else { return nil }
            let (middle, most) = (Self.percent(error.median), Self.percent(error.largest))
            return "\(metric.words) \(middle) (at most \(most))"
        }
        let told = errors.isEmpty ? "" : "; median error: \(errors.joined(separator: ", "))"
        return "Each of \(Quantity.counted(validation.cases, "case")) in turn was left out and "
            + "predicted from the others\(told). Whether precopy ends was right in "
            + "\(validation.convergence.count) of \(validation.convergence.of)."
    }

    private static func percent(_ share: Double) -> String {
        "\(Quantity.significant(share * 100, atMost: 0)) %"
    }

    /// The fitted figures by transport.
    private var parameters: ReportTable {
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

    private var assumptions: String {
        let link =
            model.ceiling == nil
            ? "What the link carries was not measured, so nothing is said about other links. "
            : "By link rate no place is named: over a link that was not run a way may carry anything "
                + "from its bandwidth here to its share of that link; the map names a side only where "
                + "it is ahead over all of that. "
        return link
            + "Measured is a setting that was run; extrapolated is what lies beyond all that were. "
            + "The model takes bandwidth, CPU per GiB and the stop's fixed part for the same at "
            + "every size and rate, setup for a straight line in memory, and the guest for one that "
            + "writes as its workload is defined. docs/model.md has the formulas."
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
