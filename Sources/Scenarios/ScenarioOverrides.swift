internal import Guest
public import Migration

/// Command-line options that replace parts of a scenario.
///
/// Each option is the text that the user gave; lists may be given as several values or with
/// commas. Options that are empty or nil leave the scenario as it is.
public struct ScenarioOverrides: Sendable, Equatable {
    /// `--transport`: names of transports; one that the scenario has keeps its own channels.
    public var transports: [String] = []
    /// `--channels`: numbers of channels for all transports that have channels.
    public var channels: [String] = []
    /// `--workload`: names of workloads; one that the scenario has keeps its own settings.
    public var workloads: [String] = []
    /// `--trace`: the file that workload `replay` plays, named from where the program runs.
    public var trace: String?
    /// `--memory`: sizes of guest memory.
    public var memory: [String] = []
    /// `--dirty-rate`: rates for all workloads that write.
    public var dirtyRate: [String] = []
    /// `--repetitions`: recorded runs of every case.
    public var repetitions: String?
    /// `--until-within`: how well medians are to be known, in percent.
    public var untilWithin: String?
    /// `--at-most`: the most recorded runs of every case.
    public var atMost: String?
    /// `--warmup`: runs of every case before the recorded ones.
    public var warmup: String?
    /// `--seed`: the seed.
    public var seed: String?
    /// `--guests`: guests that migrate at once.
    public var guests: String?
    /// `--direction`: which way they go.
    public var direction: String?
    /// `--downtime-limit`: the longest stops that precopy aims for.
    public var downtimeLimit: [String] = []
    /// `--max-bandwidth`: paces of sending.
    public var maxBandwidth: [String] = []
    /// `--like`: a preset of the RDMA options, for all transports that have them.
    public var like: String?
    /// `--chunk` and the other RDMA options: values for all transports that have the option.
    public var rdma: [RDMAOption: [String]] = [:]
    /// `--numa-node` and `--vcpu-cpus`, `--migration-cpus`, `--channel-cpus`: for both ends.
    public var placement: [PlacementKey: String] = [:]

    /// Overrides nothing.
    public init() {}

    /// The scenario with the options applied; throws ``ScenarioErrors`` that name the options if
    /// a value is wrong or the result is not sound.
    public func apply(to scenario: Scenario) throws(ScenarioErrors) -> Scenario {
        var run = OverrideRun(scenario)
        run.applyMatrix(self)
        run.applyRDMA(self)
        run.applyNumbers(self)
        run.applyPlacement(self)
        // What a wrong value left behind is not worth judging.
        if run.errors.isEmpty { run.check() }
        guard run.errors.isEmpty else { throw ScenarioErrors(run.errors) }
        return run.scenario
    }
}

/// One application of overrides: the scenario so far, what was given, and what was wrong.
private struct OverrideRun {
    var scenario: Scenario
    var errors: [ScenarioError] = []
    /// The options that were given, as they were written, by the path of what they replace.
    private var given: [String: String] = [:]

    init(_ scenario: Scenario) {
        self.scenario = scenario
    }

    mutating func applyMatrix(_ options: ScenarioOverrides) {
        let old = scenario.matrix
        if let kinds = list(
            "--transport", "transport", options.transports, ValueReaders.transport)
        {
            scenario.matrix.transports = kinds.flatMap { kind in
                let known = old.transports.filter { $0.kind == kind }
                let common = scenario.rdma.restricted(to: kind.definition.rdmaOptions)
                return known.isEmpty ? [TransportChoice(kind, rdma: common)] : known
            }
            // Channels that nothing uses any more would be refused when the scenario is read again.
            if !kinds.contains(where: \.hasChannels) {
                scenario.matrix.channels = ScenarioMatrix.defaultChannels
            }
        }
        if let counts = list("--channels", "channels", options.channels, ValueReaders.integer) {
            replaceChannels(with: counts)
        }
        if let kinds = list("--workload", "workload", options.workloads, ValueReaders.workload) {
            scenario.matrix.workloads = kinds.flatMap { kind in
                let known = old.workloads.filter { $0.kind == kind }
                return known.isEmpty ? [WorkloadChoice(kind)] : known
            }
        }
        if let path = options.trace { replaceTrace(with: path) }
        if let sizes = list("--memory", "memory", options.memory, ByteSize.init(parsing:)) {
            scenario.matrix.memory = sizes
        }
        if let rates = list(
            "--dirty-rate", "dirty_rate", options.dirtyRate, ByteRate.init(parsing:))
        {
            replaceRates(with: rates)
        }
        if let limits = list(
            "--downtime-limit", "downtime_limit", options.downtimeLimit, TimeSpan.init(parsing:))
        {
            scenario.matrix.downtimeLimits = limits
        }
        if let rates = list(
            "--max-bandwidth", "max_bandwidth", options.maxBandwidth, ByteRate.init(parsing:))
        {
            scenario.matrix.maxBandwidths = rates
        }
    }

