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
        addMaps(pictures, to: &section)
        section.add(.heading("How far to believe it"))
        section.add(.paragraph(validationWords))
        if let modelErrors { section.add(.table(modelErrors)) }
        section.add(.table(parameters))
        section.add(.paragraph(assumptions))
        if !model.leftOut.isEmpty { section.add(.list(model.leftOut)) }
        return section
    }

    /// The maps that name somebody, and how many do not.
    private func addMaps(_ pictures: ReportPictures?, to section: inout ReportSection) {
        let drawn = (pictures?.all ?? []).filter { $0.name.hasPrefix("crossover") }
        let maps = model.maps()
        let told = zip(drawn, maps).filter { $1.namesSomebody }.map(\.0)
        for picture in told { section.add(.picture(picture)) }
        let grey = maps.count { !$0.namesSomebody }
        guard grey > 0 else { return }
        section.add(
            .paragraph(
                "\(grey) of \(Quantity.counted(maps.count, "map")) by the model \(grey == 1 ? "names" : "name") "
                    + "nobody: what was measured does not settle it, and the model carries no further. "
                    + "bench plot --plot crossover draws \(grey == 1 ? "it" : "them")."))
    }

    private var crossoverPreface: String {
        let families = Set(model.ways.map(\.family))
        guard families.contains(.rdma) else {
            return
                "No RDMA transport completed a run here, so there is no crossover to look for; a map is "
                + "of which of the others is best where."
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
