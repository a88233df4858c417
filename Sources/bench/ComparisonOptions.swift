internal import Analysis
internal import ArgumentParser
internal import Dispatch
internal import Results
internal import Scenarios
internal import Synchronization

/// Options that say which rows are compared, and in what.
struct ComparisonOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only rows of this kind, for example workload=hotset or transport=tcp,multifd; "
                + "several times for several conditions.", valueName: "column=values"))
    var conditions: [String] = []

    @Option(
        help: ArgumentHelp(
            "Columns to compare, with commas; total_ms, downtime_ms, guest_blackout_ms and "
                + "cpu_s_per_gib by default.", valueName: "columns"))
    var metric: [String] = []

    @Option(
        help: ArgumentHelp(
            "Smaller changes do not matter, for example 2%.", valueName: "percent"))
    var minEffect: String?

    @Option(help: ArgumentHelp("Seed of the bootstrap's resamples.", valueName: "n"))
    var seed: UInt64 = ComparisonSettings.standardSeed

    func validate() throws {
        _ = try settings()
        _ = try filters()
    }

    func settings() throws -> ComparisonSettings {
        var settings = ComparisonSettings(seed: seed)
        let names = metric.flatMap { $0.split(separator: ",").map(String.init) }
        if !names.isEmpty {
            settings.metrics = try names.map { name in
                try Words.of("--metric") { () throws(ValueError) in try Metric.named(name) }
            }
        }
        if let minEffect {
            settings.clarity.minimumEffect = try Words.of("--min-effect") {
                () throws(ValueError) in try PercentText.share(minEffect)
            }
        }
        return settings
    }

    func filters() throws -> [RowFilter] {
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
        let filters = try filters()
        let rows = suite.rows.filter { row in filters.allSatisfy { $0.accepts(row) } }
        if rows.isEmpty {
            Exit.warn(
                suite.rows.isEmpty
                    ? "\(suite.name) has no rows" : "\(suite.name): no row fits --where")
        }
        return suite.with(rows: rows)
    }
}

/// Turns what is wrong with a value into an error of the option.
enum Words {
    static func of<Value>(
        _ option: String, _ read: () throws(ValueError) -> Value
    ) throws -> Value {
        do throws(ValueError) { return try read() } catch {
            throw ValidationError("\(option): \(error)")
        }
    }
}
