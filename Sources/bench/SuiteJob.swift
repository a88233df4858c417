internal import Analysis
internal import Guest
internal import Lab
internal import Measurement
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios
internal import Session

/// The two ends of a suite, reached.
struct SuiteHosts {
    let options: SuiteOptions
    /// How they were reached, to be kept with the suite.
    let endpoints: SuiteEndpoints
    /// What a reader of the figures must know of the hosts; nil where there is nothing.
    var note: String?
    /// The text of lab.json; nil for hosts that are no lab.
    var labFacts: String?
    /// Gives back what was started for them.
    var close: () -> Void = {}
}

/// Runs a suite as it was typed: from its scenario to the summary.
struct SuiteJob {
    let arguments: SuiteArguments
    /// How the command is typed, for words on how to go on.
    let command: String
    /// Its options that a suite's folder does not keep, as they are typed.
    var ownOptions: [String] = []
    /// What its runs are expected to cost.
    var cost = CostModel()
    /// What runs when no scenario is named.
    let defaultScenario: () throws(ScenarioErrors) -> Scenario
    /// Makes the plan of a scenario.
    var makePlan: (Scenario) throws(ScenarioErrors) -> RunPlan = {
        scenario throws(ScenarioErrors) in try RunPlan(scenario)
    }
    /// Refuses what the plan cannot be run with, whether it is run or only shown.
    var check: (RunPlan) throws -> Void = { _ in }
    /// Says where a plan runs, in a line; nil where nothing is started for it.
    var place: (RunPlan) throws -> String? = { _ in nil }
    /// Says which network its data would take, in a line; nil where that is plain.
    ///
    /// No host is asked. The endpoints are those of a suite that goes on.
    var network: (RunPlan, SuiteEndpoints?) -> String? = { _, _ in nil }
    /// Judges a suite that is finished, in words of its own; in JSON they are the only ones.
    var judge: ((RunPlan, RecordedSuite) throws -> Void)?
    /// Reaches the two ends; of a suite that goes on, where they were.
    let connect: (RunPlan, SuiteEndpoints?, Interrupts) throws -> SuiteHosts

    func run() throws { try SuiteErrors.explained(execute) }

    private func execute() throws {
        try arguments.checkScenario()
        let resumed = try arguments.resume.map { path throws(ResultsError) in
            try ResumedSuite(path)
        }
        try resumed?.check(command: command)
        let plan = try makePlan(try resumed?.scenario ?? chosenScenario())
        try resumed?.check(plan)
        try check(plan)
        let precision = try precision(of: plan, resumed)
        let runs = resumed?.remaining(of: plan, precision) ?? plan.runs
        if arguments.dryRun {
            switch arguments.format {
            case .text:
                if let place = try place(plan) { print(place) }
                if let network = network(plan, resumed?.endpoints) { print(network) }
                print(PlanText.full(plan, runs, cost), terminator: "")
            case .json: print(PlanJSON(plan, runs, cost, arguments.injection).text)
            }
            warnOfTicks(plan.certain(of: runs))
            return
        }
        try runSuite(plan, runs, resumed, precision)
    }

    /// What a suite with a stopping rule knows so far; nil without one.
    private func precision(
        of plan: RunPlan, _ resumed: ResumedSuite?
    ) throws(ResultsError) -> PrecisionWatch? {
        guard let stop = plan.scenario.stop else { return nil }
        var watch = PrecisionWatch(stop, repetitions: plan.scenario.repetitions)
        for (run, row) in try resumed?.recorded(of: plan) ?? [] { watch.add(row, of: run.spec) }
        return watch
    }

    /// A plan asks no hosts: it is taken to run on this one alone.
    private func warnOfTicks(_ runs: [PlannedRun]) {
        let facts = HostFacts.read()
        let precision = CPUPrecision(
            cpus: facts.cpu.online ?? 1, hosts: 1, idleIsExact: facts.idleTimeExact == true)
        guard let warning = CPUPlan.warning(about: runs, precision, model: cost) else { return }
        StandardError.write("warning: \(warning)\n")
    }

    private func chosenScenario() throws(ScenarioErrors) -> Scenario {
        let chosen =
            if let scenario = arguments.scenario { try ScenarioFile.read(path: scenario) } else {
                try defaultScenario()
            }
        return try arguments.overrides.apply(to: chosen)
    }

