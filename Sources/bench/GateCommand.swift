internal import Analysis
internal import ArgumentParser
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios

/// `bench gate`: whether a suite got worse than a baseline.
struct GateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Fail where a suite got worse than its baseline, by rules.",
        discussion: """
              bench gate --current results/tuesday
              bench gate --baseline results/monday --current results/tuesday --rules rules.yml
              bench gate --self-test --baseline results/monday

            Without --baseline, the one for the suite's environment and scenario under \
            \(Baselines.folder) is taken; see `bench baseline`. A check fails where the median is \
            beyond its rule's limit and `bench compare` would say worse. Failed and corrupt runs \
            always fail. docs/comparing.md has the form of rules.

            Exit codes: 0 passed, 2 a regression, 3 failed or corrupt runs or a --self-test that \
            does not prove the gate, 4 no baseline, 5 the environments differ, 6 inconclusive, 64 \
            files that cannot be used.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, junit, github, gitlab }

    @Option(
        help: ArgumentHelp(
            "What to hold the suite against: a suite, its runs.csv, or a folder of baselines.",
            valueName: "folder"), completion: .directory)
    var baseline: String?

    @Option(
        help: ArgumentHelp("The suite, or its runs.csv.", valueName: "folder"),
        completion: .directory)
    var current: String?

    @Option(
        help: ArgumentHelp(
            "Rules (YAML); 5 % of total and CPU, 10 % of downtime and blackout without.",
            valueName: "file"), completion: .file(extensions: ["yml", "yaml"]))
    var rules: String?

    @Flag(help: "Measure what is suspected once more, between the same ends, before failing.")
    var confirm = false

    @Flag(help: "Put regressions into a copy of the baseline and prove that they are caught.")
    var selfTest = false

    @Flag(help: "Compare suites of different environments all the same.")
    var across = false

    @Option(help: ArgumentHelp("Seed of the bootstrap's resamples.", valueName: "n"))
    var seed: UInt64 = ComparisonSettings.standardSeed

    @Option(
        help: """
            How the result is printed: text; junit (XML); github (Markdown for the job's summary, \
            annotations on standard error); gitlab (Markdown).
            """)
    var format: Format = .text

    func validate() throws {
        for (option, path) in [("--baseline", baseline), ("--current", current)] where path == "" {
            throw ValidationError("\(option) is empty: it takes a suite's folder or its runs.csv")
        }
        if selfTest {
            guard current == nil, !confirm else {
                throw ValidationError("--self-test goes by the baseline alone")
            }
            guard baseline != nil else {
                throw ValidationError("--self-test needs a --baseline to prove the gate on")
            }
            guard format == .text else {
                throw ValidationError(
                    "--self-test only prints text, whatever reads --format \(format.rawValue)")
            }
        } else if current == nil {
            throw ValidationError("--current is missing: which suite is to pass?")
        }
    }

    func run() throws {
        do { try decide() } catch let error as ResultsError {
            Exit.explain(error)
            throw Exit.usage
        } catch let error as ScenarioErrors {
            Exit.explain(error)
            throw Exit.usage
        }
    }

    private func decide() throws {
        let rules =
            try rules.map { path throws(ScenarioErrors) in
                try GateRulesFile.read(path: path)
            } ?? .standard
        if selfTest { return try test(rules) }
        let current = try suite(current ?? "")
        let confirmation = try confirm ? Confirmation(of: current.name) : nil
        let baseline = try suite(try Baselines.find(for: current, at: baseline))
        try check(baseline, current)
        for caution in SuiteCautions.words(baseline, current, rules.metrics) { Exit.warn(caution) }
        let gate = Gate(baseline: baseline, current: current, rules, seed: seed)
        guard let confirmation, gate.verdict != .broken,
            let again = try confirmation.run(gate.suspects, of: current)
        else { return try conclude(GateReport(GateDecision(gate))) }
        try check(baseline, again)
        try conclude(
            GateReport(
                GateDecision(gate, baseline: baseline, again: again, rules, seed: seed)))
    }

    /// Ends the program where the environments differ, and where nobody can tell.
    private func check(_ baseline: RecordedSuite, _ other: RecordedSuite) throws {
        let match = EnvironmentMatch(baseline, other)
        if case .unknown(let why) = match, !across {
            StandardError.write(
                "error: whether the environments match is unknown: \(why)\n"
                    + "  compare them all the same with --across\n")
            throw Exit.notComparable
        }
        try Exit.check(match, baseline.name, other.name, across: across)
    }

    private func suite(_ path: String) throws -> RecordedSuite {
        let suite = try RecordedSuite(path)
        for warning in suite.warnings { Exit.warn(warning) }
        try Exit.checkRows(of: suite)
        return suite
    }

    private func test(_ rules: GateRules) throws {
        let test = GateSelfTest(try suite(baseline ?? ""), rules)
        print(test.text, terminator: "")
        guard test.isProven else { throw Exit.failed }
    }

    private func conclude(_ report: GateReport) throws {
        switch format {
        case .text: print(report.text, terminator: "")
        case .junit: print(report.junit, terminator: "")
        case .gitlab: print(report.markdown, terminator: "")
        case .github:
            print(report.markdown, terminator: "")
            StandardError.write(report.annotations)
        }
        switch report.verdict {
        case .passed: return
        case .regression: throw Exit.regression
        case .broken: throw Exit.failed
        case .inconclusive: throw Exit.inconclusive
        }
    }
}
