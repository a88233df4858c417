internal import Analysis
internal import Results

extension Plot {
    /// How a migration went.
    static let timeline = Plot(
        name: "timeline",
        summary: "throughput and what is left over time, with the downtime shaded",
        draw: { source throws(PlotError) in try TimelinePlot(source).pictures() })
}

/// For each case the samples of one run: that whose total is the median.
private struct TimelinePlot {
    private let source: PlotSource
    private let samples: [String: [Row]]

    /// Samples of one run.
    private struct Course {
        let entry: PlotCase.Entry
        let run: Row
        let samples: [Sample]

        /// From the decision to stop the guest to the destination's word; nil where no sample says.
        var downtime: (from: Double, to: Double)? {
            let column = TimelineColumns.sample.phase
            guard let from = samples.first(where: { $0.row[column] == "switchover" }),
                let to = samples.last(where: { $0.row[column] == "completed" })
            else { return nil }
            return (from.ms, to.ms)
        }
    }

    /// One sample.
    private struct Sample {
        let row: Row
        let ms: Double
        /// In 10^6 bit/s, since the last sample that has one.
        var mbps: Double?
    }

    init(_ source: PlotSource) throws(PlotError) {
        self.source = source
        let suite = try source.suite()
        let rows: [Row]?
        do { rows = try suite.samples() } catch { throw .results(error) }
        guard let rows else { throw .nothing("there is no timeline.csv in \(suite.folder)") }
        samples = Dictionary(grouping: rows) { $0[RunColumns.identity.runID] ?? "" }
    }

    func pictures() throws(PlotError) -> [Picture] {
        let cases = try source.cases(measuring: [RunColumns.time.totalMs.column]) {
            !$0.variant.isHarness
        }
        let note = try source.words([
            "of each case the run whose total is the median", "null is left out",
            "throughput: bytes between samples",
        ])
        var pictures: [Picture] = []
        for one in cases {
            let courses = one.entries.compactMap(course)
            for courses in courses.parts(of: 6) {
                let name = Sheet.name("timeline", pictures.count)
                pictures.append(picture(one.title, courses, name, note))
            }
        }
        guard !pictures.isEmpty else {
            throw .nothing("timeline.csv has fewer than two samples of each completed run")
        }
        return pictures
    }

    /// The lower of the two middle runs where their number is even.
    private func course(_ entry: PlotCase.Entry) -> Course? {
        let total = RunColumns.time.totalMs
        let runs = entry.rows.filter {
            $0[RunColumns.outcome.status] == RunStatus.completed.rawValue && $0[total] != nil
        }.sorted { ($0[total] ?? 0) < ($1[total] ?? 0) }
        guard !runs.isEmpty else { return nil }
        let run = runs[(runs.count - 1) / 2]
        let own = (samples[run[RunColumns.identity.runID] ?? ""] ?? []).filter {
            // What is sent and left is known at one end.
            $0[TimelineColumns.sample.side] == Side.source.rawValue
        }.compactMap { row in
            row[TimelineColumns.sample.tMs].map { Sample(row: row, ms: $0) }
        }.sorted { $0.ms < $1.ms }
        guard own.count > 1, let last = own.last, last.ms > 0 else { return nil }
        return Course(entry: entry, run: run, samples: Self.rated(own, shortest: last.ms / 100))
    }

    /// Samples with rates; those that follow another at once have none, and the last is joined with
    /// them: what leaves in so short a time went into a buffer.
    private static func rated(_ samples: [Sample], shortest: Double) -> [Sample] {
        var samples = samples
        var known = [(ms: 0.0, bytes: 0)]
        for index in samples.indices {
            guard let bytes = samples[index].row[TimelineColumns.sample.sentBytes] else { continue }
            let isLast = index == samples.count - 1
            if isLast, samples[index].ms - known[known.count - 1].ms < shortest, known.count > 1 {
                known.removeLast()
                if let before = samples.lastIndex(where: { $0.mbps != nil }) {
                    samples[before].mbps = nil
                }
            }
            let since = known[known.count - 1]
            let span = samples[index].ms - since.ms
            guard span >= shortest, bytes >= since.bytes else { continue }
            samples[index].mbps = Double(bytes - since.bytes) * 8 / span / 1000
            known.append((samples[index].ms, bytes))
        }
        // The line begins where the first interval does.
        if let first = samples.first(where: { $0.mbps != nil })?.mbps, samples[0].mbps == nil {
            samples[0].mbps = first
        }
        return samples
    }

    private func picture(
        _ title: String, _ courses: [Course], _ name: String, _ note: [String]
    ) -> Picture {
        var sheet = Sheet(
            name: name, title: "How migrations go: \(title)",
            columns: [
                "panel", "t_ms", "throughput_mbps", "remaining_bytes", "phase", "transport",
                "run_id", "setting",
            ],
            legend: [
                // The line has the colour of its transport.
                .init(
                    text: "throughput (solid), left axis",
                    sign: .line("lc rgb '#777777' lw 3 dt solid")),
                .init(
                    text: "memory left to send (dashed), right axis",
                    sign: .line("lc rgb '#000000' lw 2.5 dt (10,6)")),
                .init(
                    text: "downtime",
                    sign: .box("fc rgb '#CCCCCC' fs solid 1.0 border lc rgb '#CCCCCC'")),
            ])
        sheet.script.add("only(panel, x) = column('panel') == panel ? x : NaN")
        add(courses, title, to: &sheet)
        let counts = courses.map(\.entry.completed)
        return sheet.picture(note: note + [Spread.counts(counts)])
    }

