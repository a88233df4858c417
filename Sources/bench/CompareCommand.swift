internal import Analysis
internal import ArgumentParser
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios

/// `bench compare`: two suites, or two selections of one, case by case.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two suites, or the transports of one, with intervals.",
        discussion: """
            A suite is a folder of results or its runs.csv. Cases are matched by what was asked for:

              bench compare results/monday results/tuesday
              bench compare results/monday --by transport --where workload=hotset

            better and worse: p < 0.05 after Holm's correction, an interval without 1, and at least \
            the minimum effect. same: the whole interval is within the minimum effect of 1. All \
            else is inconclusive. docs/comparing.md says how it is computed.

            Exit codes: 0 whatever the figures are, 5 the environments differ, 6 nothing could be \
            compared, 64 files that cannot be used.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, markdown, csv, json }

    @Argument(help: "The suite to compare with.", completion: .directory)
    var before: String

    @Argument(help: "The suite that is compared.", completion: .directory)
    var after: String?

    @Option(
        help: ArgumentHelp(
            "Compare the values of a column within one suite: transport, channels, ...",
            valueName: "column"))
    var by: String?

    @OptionGroup var selection: SelectionOptions

    @Option(
        help: ArgumentHelp(
            "Smaller changes do not matter, for example 2%.", valueName: "percent"))
    var minEffect: String?

    @Flag(help: "Compare suites of different environments all the same.")
    var across = false

    @Option(help: "How the comparison is printed: table, markdown, csv or json.")
    var format: Format = .table

    func validate() throws {
        guard (after == nil) != (by == nil) else {
            throw ValidationError(
                after == nil
                    ? "one suite is compared with itself: say in what, for example --by transport"
                    : "--by compares within one suite; here are two")
        }
        _ = try variation()
        _ = try settings()
    }

    func run() throws {
        do {
            let report = try report()
            try printed(report)
            guard !report.isEmpty else {
                StandardError.write(
                    "error: nothing could be compared: no case has completed runs on both sides\n")
                throw Exit.inconclusive
            }
        } catch let error as ResultsError {
            Exit.explain(error)
            throw Exit.usage
        }
    }

    private func report() throws -> ComparisonReport {
        let settings = try settings()
        let suites = try selection.suites([before, after].compactMap(\.self))
        for suite in suites { try Exit.checkRows(of: suite) }
        let first = suites[0]
        if let variation = try variation() {
            let comparison = SuiteComparison(in: first, by: variation, settings) {
                CaseOrder.isBefore($0, $1, by: variation.column)
            }
            return ComparisonReport(comparison, before: "before", after: "after")
        }
        let second = suites[1]
        let match = EnvironmentMatch(first, second)
        try Exit.check(match, first.name, second.name, across: across)
        for caution in SuiteCautions.words(first, second, settings.metrics) { Exit.warn(caution) }
        let comparison = SuiteComparison(of: first, and: second, settings)
        return ComparisonReport(
            comparison, before: first.name, after: second.name, environment: match)
    }

    private func variation() throws -> Variation? {
        try by.map { name in
            try Words.of("--by") { () throws(ValueError) in try Variation(named: name) }
        }
    }

    private func settings() throws -> ComparisonSettings {
        var settings = ComparisonSettings(
            metrics: try selection.metrics(), seed: selection.seed)
        if let minEffect {
            settings.clarity.minimumEffect = try Words.of("--min-effect") {
                () throws(ValueError) in try PercentText.share(minEffect)
            }
        }
        return settings
    }

    private func printed(_ report: ComparisonReport) throws {
        switch format {
        case .table: print(report.text, terminator: "")
        case .markdown: print(report.markdown, terminator: "")
        case .csv: print(report.csv, terminator: "")
        case .json: print(String(decoding: try report.json(), as: UTF8.self))
        }
    }
}
