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
            let suites = try selection.suites(try ManySuites.paths(results))
            try ManySuites.check(suites, across: across)
            for caution in SuiteCautions.meanings(in: suites, metrics) { Exit.warn(caution) }
            let history = History(suites, metrics, seed: selection.seed)
            let report = HistoryReport(history, metrics)
            print(format == .text ? report.text : report.csv, terminator: "")
        } catch let error as ResultsError {
            Exit.explain(error)
            throw Exit.usage
        }
    }
}
