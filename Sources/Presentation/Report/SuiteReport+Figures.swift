internal import Analysis
internal import Results

extension SuiteReport {
    /// Medians by case, for who wants the figures behind the pictures.
    var figures: ReportSection? {
        let metrics = [
            RunColumns.time.totalMs.column, RunColumns.time.setupMs.column,
            RunColumns.time.downtimeMs.column, RunColumns.time.guestBlackoutMs.column,
            RunColumns.amount.bandwidthMbps.column, RunColumns.totalCPU.cpuSPerGiB.column,
            RunColumns.guest.slowdownPercent.column,
        ].filter { !suite.rows.figures($0).isEmpty }
        guard !metrics.isEmpty else { return nil }
        var section = ReportSection("figures", "Figures")
        var hasBounds = false
        for one in cases {
            var table = ReportTable(
                one.title,
                [.left("transport")] + metrics.map { .right(MetricText.title($0)) }
                    + [.right("completed")])
            for entry in one.entries {
                let medians = metrics.map { BoundWords.value(entry.rows, $0) }
                hasBounds = hasBounds || medians.contains { $0.hasPrefix("<") }
                table.add([entry.label] + medians + ["\(entry.completed) of \(entry.runs)"])
            }
            section.add(.table(table))
        }
        let sums = EvacuationSummary(evacuations)
        if !sums.lines.isEmpty {
            var table = ReportTable("All guests that migrated at once", sums.columns)
            for line in sums.lines { table.add(line) }
            section.add(.table(table))
            for note in sums.notes { section.add(.paragraph(note)) }
        }
        section.add(
            .paragraph(
                "Medians of completed runs; bench list columns says what each figure is."
                    + (hasBounds ? " " + SummaryReport.wordsOfBounds : "")))
        return section
    }

    /// All pictures but the map, which stands where it is talked about.
    func gallery(_ pictures: ReportPictures?) -> ReportSection? {
        guard let pictures else { return nil }
        var section = ReportSection("pictures", "Pictures")
        for picture in pictures.all where !picture.name.hasPrefix("crossover") {
            section.add(.picture(picture))
        }
        if let why = pictures.missing { section.add(.paragraph(why)) }
        if !pictures.leftOut.isEmpty {
            section.add(.heading("Left out"))
            section.add(.list(pictures.leftOut))
        }
        return section.blocks.isEmpty ? nil : section
    }
}
