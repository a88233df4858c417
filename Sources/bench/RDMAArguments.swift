internal import ArgumentParser
internal import Migration
internal import Scenarios

/// Options that override how RDMA transports work.
struct RDMAArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Use RDMA as another program does: qemu. The options below override it.",
            valueName: "preset"))
    var like: String?

    @Option(
        help: ArgumentHelp(
            "Parts of memory that no write crosses, for example 1MiB,32MiB.",
            valueName: "sizes"))
    var chunk: [String] = []

    @Option(
        help: ArgumentHelp(
            "Writes under way on a queue pair; of long ones, as many as window_bytes holds.",
            valueName: "numbers"))
    var queueDepth: [String] = []

    @Option(
        help: ArgumentHelp(
            "Every so many writes one asks for a completion; 1 is every one.",
            valueName: "numbers"))
    var signalInterval: [String] = []

    @Option(help: ArgumentHelp("Writes under way in one chunk; 0 is any.", valueName: "numbers"))
    var writesPerChunk: [String] = []

    @Option(
        help: ArgumentHelp(
            "How completions are waited for: poll, event or adaptive.", valueName: "modes"))
    var completion: [String] = []

    @Option(
        help: ArgumentHelp(
            "Whether PCIe may reorder the device's writes: true or false.", valueName: "choices"))
    var relaxedOrdering: [String] = []

    @Option(help: ArgumentHelp("Threads that register memory in setup.", valueName: "numbers"))
    var registrationThreads: [String] = []

    @Option(
        help: ArgumentHelp(
            "How rsockets carry pages: copy (rsend) or direct (riowrite).", valueName: "ways"))
    var rsocketWrite: [String] = []

    /// Adds what was given.
    func add(to overrides: inout ScenarioOverrides) {
        overrides.like = like
        for option in RDMAOption.allCases {
            let texts = texts(of: option)
            if !texts.isEmpty { overrides.rdma[option] = texts }
        }
    }

    private func texts(of option: RDMAOption) -> [String] {
        switch option {
        case .chunk: chunk
        case .queueDepth: queueDepth
        case .signalInterval: signalInterval
        case .writesPerChunk: writesPerChunk
        case .completion: completion
        case .relaxedOrdering: relaxedOrdering
        case .registrationThreads: registrationThreads
        case .rsocketWrite: rsocketWrite
        }
    }
}
