internal import ArgumentParser
internal import Platform
internal import Session

/// What a suite is told, wherever its two ends are.
struct SuiteArguments: ParsableArguments {
    enum Format: String, ExpressibleByArgument { case text, json }

    @Argument(
        help: "Scenario file (YAML); the quick matrix without one.",
        completion: .file(extensions: ["yml", "yaml"]))
    var scenario: String?

    @OptionGroup(title: "Overrides") var overrides: ScenarioOptions

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

    @Option(
        help: ArgumentHelp(
            "Make a mistake on purpose, to see that it is caught: lost-page, torn-page, early-bit, "
                + "kill-source:STATE or kill-destination:STATE.",
            valueName: "fault", visibility: .hidden))
    var inject: String?

    func validate() throws {
        // A word that was meant as a subcommand arrives here as a scenario.
        if let scenario, !scenario.contains("/"), !scenario.contains("."), !Files.exists(scenario) {
            throw ValidationError(
                "there is no subcommand and no scenario file \(scenario); see bench --help")
        }
        if let inject, Fault(parsing: inject) == nil {
            let states = Fault.killStates.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "--inject \(inject): allowed are lost-page, torn-page, early-bit and "
                    + "kill-source:STATE or kill-destination:STATE with a state of \(states)")
        }
        guard resume != nil else { return }
        if scenario != nil || output != nil || !overrides.isEmpty {
            throw ValidationError(
                "--resume goes on with the suite as it is: no scenario, "
                    + "--output or override beside it")
        }
    }

    /// The mistake to make; only after `validate()`.
    var fault: Fault? { inject.flatMap(Fault.init(parsing:)) }
}
