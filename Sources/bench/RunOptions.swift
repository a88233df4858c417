internal import ArgumentParser
internal import Scenarios
internal import Session

/// Options that override the scenario.
struct ScenarioOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Transports, see `bench list transports`; several with commas.", valueName: "names"))
    var transport: [String] = []

    @Option(
        help: ArgumentHelp("Data channels, of transports that have several.", valueName: "numbers"))
    var channels: [String] = []

    @Option(
        help: ArgumentHelp("Workloads, see `bench list workloads`.", valueName: "names"))
    var workload: [String] = []

    @Option(
        help: ArgumentHelp("Guest memory, for example 256MiB or 1GiB,8GiB.", valueName: "sizes"))
    var memory: [String] = []

    @Option(
        help: ArgumentHelp(
            "Memory dirtied a second, for example 500MiB/s, or max.", valueName: "rates"))
    var dirtyRate: [String] = []

    @Option(help: ArgumentHelp("Recorded runs of each case.", valueName: "n"))
    var repetitions: String?

    @Option(help: ArgumentHelp("Seed of order, content and writes.", valueName: "n"))
    var seed: String?

    @Option(
        help: ArgumentHelp("Longest stop aimed for, for example 300ms.", valueName: "times"))
    var downtimeLimit: [String] = []

    @Option(
        help: ArgumentHelp(
            "Pace sending, for example 25Gb/s; unlimited by default.", valueName: "rates"))
    var maxBandwidth: [String] = []

    /// The overrides as the scenarios take them.
    var overrides: ScenarioOverrides {
        var overrides = ScenarioOverrides()
        overrides.transports = transport
        overrides.channels = channels
        overrides.workloads = workload
        overrides.memory = memory
        overrides.dirtyRate = dirtyRate
        overrides.repetitions = repetitions
        overrides.seed = seed
        overrides.downtimeLimit = downtimeLimit
        overrides.maxBandwidth = maxBandwidth
        return overrides
    }

    /// Whether anything is overridden.
    var isEmpty: Bool { overrides == ScenarioOverrides() }
}

/// Options that say where the two ends are.
struct EndpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where guests come from: local, or exec:COMMAND that ends in `bench agent`.",
            valueName: "endpoint"))
    var source = "local"

    @Option(
        help: ArgumentHelp(
            "Where guests go: local, or exec:COMMAND that ends in `bench agent`.",
            valueName: "endpoint"))
    var destination = "local"

    @Option(
        help: ArgumentHelp(
            "IP address of the destination for data connections.", valueName: "address"))
    var dataAddress = "127.0.0.1"

    func validate() throws {
        for (option, text) in [("--source", source), ("--destination", destination)]
        where Endpoint(parsing: text) == nil {
            throw ValidationError(
                "\(option) \(text): allowed are local and exec:COMMAND, for example "
                    + "'exec:ip netns exec b bench agent'")
        }
        guard NumericAddress.isValid(dataAddress) else {
            throw ValidationError(
                "--data-address \(dataAddress): allowed is a numeric IP address of the "
                    + "destination, for example 192.0.2.7 or fe80::1%eth0")
        }
    }

    /// The options of a suite; only after `validate()`.
    func suiteOptions(executable: String, fault: Fault?) -> SuiteOptions {
        SuiteOptions(
            source: Endpoint(parsing: source) ?? .local,
            destination: Endpoint(parsing: destination) ?? .local,
            dataAddress: dataAddress, executable: executable, fault: fault)
    }
}