    mutating func applyRDMA(_ options: ScenarioOverrides) {
        if let text = options.like, let preset = read(text, "--like", ValueReaders.preset) {
            let choice = preset.choice.restricted(to: scenario.matrix.rdmaOptionsInUse)
            if choice.values.isEmpty { failForIdle("--like \(text)", nil) }
            for option in choice.named {
                given["rdma.\(option.rawValue)"] = "--like \(text)"
                replace(option, with: choice.values[option] ?? [])
            }
        }
        for option in RDMAOption.allCases {
            let texts = options.rdma[option] ?? []
            guard
                let values = list(
                    option.commandLineName, option.rawValue, of: "rdma", texts, option.read)
            else { continue }
            replace(option, with: values)
            if !scenario.matrix.rdmaOptionsInUse.contains(option) {
                failForIdle("\(option.commandLineName) \(texts.joined(separator: ","))", option)
            }
        }
        scenario.matrix.transports = scenario.matrix.transports.uniqued()
        scenario.rdma = scenario.rdma.restricted(to: scenario.matrix.rdmaOptionsInUse)
    }

    /// All transports that have the option take the same values: their own would hide these.
    private mutating func replace(_ option: RDMAOption, with values: [RDMAValue]) {
        scenario.rdma.values[option] = values
        for index in scenario.matrix.transports.indices
        where scenario.matrix.transports[index].kind.definition.rdmaOptions.contains(option) {
            scenario.matrix.transports[index].rdma.values[option] = values
        }
    }

    private mutating func failForIdle(_ text: String, _ option: RDMAOption?) {
        let able = ScenarioMatrix.transports(with: option)
        fail(
            text,
            ValueError(
                "none of the transports has it to choose",
                allowed: able.isEmpty ? nil : "with \(able)"))
    }

    mutating func applyNumbers(_ options: ScenarioOverrides) {
        if let text = options.repetitions {
            given["repetitions"] = "--repetitions \(text)"
            scenario.repetitions = read(text, "--repetitions", ValueReaders.integer) ?? 1
        }
        applyStop(options)
        if let text = options.warmup {
            given["warmup"] = "--warmup \(text)"
            scenario.warmup = read(text, "--warmup", ValueReaders.integer) ?? 0
        }
        if let text = options.seed {
            scenario.seed = read(text, "--seed", ValueReaders.seed) ?? 1
        }
        if let text = options.guests {
            given["guests"] = "--guests \(text)"
            scenario.concurrency.guests = read(text, "--guests", ValueReaders.integer) ?? 1
        }
        if let text = options.direction {
            scenario.concurrency.direction =
                read(text, "--direction", ValueReaders.direction) ?? .forward
        }
    }

    /// Both ends take the same: their own would hide the option.
    mutating func applyPlacement(_ options: ScenarioOverrides) {
        for key in PlacementKey.allCases {
            guard let text = options.placement[key] else { continue }
            let common = scenario.placement.common
            let changed = read(text, key.commandLineName) { text throws(ValueError) in
                var changed = common
                try changed.set(key, to: text)
                return changed
            }
            guard let changed else { continue }
            scenario.placement.common = changed
            scenario.placement.source.clear(key)
            scenario.placement.destination.clear(key)
        }
    }

    private mutating func applyStop(_ options: ScenarioOverrides) {
        if let text = options.untilWithin {
            given["stop.within"] = "--until-within \(text)"
            let cap = StoppingRule.standardCap(repetitions: scenario.repetitions)
            let percent = read(text, "--until-within", PercentText.percent) ?? 0
            scenario.stop = StoppingRule(
                withinPercent: percent, atMost: scenario.stop?.atMost ?? cap)
        }
        guard let text = options.atMost else { return }
        given["stop.at_most"] = "--at-most \(text)"
        guard scenario.stop != nil else {
            let what = ValueError("there is nothing to go on for", allowed: "with --until-within")
            return fail("--at-most \(text)", what)
        }
        let cap = read(text, "--at-most", ValueReaders.integer) ?? 0
        scenario.stop?.atMost = cap
    }