    private func runSuite(
        _ plan: RunPlan, _ runs: [PlannedRun], _ resumed: ResumedSuite?,
        _ precision: PrecisionWatch?
    ) throws {
        let interrupts = try Interrupts()
        let screen = SuiteScreen(precision)
        if resumed == nil { try checkFolder() }
        if let place = try place(plan) { StandardError.write(place + "\n") }
        let hosts = try connect(plan, resumed?.endpoints, interrupts)
        defer { hosts.close() }
        var options = hosts.options
        options.lease = Lease(
            scenario: plan.scenario.name,
            seconds: RunEstimate(runs, model: cost).seconds)
        options.waitsForHosts = arguments.wait
        options.failuresAllowed = arguments.giveUpAfter
        var endpoints = hosts.endpoints
        endpoints.silenceSeconds = arguments.silence ?? resumed?.endpoints?.silenceSeconds
        if let seconds = endpoints.silenceSeconds {
            options.silence = Silence(seconds: seconds) ?? .byDefault
        }
        options.ceilingProbe = arguments.ceilingProbe.probe
        options.without = arguments.instrumentsLeftOut
        options.traceDigest = plan.scenario.trace?.trace.digest
        let runner = try SuiteRunner(options, observer: screen, interrupts: interrupts)
        // Before the hosts go, or an agent would tell of a lost machine.
        defer { runner.stop() }
        let ways = try runner.dataWays(of: plan.cases)
        try resumed?.check(runner, hosts, ways: ways)
        endpoints.dataWays = ways
        endpoints.scenarioDigest = try plan.scenario.digest
        try checkFeasible(runs, runner)
        let folder = try resumed?.folder ?? makeFolder(plan)
        try endpoints.write(into: folder)
        if let facts = hosts.labFacts { try folder.write(.lab, facts) }
        announce(plan, runner, folder, runs)
        resumed?.announce(runs, of: plan)
        let ending = try runner.run(runs, into: folder, isNeeded: screen.isNeeded)
        screen.clear()
        if let note = hosts.note { StandardError.write(note + "\n") }
        try conclude(ending, folder, try capped(plan, screen, folder))
        try judge?(plan, RecordedSuite(folder.path))
    }

    /// The cases that had all the runs that the stopping rule allows and are not known as well as
    /// it asks for: told at once, and noted beside the results.
    private func capped(
        _ plan: RunPlan, _ screen: SuiteScreen, _ folder: SuiteFolder
    ) throws(ResultsError) -> [String] {
        guard let stop = plan.scenario.stop, let precision = screen.precision else { return [] }
        let capped = precision.capped
        for words in capped { Exit.warn(words) }
        try folder.noteStop(
            withinPercent: stop.withinPercent, atMost: stop.atMost, capped: capped)
        return capped
    }

    /// A suite of which nothing can be run is an error, not a table of skipped rows.
    private func checkFeasible(_ runs: [PlannedRun], _ runner: SuiteRunner) throws {
        let obstacles = runs.map { runner.obstacle(to: $0.spec) }
        guard let first = obstacles.first, let reason = first,
            obstacles.allSatisfy({ $0 != nil })
        else { return }
        StandardError.write(
            "error: \(reason)\n  choose others with --memory, --transport or the options of the "
                + "placement and the hosts; bench doctor shows what there is\n")
        throw Exit.failed
    }

    /// Refuses a folder that cannot be made, before hosts are reached for its results.
    private func checkFolder() throws(ResultsError) {
        if let output = arguments.output {
            try SuiteFolder.checkCreation(at: output)
        } else {
            try SuiteFolder.checkCreation(under: SuiteFolder.usualParent)
        }
    }

    private func makeFolder(_ plan: RunPlan) throws(ResultsError) -> SuiteFolder {
        let folder =
            if let output = arguments.output { try SuiteFolder.create(at: output) } else {
                try SuiteFolder.create(scenario: plan.scenario.name)
            }
        // The folder keeps the trace too, so that it goes on and can be run again by itself.
        let scenario = plan.scenario.withTrace(at: SuiteFolder.Sidecar.trace.rawValue)
        let text: String
        do { text = try ScenarioFile.encode(scenario) } catch {
            preconditionFailure("a sound scenario cannot be written: \(error)")
        }
        if let trace = scenario.trace?.trace { try folder.write(.trace, bytes: trace.encoded) }
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
        for warning in runner.warnings(about: plan.certain(of: runs), cost: cost) {
            StandardError.write("warning: \(warning)\n")
        }
        StandardError.write(PlanText.headline(plan, runs, cost) + "\n")
        for repair in folder.repairs {
            StandardError.write("note: \(repair.path): removed a half-written row\n")
        }
    }

    private func conclude(
        _ ending: SuiteEnding, _ folder: SuiteFolder, _ capped: [String]
    ) throws {
        let table = try TableReader(path: folder.runs.path, columns: RunColumns.all)
        let report = SummaryReport(table.rows, capped: capped)
        switch arguments.format {
        case .text:
            print("\n" + report.text(), terminator: "")
            let sums = EvacuationSummary(try SuiteFolder.evacuations(of: folder.path)).text
            if !sums.isEmpty { print("\n" + sums) }
        case .json where judge != nil: break
        case .json: print(String(decoding: try report.json(), as: UTF8.self))
        }
        if arguments.format == .text { print("results        \(folder.path)") }
        switch ending {
        case .finished: break
        case .interrupted:
            StandardError.write(
                "stopped; go on with: \(resumption(folder))\n")
            throw Exit.interrupted
        case .givenUp(let reason):
            StandardError.write(
                "error: given up: \(reason)\n  go on with: \(resumption(folder))\n")
            throw Exit.failed
        }
        if report.counts.failed + report.counts.corrupt > 0 { throw Exit.failed }
    }

    /// What to type to go on: the folder says where the ends were.
    private func resumption(_ folder: SuiteFolder) -> String {
        var words = ["--resume", folder.path] + ownOptions
        if arguments.giveUpAfter != SuiteOptions.failuresAllowedByDefault {
            words += ["--give-up-after", "\(arguments.giveUpAfter)"]
        }
        return ([command] + words.map(LabPlan.quoted)).joined(separator: " ")
    }
}
