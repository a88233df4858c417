internal import Analysis
internal import Results

/// How migrations of a suite went: for each case the samples of one run, that whose total is the median.
struct Courses {
    private let source: PlotSource
    private let samples: [String: [Row]]
    /// Samples from before the start, where an end was looked at before precopy began.
    private let early: Int
    /// What is odd about the file.
    private let warnings: [String]

    init(_ source: PlotSource) throws(PlotError) {
        self.source = source
        let suite = try source.suite()
        let table: TableReader?
        do { table = try suite.samples() } catch { throw .results(error) }
        guard let table else { throw .nothing("there is no timeline.csv in \(suite.folder)") }
        let rows = table.rows
        warnings = table.warnings.map { $0.replacing("\(suite.folder)/", with: "") }
        let sound = rows.filter { ($0[TimelineColumns.sample.tMs] ?? 0) >= 0 }
        early = rows.count - sound.count
        samples = Dictionary(grouping: sound) { $0[RunColumns.identity.runID] ?? "" }
    }

    /// What stands below each picture of courses.
    func note(_ more: [String]) throws(PlotError) -> [String] {
        let left = "left out: \(Quantity.counted(early, "sample")) with t_ms below zero"
        return try source.words(
            ["of each case the run whose total is the median", "null is left out"] + more
                + (early > 0 ? [left] : []) + warnings)
    }

    /// Each setting with its courses, in the order of tables.
    func all() throws(PlotError) -> [(setting: String, courses: [Course])] {
        try source.cases(measuring: [RunColumns.time.totalMs.column]) { !$0.variant.isHarness }
            .map { one in (one.title, one.entries.compactMap(course)) }
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
            row[TimelineColumns.sample.tMs].map { Course.Sample(row: row, ms: $0) }
        }.sorted { $0.ms < $1.ms }
        guard own.count > 1, let last = own.last, last.ms > 0 else { return nil }
        return Course(entry: entry, run: run, samples: own)
    }
}

/// Samples of one run at the source, by time.
struct Course {
    let entry: PlotCase.Entry
    let run: Row
    /// At least two, the last after the start.
    var samples: [Sample]
    /// The column that the left axis is made of, where that is not always the same.
    var measure: String?

    /// One sample, with what is drawn of it.
    struct Sample {
        let row: Row
        let ms: Double
        /// What the left axis has of it, since the sample before that has one.
        var left: Double?
        /// What the right axis has of it.
        var right: Double?
    }

    /// A hundredth of the time: rates over less are of what went into a buffer.
    var shortestSpan: Double { (samples.last?.ms ?? 0) / 100 }

    /// From the decision to stop the guest to the destination's word; nil where no sample says.
    var downtime: (from: Double, to: Double)? {
        let column = TimelineColumns.sample.phase
        guard let from = samples.first(where: { $0.row[column] == "switchover" }),
            let to = samples.last(where: { $0.row[column] == "completed" })
        else { return nil }
        return (from.ms, to.ms)
    }

    /// How much a count grew in a millisecond, of each sample since the one before that has a rate.
    ///
    /// A sample that follows another at once has none, and the last is joined with what came before.
    ///
    /// - Parameters:
    ///   - count: What grows.
    ///   - first: When it was how much before the samples; nil leaves that to the first sample.
    ///   - shortest: The least time in ms that a rate is of.
    func rates(
        of count: TypedColumn<Int>, since first: (ms: Double, count: Int)? = nil, shortest: Double
    ) -> [Double?] {
        var rates = [Double?](repeating: nil, count: samples.count)
        var known = [first].compactMap(\.self)
        for (index, sample) in samples.enumerated() {
            guard let now = sample.row[count] else { continue }
            guard let last = known.last else {
                known.append((sample.ms, now))
                continue
            }
            let isLast = index == samples.count - 1
            if isLast, sample.ms - last.ms < shortest, known.count > 1 {
                known.removeLast()
                if let before = rates.lastIndex(where: { $0 != nil }) { rates[before] = nil }
            }
            let since = known[known.count - 1]
            let span = sample.ms - since.ms
            guard span >= shortest, now >= since.count else { continue }
            rates[index] = Double(now - since.count) / span
            known.append((sample.ms, now))
        }
        // The line begins where the first interval does.
        if let first = rates.first(where: { $0 != nil }), rates[0] == nil { rates[0] = first }
        return rates
    }
}
