internal import Analysis
internal import ArgumentParser
internal import Platform
internal import Presentation
internal import Results

/// `bench history`: how metrics went through many suites, and where they changed.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Follow metrics through many suites and find where they changed.",
        discussion: """
              bench history results/2026-11-*
              bench history results/*-nightly --where transport=tcp --where workload=hotset

            A suite is a point: the median of each case and metric. Changes are found by E-divisive \
            means with a permutation test, p <= 0.01, less where there are many trends. \
            docs/history.md has the CSV's columns, and how Apache Otava reads it. What is no suite, \
            or was measured to confirm another, is left out.

            Exit codes: 0 whatever is found, 5 the environments differ, 64 files that cannot be used.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv }

    @Argument(help: "Suites: folders, or their runs.csv.", completion: .directory)
    var results: [String]

    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Follow suites of different environments all the same.")
    var across = false

    @Option(help: "How the history is printed: text or csv.")
    var format: Format = .text

    func run() throws {
        do {
            let metrics = try selection.metrics()
            let suites = try selection.suites(try paths())
            try check(suites)
            let history = History(suites, metrics, seed: selection.seed)
            let report = HistoryReport(history, metrics)
            print(format == .text ? report.text : report.csv, terminator: "")
        } catch let error as ResultsError {
            Exit.explain(error)
            throw Exit.usage
        }
    }

    /// What of the arguments is a suite: a pattern of the shell names more than that.
    private func paths() throws -> [String] {
        let paths = results.filter { path in
            let isSuite =
                Files.isFolder(path)
                ? Files.exists("\(path)/runs.csv")
                : path.hasSuffix(".csv") || !Files.exists(path)
            if !isSuite { Exit.warn("\(path) is no suite; left out") }
            return isSuite
        }.filter { path in
            let isConfirmation = Confirmation.isOne(path)
            if isConfirmation { Exit.warn("\(path) was measured to confirm another; left out") }
            return !isConfirmation
        }
        guard !paths.isEmpty else { throw ValidationError("none of these is a suite") }
        guard paths.count <= EDivisive.longest else {
            throw ValidationError("more than \(EDivisive.longest) suites")
        }
        return paths
    }

    private func check(_ suites: [RecordedSuite]) throws {
        var known: [String: String] = [:]
        for suite in suites {
            for id in suite.suiteIDs {
                guard let other = known.updateValue(suite.name, forKey: id) else { continue }
                throw ValidationError(
                    "\(other) and \(suite.name) are one suite: suite_id \(id) is in both")
            }
            if !suite.rows.isEmpty, suite.startedAt == nil {
                Exit.warn("\(suite.name): no row says when it began; left out")
            }
        }
        guard let mismatch = EnvironmentMatch.mismatch(among: suites) else { return }
        try Exit.check(
            mismatch.match, mismatch.first.name, mismatch.second.name, across: across)
    }
}
