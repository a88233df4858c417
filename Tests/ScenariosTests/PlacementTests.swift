import Platform
import Testing

@testable import Scenarios

/// Where a scenario wants memory and threads.
@Suite struct PlacementTests {
    private let placed =
        sampleText + """

            placement:
              numa_node: near-nic
              vcpu_cpus: 0-3,8
              migration_cpus: 4
              source: {numa_node: 1}
              destination: {vcpu_cpus: "2", channel_cpus: 5-7}
            """

    @Test func eachEndHasItsOwnAndTheRestInCommon() throws {
        let spec = try #require(
            RunPlan(ScenarioFile.decode(placed, file: "x.yml")).cases.first)
        let (source, destination) = (spec.placement.source, spec.placement.destination)
        #expect(source.numaNode == .number(1) && destination.numaNode == .nearNIC)
        #expect(source.vcpuCPUs == CPUList([0, 1, 2, 3, 8]))
        #expect(destination.vcpuCPUs == CPUList([2]))
        #expect(source.migrationCPUs == CPUList([4]) && destination.migrationCPUs == CPUList([4]))
        #expect(source.channelCPUs == nil && destination.channelCPUs == CPUList(5...7))
        #expect(try sample().placement == PlacementSettings())
    }

    @Test func itSurvivesItsText() throws {
        let scenario = try ScenarioFile.decode(placed, file: "x.yml")
        let text = try ScenarioFile.encode(scenario)
        #expect(try ScenarioFile.decode(text, file: "y.yml") == scenario, "\(text)")
        #expect(!(try ScenarioFile.encode(sample())).contains("placement"))
    }

    /// A case that leaves it to the tool is known as it always was.
    @Test func thePlacementIsPartOfTheCase() throws {
        let plain = try RunPlan(sample()).cases[0]
        let other = try RunPlan(ScenarioFile.decode(placed, file: "x.yml")).cases[0]
        #expect(!plain.key.contains("numa_node"))
        #expect(other.key.contains(";source.numa_node=1;source.vcpu_cpus=0-3,8;"))
        #expect(other.comparisonKey.contains(";destination.channel_cpus=5-7"))
    }

    @Test(arguments: [
        (
            "numa_nod: 1",
            "unknown key \"numa_nod\" in placement; did you mean \"numa_node\"? allowed: numa_node, "
                + "vcpu_cpus, migration_cpus, channel_cpus, source, destination"
        ),
        (
            "source: {vcpus_cpu: 1}",
            "unknown key \"vcpus_cpu\" in placement.source; did you mean \"vcpu_cpus\"? allowed: "
                + "numa_node, vcpu_cpus, migration_cpus, channel_cpus"
        ),
        (
            "numa_node: near_nic",
            "\"near_nic\" is not a NUMA node; did you mean \"near-nic\"? allowed: a number from 0 to "
                + "1023, or near-nic"
        ),
        (
            "numa_node: -1",
            "\"-1\" is not a NUMA node; allowed: a number from 0 to 1023, or near-nic"
        ),
        (
            "vcpu_cpus: 3-1",
            "\"3-1\" is not a list of CPUs; allowed: numbers and ranges from 0 to 8191, such as 0-3,8"
        ),
        (
            "destination: 3",
            "placement.destination must be a mapping, not \"3\"; allowed: numa_node, "
                + "vcpu_cpus, migration_cpus, channel_cpus"
        ),
        ("channel_cpus: [1, 2]", "channel_cpus must be a single value, not a list"),
        ("migration_cpus:", "migration_cpus has no value"),
    ])
    func whatIsWrongIsSaid(line: String, words: String) {
        let errors = errors(in: sampleText + "\nplacement:\n  \(line)\n")
        #expect(errors.count == 1)
        #expect(errors.first?.hasSuffix(": \(words)") == true, "\(errors)")
        #expect(errors.first?.hasPrefix("x.yml:11:") == true, "\(errors)")
    }

    @Test func optionsHoldForBothEnds() throws {
        let scenario = try ScenarioFile.decode(placed, file: "x.yml")
        var options = ScenarioOverrides()
        options.placement = [.numaNode: "0", .vcpuCPUs: " 1-2 "]
        let ends = try options.apply(to: scenario).placement.ends
        for end in [ends.source, ends.destination] {
            #expect(end.numaNode == .number(0) && end.vcpuCPUs == CPUList([1, 2]))
            #expect(end.migrationCPUs == CPUList([4]))
        }
        #expect(ends.destination.channelCPUs == CPUList(5...7))
    }

    @Test func aWrongOptionIsNamed() throws {
        var options = ScenarioOverrides()
        options.placement = [.numaNode: "nic", .channelCPUs: "a"]
        let scenario = try sample()
        let error = #expect(throws: ScenarioErrors.self) { try options.apply(to: scenario) }
        let words = error?.errors.map(\.description) ?? []
        #expect(words.count == 2)
        #expect(words.first?.hasPrefix("--numa-node nic: \"nic\" is not a NUMA node") == true)
        #expect(words.last?.hasPrefix("--channel-cpus a: \"a\" is not a list of CPUs") == true)
    }
}
