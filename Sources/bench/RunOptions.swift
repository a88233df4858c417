internal import ArgumentParser
internal import Scenarios
internal import Session

/// Options that override the scenario.
///
/// What takes a number takes a negative one too, which is then refused with what is allowed.
struct ScenarioOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Transports, see `bench list transports`; several with commas.", valueName: "names"))
    var transport: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Data channels, of transports that have several.", valueName: "numbers"))
    var channels: [String] = []

    @Option(
        help: ArgumentHelp("Workloads, see `bench list workloads`.", valueName: "names"))
    var workload: [String] = []

    @Option(
        help: ArgumentHelp("What workload replay plays, see `bench trace`.", valueName: "file"),
        completion: .file(extensions: ["trace"]))
    var trace: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Guest memory, for example 256MiB or 1GiB,8GiB.", valueName: "sizes"))
    var memory: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Memory dirtied a second, for example 500MiB/s, or max.", valueName: "rates"))
    var dirtyRate: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Recorded runs of each case.", valueName: "n"))
    var repetitions: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Go on in further blocks until the median total, downtime and bandwidth of a case are known "
                + "within this, for example 5%.", valueName: "percent"))
    var untilWithin: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Recorded runs of a case after which --until-within gives up and says so. Default: three "
                + "times --repetitions.", valueName: "n"))
    var atMost: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Runs of each case before, not recorded.", valueName: "n"))
    var warmup: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of order, content and writes.", valueName: "n"))
    var seed: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Longest stop aimed for, for example 300ms.", valueName: "times"))
    var downtimeLimit: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Pace sending, for example 25Gb/s; unlimited by default.", valueName: "rates"))
    var maxBandwidth: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Guests that migrate at once, each way.", valueName: "n"))
    var guests: String?

    @Option(
        help: ArgumentHelp(
            "Which way guests go: forward, or both at the same time.", valueName: "way"))
    var direction: String?

    /// The overrides as the scenarios take them.
    var overrides: ScenarioOverrides {
        var overrides = ScenarioOverrides()
        overrides.transports = transport
        overrides.channels = channels
        overrides.workloads = workload
        overrides.trace = trace
        overrides.memory = memory
        overrides.dirtyRate = dirtyRate
        overrides.repetitions = repetitions
        overrides.untilWithin = untilWithin
        overrides.atMost = atMost
        overrides.warmup = warmup
        overrides.seed = seed
        overrides.downtimeLimit = downtimeLimit
        overrides.maxBandwidth = maxBandwidth
        overrides.guests = guests
        overrides.direction = direction
        return overrides
    }
}
