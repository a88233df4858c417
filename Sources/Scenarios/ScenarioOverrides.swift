internal import Guest
internal import Migration

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
    /// `--memory`: sizes of guest memory.
    public var memory: [String] = []
    /// `--dirty-rate`: rates for all workloads that write.
    public var dirtyRate: [String] = []
    /// `--repetitions`: recorded runs of every case.
    public var repetitions: String?
    /// `--seed`: the seed.
    public var seed: String?
    /// `--downtime-limit`: the longest stops that precopy aims for.
    public var downtimeLimit: [String] = []
    /// `--max-bandwidth`: paces of sending.
    public var maxBandwidth: [String] = []

    /// Overrides nothing.
    public init() {}

    /// The scenario with the options applied; throws ``ScenarioErrors`` that name the options if
    /// a value is wrong or the result is not sound.
    public func apply(to scenario: Scenario) throws(ScenarioErrors) -> Scenario {
        var run = OverrideRun(scenario)
        run.applyMatrix(self)
        run.applyNumbers(self)
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
                return known.isEmpty ? [TransportChoice(kind)] : known
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

    mutating func applyNumbers(_ options: ScenarioOverrides) {
        if let text = options.repetitions {
            given["repetitions"] = "--repetitions \(text)"
            scenario.repetitions = read(text, "--repetitions", ValueReaders.integer) ?? 1
        }
        if let text = options.seed {
            scenario.seed = read(text, "--seed", ValueReaders.seed) ?? 1
        }
    }

    /// Collects what is wrong with the result, under the option that made it so.
    mutating func check() {
        for problem in scenario.problems() {
            let option = option(behind: [problem.path] + problem.related)
            errors.append(
                ScenarioError(
                    source: option.map { .option($0) } ?? .program,
                    value: option == nil
                        ? ValueError("\(problem.path): \(problem.value)") : problem.value))
        }
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

    /// All workloads that write take the same rates.
    private mutating func replaceRates(with rates: [ByteRate]) {
        scenario.matrix.dirtyRates = rates
        for index in scenario.matrix.workloads.indices {
            scenario.matrix.workloads[index].dirtyRates = nil
        }
        scenario.matrix.workloads = scenario.matrix.workloads.uniqued()
    }

    /// The values of a list option; nil if it was not given or holds a wrong value.
    private mutating func list<Value>(
        _ option: String, _ key: String, _ texts: [String],
        _ read: (String) throws(ValueError) -> Value
    ) -> [Value]? {
        guard !texts.isEmpty else { return nil }
        given["matrix.\(key)"] = "\(option) \(texts.joined(separator: ","))"
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

extension Array where Element: Hashable {
    /// The elements without those that came before.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
