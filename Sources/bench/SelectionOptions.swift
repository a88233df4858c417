internal import Analysis
internal import ArgumentParser
internal import Dispatch
internal import Results
internal import Scenarios
internal import Synchronization

/// Options that say which rows are looked at, and in what.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only rows of this kind, for example workload=hotset or transport=tcp,multifd; "
                + "several times for several conditions.", valueName: "column=values"))
    var conditions: [String] = []

    @Option(
        help: ArgumentHelp(
            "Columns of figures, with commas; total_ms, downtime_ms, guest_blackout_ms and "
                + "cpu_s_per_gib by default.", valueName: "columns"))
    var metric: [String] = []

    @Option(help: ArgumentHelp("Seed of what is drawn at random.", valueName: "n"))
    var seed: UInt64 = ComparisonSettings.standardSeed

    func validate() throws {
        _ = try metrics()
        _ = try filters()
    }

    /// The columns that were named, each once.
    func metrics() throws -> [Column] {
        var seen: Set<Column> = []
        let names = metric.flatMap { $0.split(separator: ",").map(String.init) }
        let named = try names.map { name in
            try Words.of("--metric") { () throws(ValueError) in try Metric.named(name) }
        }
        return named.isEmpty ? Metric.standard : named.filter { seen.insert($0).inserted }
    }

    private func filters() throws -> [RowFilter] {
        try conditions.map { text in
            try Words.of("--where") { () throws(ValueError) in try RowFilter(parsing: text) }
        }
    }

    /// Reads suites, several at a time, and leaves the rows that the conditions accept; says what
    /// was odd.
    func suites(_ paths: [String]) throws -> [RecordedSuite] {
        let read = Mutex<[Int: Result<RecordedSuite, ResultsError>]>([:])
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            let result = Result { () throws(ResultsError) in try RecordedSuite(paths[index]) }
            read.withLock { $0[index] = result }
        }
        let results = read.withLock { $0 }
        return try paths.indices.compactMap { try results[$0]?.get() }.map(filtered)
    }

    private func filtered(_ suite: RecordedSuite) throws -> RecordedSuite {
        for warning in suite.warnings { Exit.warn(warning) }
        if suite.rows.isEmpty { Exit.warn("\(suite.name) has no rows") }
        let filters = try filters()
        guard !filters.isEmpty, !suite.rows.isEmpty else { return suite }
        let rows = suite.rows.filter { row in filters.allSatisfy { $0.accepts(row) } }
        if rows.isEmpty { Exit.warn("\(suite.name): no row fits --where") }
        return suite.with(rows: rows)
    }
}