    private func add(_ courses: [Course], _ setting: String, to sheet: inout Sheet) {
        let all = courses.flatMap(\.samples)
        let units = Units(
            time: AxisUnit(TimelineColumns.sample.tMs.column, upTo: all.map(\.ms).max() ?? 0),
            rate: AxisUnit(RunColumns.amount.bandwidthMbps.column, upTo: 0),
            memory: AxisUnit(
                TimelineColumns.sample.remainingBytes.column, upTo: all.map(Self.left).max() ?? 0))
        let columns = min(courses.count, 2)
        let (height, gap, edge) = (200, 56, 132)
        let width = (sheet.script.width - 2 * edge - (columns - 1) * 36) / columns
        let top = sheet.y + 40
        let rows = (courses.count + columns - 1) / columns
        for (place, course) in courses.enumerated() {
            let (row, column) = (place / columns, place % columns)
            let (x, y) = (edge + column * (width + 36), top + row * (height + gap))
            sheet.panel(
                Self.title(course),
                Script.Frame(left: x, top: y, right: x + width, bottom: y + height))
            sheet.script.add(
                "set border 11 lc rgb '#444444'",
                units.rate.ticks("y", upTo: all.compactMap(\.mbps).max() ?? 0),
                units.memory.ticks("y2", upTo: all.map(Self.left).max() ?? 0),
                units.time.range("x", 0, (all.map(\.ms).max() ?? 0) * 1.02),
                units.rate.range("y", 0, max(all.compactMap(\.mbps).max() ?? 0, 1) * 1.08),
                units.memory.range("y2", 0, max(all.map(Self.left).max() ?? 0, 1) * 1.08))
            label(
                units, to: &sheet, isFirst: column == 0, isLast: column == columns - 1,
                isLowest: place + columns >= courses.count)
            draw(course, place + 1, setting, units, to: &sheet)
        }
        sheet.advance(40 + rows * (height + gap) + 34)
    }

    private struct Units {
        let time: AxisUnit
        let rate: AxisUnit
        let memory: AxisUnit
    }

    /// Panels share their axes: only those at the edges have words and figures.
    private func label(
        _ units: Units, to sheet: inout Sheet, isFirst: Bool, isLast: Bool, isLowest: Bool
    ) {
        if isFirst {
            let words = units.rate.title("throughput")
            sheet.axes(left: (words, 100))
        } else {
            sheet.script.add("set format y ''")
        }
        if isLast {
            let words = units.memory.title("memory left")
            sheet.axes(right: (words, 96))
        } else {
            sheet.script.add("set format y2 ''")
        }
        if isLowest {
            let words = units.time.title("time since setup")
            sheet.axes(below: words)
        } else {
            sheet.script.add("set format x ''")
        }
    }

    private static func left(_ sample: Sample) -> Double {
        Double(sample.row[TimelineColumns.sample.remainingBytes] ?? 0)
    }

    /// `tcp: 102 ms, downtime 1.9 ms`.
    private static func title(_ course: Course) -> String {
        let stop = course.run[RunColumns.time.downtimeMs].map {
            ", downtime \(Quantity.duration(milliseconds: $0))"
        }
        return course.entry.label + (stop ?? "")
    }

    private func draw(
        _ course: Course, _ panel: Int, _ setting: String, _ units: Units, to sheet: inout Sheet
    ) {
        for sample in course.samples {
            sheet.table.add([
                .count(panel), .decimal(sample.ms), sample.mbps.map { .decimal($0) },
                sample.row[TimelineColumns.sample.remainingBytes.column],
                sample.row[TimelineColumns.sample.phase.column], .text(course.entry.label),
                course.run[RunColumns.identity.runID.column], .text(setting),
            ])
        }
        if let stop = course.downtime {
            let (from, to) = (stop.from / units.time.divisor, stop.to / units.time.divisor)
            sheet.script.add(
                "set object rectangle from first \(from), graph 0 to first \(to), graph 1 "
                    + "fc rgb '#CCCCCC' fs solid 1.0 border lc rgb '#CCCCCC' behind")
        }
        let file = "'\(sheet.script.name).tsv'"
        let time = "(only(\(panel), \(units.time.of("t_ms"))))"
        sheet.script.plot([
            "\(file) using \(time):\(units.rate.of("throughput_mbps")) "
                + "with fsteps lc rgb '\(course.entry.look.color)' lw 3 dt solid notitle",
            "\(file) using \(time):\(units.memory.of("remaining_bytes")) axes x1y2 "
                + "with lines lc rgb '#000000' lw 2.5 dt (10,6) notitle",
        ])
    }
}
