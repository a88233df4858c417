internal import Analysis
internal import Results

extension SuiteReport {
    /// What speaks against the figures.
    var doubts: ReportSection {
        var section = ReportSection("doubts", "Doubts")
        let found =
            setupDoubts + statusDoubts + disturbances + precision + stopDoubts + fullCPUs
            + modelDoubts + contradictionWords + suite.warnings
        guard !found.isEmpty else {
            section.add(.paragraph("None of what is looked for was found."))
            return section
        }
        section.add(.list(found.map(DisplayWidth.printable)))
        return section
    }

    private var setupDoubts: [String] {
        var words: [String] = []
        if RDMADevices(suite).kind == .software {
            words.append(
                "The RDMA device is emulated in software: its CPU and its speed are those of the "
                    + "kernel, not of an adapter.")
        }
        if suite.isOfLab { words.append("The hosts were virtual machines on one machine.") }
        if suite.environment?.sharedHost == true {
            words.append(
                "Both ends shared a host, its CPUs and its memory: each end slows the other.")
        }
        if suite.environment?.build == "debug" { words.append("It was a debug build.") }
        let isVirtual = suite.environment?.source.mustMatch.contains {
            $0.name == "virtualised" && $0.value == "true"
        }
        if isVirtual == true, !suite.isOfLab {
            words.append("The hosts are virtual machines: other guests may have disturbed them.")
        }
        return words
    }

