internal import ArgumentParser
internal import Scenarios

/// Options that override where memory and threads go.
struct PlacementArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Guest memory from this NUMA node of each host: a number, or near-nic.",
            valueName: "node"))
    var numaNode: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("CPUs of the threads that play vCPUs, such as 0-3,8.", valueName: "list")
    )
    var vcpuCpus: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("CPUs of the thread that migrates.", valueName: "list"))
    var migrationCpus: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("CPUs of the channel threads.", valueName: "list"))
    var channelCpus: String?

    /// Adds what was given.
    func add(to overrides: inout ScenarioOverrides) {
        overrides.placement[.numaNode] = numaNode
        overrides.placement[.vcpuCPUs] = vcpuCpus
        overrides.placement[.migrationCPUs] = migrationCpus
        overrides.placement[.channelCPUs] = channelCpus
    }
}
