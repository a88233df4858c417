internal import Analysis
internal import ArgumentParser
internal import Presentation
internal import Results

/// `bench history`: how metrics went through many suites, and where they changed.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Follow metrics through many suites and find where they changed.",
        discussion: """
              bench history results/2026-11-*
              bench history results/* --where transport=tcp --where workload=hotset --format csv

            A suite is a point: the median of each case and metric. Changes are found by E-divisive \
            means with a permutation test, p <= 0.01. docs/history.md has the CSV's columns, and how \
            Apache Otava reads it.

            Exit codes: 0 whatever is found, 5 the environments differ, 64 files that cannot be used.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv }

    @Argument(help: "Suites: folders, or their runs.csv.", completion: .directory)
    var results: [String]

    @OptionGroup var options: ComparisonOptions

    @Flag(help: "Follow suites of different environments all the same.")
    var across = false

    @Option(help: "How the history is printed: text or csv.")
    var format: Format = .text

    func validate() throws {
        guard results.count <= EDivisive.longest else {
            throw ValidationError("more than \(EDivisive.longest) suites")
        }
    }

    func run() throws {
        do {
            let settings = try options.settings()
            let suites = try options.suites(results)
            for (before, after) in zip(suites, suites.dropFirst()) {
                let match = EnvironmentMatch(before, after)
                try Exit.check(match, before.name, after.name, across: across)
            }
            for suite in suites where suite.startedAt == nil {
                Exit.warn("\(suite.name): no row says when it began; left out")
            }
            let history = History(suites, settings.metrics, EDivisive(seed: settings.seed))
            let report = HistoryReport(history, settings.metrics)
            print(format == .text ? report.text : report.csv, terminator: "")
        } catch let error as ResultsError {
            Exit.explain(error)
            throw Exit.usage
        }
    }
}