    /// Rows that have no figures, by transport and reason.
    private var statusDoubts: [String] {
        let names = CaseNames(suite.rows)
        let others = suite.rows.filter {
            $0[RunColumns.outcome.status] != RunStatus.completed.rawValue
        }
        let groups = Dictionary(grouping: others) { row in
            [
                names.carrier(row), row[RunColumns.outcome.status] ?? "unknown",
                row[RunColumns.outcome.reason] ?? "no reason given",
            ]
        }
        let words = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, rows in
            let status = key[1].split(separator: "_").joined(separator: " ")
            return "\(Quantity.counted(rows.count, "run")) of \(key[0]) \(status): \(key[2])"
        }
        return Self.shortened(words, "more kinds of runs that did not complete")
    }

    private var disturbances: [String] {
        let found = suite.rows.compactMap { $0[RunColumns.outcome.disturbed] }
            .filter { $0 != "no" }
        guard !found.isEmpty else {
            let isKnown = suite.rows.contains { $0[RunColumns.outcome.disturbed] != nil }
            return isKnown ? [] : ["What else the hosts did meanwhile was not watched."]
        }
        let words = Self.shortened(ReasonKinds(found).words, "more reasons")
        return [
            "\(found.count) of \(suite.rows.count) runs were disturbed, and are counted all the "
                + "same: "
                + words.joined(separator: "; ")
        ]
    }

    /// Whether there are enough runs, and whether each is known well enough.
    private var precision: [String] {
        var words = (suite.environment?.stop?.capped ?? []).map {
            "Not known as well as was asked for: \($0)."
        }
        let counts = cases.flatMap(\.entries).filter { !$0.variant.isHarness }.map(\.completed)
        if let least = counts.min(), least < RatioInterval.smallestGroup {
            words.append(
                "Cases have as few as \(Quantity.counted(least, "completed run")): with fewer "
                    + "than \(RatioInterval.smallestGroup) there is no interval, and nothing can "
                    + "be clearly better.")
        }
        let shares = suite.rows.compactMap { row -> Double? in
            guard let error = row[RunColumns.totalCPU.cpuUncertaintyS],
                let perGiB = row[RunColumns.totalCPU.cpuSPerGiB],
                let sent = row[RunColumns.amount.sentBytes], perGiB > 0, sent > 0,
                TransportFamily(transport: row[RunColumns.case.transport] ?? "") != .harness
            else { return nil }
            return error / (perGiB * Double(sent) / 0x1p30)
        }
        if let middle = Analysis.median(shares), middle > 0.05 {
            words.append(
                "The kernel's units of CPU time are coarse: half of the runs know their CPU no "
                    + "better than within \(Quantity.significant(middle * 100, atMost: 0)) %.")
        }
        let open = openCells
        if open.count > 0 {
            words.append(
                "\(open.count) of \(open.of) answers are inconclusive: no transport is clearly "
                    + "best there.")
        }
        return words
    }

    /// How many of the answers name nobody.
    private var openCells: Share {
        let rankings = answers.flatMap(\.lines).map(\.ranking).filter { $0.second != nil }
        return Share(rankings.count(where: \.isOpen), of: rankings.count)
    }

    /// Downtimes that say less about a transport than about when QEMU looks at the bandwidth.
    private var stopDoubts: [String] {
        var words: [String] = []
        let early = cases.flatMap(\.entries).filter { entry in
            guard !entry.variant.isHarness,
                let precopy = Analysis.median(entry.rows.figures(RunColumns.time.precopyMs.column))
            else { return false }
            return precopy < 110
        }
        if !early.isEmpty {
            words.append(
                "In \(Quantity.counted(early.count, "case")) the guest was stopped at or before "
                    + "the first look at the bandwidth, 100 ms in: that downtime is whatever was "
                    + "left then (docs/measurement.md).")
        }
        let copies = cases.flatMap(\.entries).compactMap { entry -> String? in
            let shares = entry.rows.compactMap { row -> Double? in
                guard let copied = row[RunColumns.amount.zeroCopyFallbacks],
                    let sends = row[RunColumns.amount.zeroCopySends], sends > 0
                else { return nil }
                return Double(copied) / Double(sends)
            }
            guard let middle = Analysis.median(shares), middle > 0.01 else { return nil }
            return entry.label
        }
        if !copies.isEmpty {
            let names = Set(copies).sorted().joined(separator: ", ")
            words.append("\(names): the kernel copied zero-copy sends after all.")
        }
        return words
    }

    /// Cases that one CPU may have held back.
    ///
    /// A guest that writes as fast as it can fills a CPU for each vCPU: there it tells nothing.
    private var fullCPUs: [String] {
        Side.allCases.compactMap { side in
            let column = RunColumns.cpu(side).busiestCPUPercent.column
            let full = cases.flatMap(\.entries).filter { entry in
                let rows = entry.rows.filter { !$0.isUnpaced }
                guard !entry.variant.isHarness, let middle = Analysis.median(rows.figures(column))
                else { return false }
                return middle >= Self.fullPercent
            }
            guard !full.isEmpty else { return nil }
            return
                "One CPU may have been the limit in \(Quantity.counted(full.count, "case")): the "
                + "busiest of the \(side.rawValue) was at least "
                + "\(Quantity.significant(Self.fullPercent, atMost: 0)) % busy there in the median ("
                + Set(full.map(\.label)).sorted().joined(separator: ", ")
                + "); cpus.csv says with what."
        }
    }

    /// From there on a CPU has nothing left.
    private static let fullPercent = 95.0

    private var modelDoubts: [String] {
        let far = [TransportFamily.network, .rdma].compactMap { family -> String? in
            let metrics = MigrationModel.Metric.allCases.filter {
                (model.validation.error(of: $0, ways: model.ways(of: family))?.median ?? 0) > 0.2
            }
            guard !metrics.isEmpty else { return nil }
            return "\(metrics.map(\.words).joined(separator: " and ")) of \(family.words)"
        }
        guard !far.isEmpty else { return [] }
        return [
            "The model is off by more than 20 % at half of the cases it had not seen, for "
                + "\(far.joined(separator: "; ")): its map shows little there."
        ]
    }

    private static func shortened(_ words: [String], _ rest: String) -> [String] {
        let limit = 8
        guard words.count > limit else { return words }
        return words.prefix(limit - 1) + ["\(words.count - limit + 1) \(rest)"]
    }
}