    /// Collects what is wrong with the result, under the option that made it so.
    mutating func check() {
        for problem in scenario.problems() {
            let option = option(behind: [problem.path] + problem.related)
            // An option says what it is about itself, but not what else it contradicts.
            let place = setting(problem.path) ?? (option == nil ? problem.path : nil)
            errors.append(
                ScenarioError(
                    source: option.map { .option($0) } ?? .program,
                    value: ValueError(
                        (place.map { "\($0): " } ?? "") + problem.value.message,
                        allowed: problem.value.allowed, suggestion: problem.value.suggestion)))
        }
    }

    /// The setting of a workload that a path means, in words that need no counting: `working_set of
    /// hotset`; nil for other paths.
    private func setting(_ path: String) -> String? {
        for (index, workload) in scenario.matrix.workloads.enumerated() {
            let prefix = "matrix.workload[\(index)]."
            guard path.hasPrefix(prefix) else { continue }
            return "\(path.dropFirst(prefix.count)) of \(workload.kind.rawValue)"
        }
        return nil
    }

    /// The first option that was given for one of the paths.
    private func option(behind paths: [String]) -> String? {
        for path in paths {
            for (key, option) in given where path == key || path.hasPrefix("\(key)[") {
                return option
            }
        }
        return nil
    }

    /// All transports take the same channels: their own would hide the option.
    private mutating func replaceChannels(with counts: [Int]) {
        scenario.matrix.channels = counts
        for index in scenario.matrix.transports.indices {
            scenario.matrix.transports[index].channels = nil
        }
        scenario.matrix.transports = scenario.matrix.transports.uniqued()
        guard !scenario.matrix.transports.contains(where: { $0.kind.hasChannels }) else { return }
        fail(
            given["matrix.channels"] ?? "--channels",
            ValueError(
                "none of the transports has channels",
                allowed: "with \(ScenarioMatrix.transportsWithChannels)"))
    }

    private mutating func replaceTrace(with path: String) {
        given["matrix.trace"] = "--trace \(path)"
        let file = read(path, "--trace") { text throws(ValueError) in
            try TraceFile(path: text, from: "")
        }
        let players = scenario.matrix.workloads.indices.filter {
            scenario.matrix.workloads[$0].kind == .replay
        }
        for index in players { scenario.matrix.workloads[index].trace = file }
        guard players.isEmpty else { return }
        fail(
            "--trace \(path)", ValueError("no workload plays it", allowed: "with --workload replay")
        )
    }

    /// All workloads that write take the same rates; that of a trace would be the recorded one.
    private mutating func replaceRates(with rates: [ByteRate]) {
        scenario.matrix.dirtyRates = rates
        for index in scenario.matrix.workloads.indices {
            let isReplay = scenario.matrix.workloads[index].kind == .replay
            scenario.matrix.workloads[index].dirtyRates = isReplay ? rates : nil
        }
        scenario.matrix.workloads = scenario.matrix.workloads.uniqued()
    }

    /// The values of a list option; nil if it was not given or holds a wrong value.
    private mutating func list<Value>(
        _ option: String, _ key: String, of section: String = "matrix", _ texts: [String],
        _ read: (String) throws(ValueError) -> Value
    ) -> [Value]? {
        guard !texts.isEmpty else { return nil }
        given["\(section).\(key)"] = "\(option) \(texts.joined(separator: ","))"
        var values: [Value] = []
        let words = texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for word in words {
            guard let value = self.read(String(word), option, read) else { continue }
            values.append(value)
        }
        return values.count == words.count ? values : nil
    }

    private mutating func read<Value>(
        _ text: String, _ option: String, _ read: (String) throws(ValueError) -> Value
    ) -> Value? {
        do throws(ValueError) {
            return try read(text.trimmingSpaces())
        } catch {
            fail("\(option) \(text)", error)
            return nil
        }
    }

    private mutating func fail(_ option: String, _ value: ValueError) {
        errors.append(ScenarioError(source: .option(option), value: value))
    }
}

extension RDMAOption {
    /// The option of `bench run`, such as `--queue-depth`.
    public var commandLineName: String {
        "--" + rawValue.split(separator: "_").joined(separator: "-")
    }
}

extension Array where Element: Hashable {
    /// The elements without those that came before.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
