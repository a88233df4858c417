internal import ArgumentParser
internal import FoundationEssentials
internal import Measurement
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios
internal import Session

/// `bench run`: runs a scenario and writes the results.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario: migrate, verify, record.",
        discussion: """
            Without a scenario the quick matrix is run: every transport, three workloads, 256 MiB, \
            in about two minutes. Options override the scenario; several values go with commas:

              bench run --transport tcp,multifd --channels 2,4,8 --memory 1GiB
              bench run --workload hotset --dirty-rate 64MiB/s,1GiB/s --repetitions 10
              bench run --resume results/2026-11-22T21-03-11Z-quick

            Sizes are 4096, 512KiB, 256MiB, 8GiB; rates are 500MiB/s, 25Gb/s, max; times are 300ms, 2s.
            Results go to results/<time>-<name>/: runs.csv (a row a migration), rounds.csv, \
            timeline.csv, environment.json, scenario.yml.
            """)

    enum Format: String, ExpressibleByArgument { case text, json }

    @Argument(
        help: "Scenario file (YAML); the quick matrix without one.",
        completion: .file(extensions: ["yml", "yaml"]))
    var scenario: String?

    @OptionGroup(title: "Overrides") var overrides: ScenarioOptions
    @OptionGroup(title: "Hosts") var endpoints: EndpointOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The suite's folder; results/<suite-id> by default.", valueName: "folder"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Go on with a suite: run what has no row yet.", valueName: "folder"))
    var resume: String?

    @Flag(help: "Print the plan and stop.")
    var dryRun = false

    @Option(help: "How the summary is printed: text or json.")
    var format: Format = .text

    func validate() throws {
        // A word that was meant as a subcommand arrives here as a scenario.
        if let scenario, !scenario.contains("/"), !scenario.contains("."), !Files.exists(scenario) {
            throw ValidationError(
                "there is no subcommand and no scenario file \(scenario); see bench --help")
        }
        guard resume != nil else { return }
        if scenario != nil || output != nil || !overrides.isEmpty {
            throw ValidationError(
                "--resume goes on with the suite as it is: no scenario, "
                    + "--output or override beside it")
        }
    }

    func run() throws {
        do {
            try execute()
        } catch let error as ScenarioErrors {
            Exit.explain(error)
            throw Exit.usage
        } catch let error as ResultsError {
            Exit.explain(error)
            // What could not be kept in a file is kept here.
            if let rows = error.lostRows { StandardError.write(rows) }
            throw Exit.failed
        } catch let error as SessionError {
            if case .interrupted = error {
                // The runner itself ends in order: only starting the agents throws this.
                StandardError.write("stopped before anything was run\n")
                throw Exit.interrupted
            }
            Exit.explain(error)
            throw Exit.failed
        } catch let error as SystemError {
            Exit.explain(error)
            throw Exit.failed
        }
    }

    private func execute() throws {
        let resumed = try resume.map { path throws(ResultsError) in try SuiteFolder.resume(path) }
        let plan = try RunPlan(try chosenScenario(resumed))
        let done = try resumed?.finishedRuns() ?? [:]
        let positions = done.keys.map { RunPosition(block: $0.block, orderIndex: $0.orderIndex) }
        let runs = plan.remaining(afterDone: Set(positions))
        if dryRun {
            print(PlanText.full(plan, runs), terminator: "")
            return
        }
        try runSuite(plan, runs, resumed)
    }

    private func chosenScenario(_ resumed: SuiteFolder?) throws(ScenarioErrors) -> Scenario {
        if let resumed {
            let path = "\(resumed.path)/\(SuiteFolder.Sidecar.scenario.rawValue)"
            return try ScenarioFile.read(path: path)
        }
        let chosen =
            if let scenario { try ScenarioFile.read(path: scenario) } else {
                try Scenario.quick()
            }
        return try overrides.overrides.apply(to: chosen)
    }

    private func runSuite(
        _ plan: RunPlan, _ runs: [PlannedRun], _ resumed: SuiteFolder?
    ) throws {
        let interrupts = try Interrupts()
        let screen = SuiteScreen()
        let runner = try SuiteRunner(
            endpoints.suiteOptions(executable: try ThisProcess.executablePath()),
            observer: screen, interrupts: interrupts)
        try checkFeasible(runs, runner)
        let folder = try resumed ?? makeFolder(plan)
        announce(plan, runner, folder, runs)
        let ending = try runner.run(runs, into: folder)
        screen.clear()
        try conclude(ending, folder)
    }

    /// A suite of which nothing can be run is an error, not a table of skipped rows.
    private func checkFeasible(_ runs: [PlannedRun], _ runner: SuiteRunner) throws {
        let obstacles = runs.map { runner.obstacle(to: $0.spec) }
        guard let first = obstacles.first, let reason = first,
            obstacles.allSatisfy({ $0 != nil })
        else { return }
        StandardError.write(
            "error: \(reason)\n  choose less with --memory; bench doctor shows what there is\n")
        throw Exit.failed
    }

    private func makeFolder(_ plan: RunPlan) throws(ResultsError) -> SuiteFolder {
        let folder =
            if let output { try SuiteFolder.create(at: output) } else {
                try SuiteFolder.create(scenario: plan.scenario.name)
            }
        let text: String
        do { text = try ScenarioFile.encode(plan.scenario) } catch {
            preconditionFailure("a sound scenario cannot be written: \(error)")
        }
        try folder.write(.scenario, text)
        return folder
    }

    private func announce(
        _ plan: RunPlan, _ runner: SuiteRunner, _ folder: SuiteFolder, _ runs: [PlannedRun]
    ) {
        let facts = runner.facts
        StandardError.write("source         \(Doctor.summary(of: facts[0]))\n")
        if facts[1].environment != facts[0].environment {
            StandardError.write("destination    \(Doctor.summary(of: facts[1]))\n")
        }
        StandardError.write(PlanText.headline(plan) + "\n")
        for repair in folder.repairs {
            StandardError.write("note: \(repair.path): removed a half-written row\n")
        }
        if resume != nil {
            // Warm-up runs come again but have no row.
            let missing = runs.count { !$0.isWarmup }
            let words = missing == 1 ? "1 run is missing" : "\(missing) runs are missing"
            StandardError.write("resume         \(words)\n")
        }
    }

    private func conclude(_ ending: SuiteEnding, _ folder: SuiteFolder) throws {
        let table = try TableReader(path: folder.runs.path, columns: RunColumns.all)
        let report = SummaryReport(table.rows)
        switch format {
        case .text: print("\n" + report.text(), terminator: "")
        case .json: print(String(decoding: try report.json(), as: UTF8.self))
        }
        if format == .text { print("results        \(folder.path)") }
        switch ending {
        case .finished: break
        case .interrupted:
            StandardError.write(
                "stopped; go on with: bench run --resume \(folder.path)\n")
            throw Exit.interrupted
        case .givenUp(let reason):
            StandardError.write(
                "error: given up: \(reason)\n  go on with: bench run --resume \(folder.path)\n")
            throw Exit.failed
        }
        if report.counts.failed + report.counts.corrupt > 0 { throw Exit.failed }
    }
}
