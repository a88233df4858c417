internal import ArgumentParser
internal import Platform
internal import Scenarios
internal import Session

/// What a suite is told, wherever its two ends are.
struct SuiteArguments: ParsableArguments {
    enum Format: String, ExpressibleByArgument { case text, json }

    /// ``CeilingProbe`` as it is typed.
    enum Probing: String, ExpressibleByArgument, CaseIterable {
        case auto, on, off

        var probe: CeilingProbe {
            switch self {
            case .auto: .auto
            case .on: .on
            case .off: .off
            }
        }
    }

    @Argument(
        help: "Scenario file (YAML); without one a small matrix of all transports that can run.",
        completion: .file(extensions: ["yml", "yaml"]))
    var scenario: String?

    @OptionGroup(title: "Overrides") var options: ScenarioOptions
    @OptionGroup(title: "Overrides of RDMA transports") var rdma: RDMAArguments
    @OptionGroup(title: "Overrides of the placement") var placement: PlacementArguments

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The suite's folder; results/<suite-id> by default.", valueName: "folder"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Go on with a suite: run what has no row yet.", valueName: "folder"))
    var resume: String?

    @Option(
        help: ArgumentHelp(
            "Measure what the links carry first, about a second each: on, off, or auto, which is where "
                + "it takes up to a twentieth of the time.", valueName: "when"))
    var ceilingProbe: Probing = .auto

    @Flag(help: "Print the plan and stop.")
    var dryRun = false

    @Flag(help: "Wait for hosts on which another suite runs; it is an error otherwise.")
    var wait = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Failed migrations in a row after which the suite is given up.", valueName: "n"))
    var giveUpAfter = SuiteOptions.failuresAllowedByDefault

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seconds without a word after which an agent, its coordinator or its peer is given up, 1 to 600. "
                + "More lets a link be down for so long; less frees a host sooner from one that hangs. "
                + "Default: \(Silence.byDefault.seconds), or with --resume as the suite had it.",
            valueName: "seconds"))
    var silence: Int?

    @Option(help: "How the summary is printed: text or json.")
    var format: Format = .text

    @Option(
        help: ArgumentHelp(
            "Make a mistake on purpose, to see that it is caught: lost-page, torn-page, early-bit, "
                + "lost-write, wrong-offset, missing-flush, "
                + "stand-still, wrong-token, kill-source:STATE, freeze-source:STATE, the same of "
                + "destination, or cut-source:STATE and cut-destination:STATE in the lab; or "
                + "random:SEED for one of ten migrations.",
            valueName: "fault", visibility: .hidden))
    var inject: String?

    @Option(
        help: ArgumentHelp(
            "Do not measure with these, to see what they cost: sampler, histograms.",
            valueName: "instruments", visibility: .hidden))
    var without: [String] = []

    func validate() throws {
        guard giveUpAfter > 0 else {
            throw ValidationError("--give-up-after \(giveUpAfter): allowed are numbers from 1")
        }
        if let silence, Silence(seconds: silence) == nil {
            let range = Silence.range
            throw ValidationError(
                "--silence \(silence): allowed are seconds from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        if let inject, Injection(parsing: inject) == nil {
            let states = Fault.killStates.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "--inject \(inject): allowed are lost-page, torn-page, early-bit, stand-still, "
                    + "lost-write, wrong-offset, missing-flush, wrong-token, random:SEED and "
                    + "kill-source:STATE, kill-destination:STATE, freeze-source:STATE, "
                    + "freeze-destination:STATE, cut-source:STATE or "
                    + "cut-destination:STATE with a state of \(states)")
        }
        let known = Instrument.allCases.map(\.rawValue)
        if let other = without.first(where: { !known.contains($0) }) {
            throw ValidationError(
                "--without \(other): allowed are \(known.joined(separator: ", "))")
        }
        guard resume != nil else { return }
        if scenario != nil || output != nil || overrides != ScenarioOverrides() {
            throw ValidationError(
                "--resume goes on with the suite as it is: no scenario, "
                    + "--output or override beside it")
        }
    }

    /// Refuses a word that was meant as a subcommand: it arrives here as a scenario.
    ///
    /// No part of `validate()`: an unknown option, whose value arrives here too, is named first.
    func checkScenario() throws {
        guard let scenario, !scenario.contains("/"), !scenario.contains("."),
            !Files.exists(scenario)
        else { return }
        throw ValidationError(
            "there is no subcommand and no scenario file \(scenario); see bench --help")
    }

    /// The options that override the scenario.
    var overrides: ScenarioOverrides {
        var overrides = options.overrides
        rdma.add(to: &overrides)
        placement.add(to: &overrides)
        return overrides
    }

    /// What is not to be measured; only after `validate()`.
    var instrumentsLeftOut: [Instrument] { without.compactMap(Instrument.init(rawValue:)) }

    /// The mistakes to make; only after `validate()`.
    var injection: Injection? { inject.flatMap(Injection.init(parsing:)) }
}
