import Guest
import Measurement
import Migration
import Platform
import Results
import Scenarios
import Testing

@testable import Session

/// Where cases go on hosts that this machine is none of.
@Suite struct PlacementPlanTests {
    /// Two nodes of four cores each, and a NIC near the second.
    static func host(allowed: String = "0-7") -> HostFacts {
        var facts = HostFacts()
        facts.cpu.online = 8
        facts.cpu.allowedList = CPUList(allowed)
        facts.cpu.sharedCores = []
        facts.nodes = [
            NUMANode(number: 0, cpus: CPUList(0...3), memoryBytes: 4 << 30),
            NUMANode(number: 1, cpus: CPUList(4...7), memoryBytes: 4 << 30),
        ]
        var nic = NIC(
            name: "ens1", speedMbps: 100_000, mtuBytes: 9000, state: "up", hasDevice: true)
        nic.numaNode = 1
        facts.network.nics = [nic]
        return facts
    }

    static func plan(
        _ source: HostFacts = host(), _ destination: HostFacts = host(), shared: Bool = false,
        interface: String? = "ens1"
    ) -> PlacementPlan {
        PlacementPlan(
            source: .init(.source, source, interface: interface),
            destination: .init(.destination, destination, interface: interface),
            shareHost: shared)
    }

    /// The one case of a scenario with this placement.
    static func spec(
        _ placement: String = "{}", transport: String = "{name: multifd, channels: 2}",
        memory: String = "1GiB", vcpus: Int = 1
    ) throws -> CaseSpec {
        let text = """
            name: places
            guest: {vcpus: \(vcpus)}
            placement: \(placement)
            matrix: {transport: [\(transport)], workload: idle, memory: \(memory)}
            """
        return try #require(
            try RunPlan(ScenarioFile.decode(text, file: "places.yml")).cases.first)
    }

    private func words(_ plan: PlacementPlan, _ spec: CaseSpec) -> [String] {
        let placements = plan.placements(of: spec)
        return AgentRole.allCases.map { placements[$0].map { "\($0)" } ?? "missing" }
    }

    @Test func whatIsNotSaidIsDealtOut() throws {
        let own = "vcpu 7; migration 0-6; channel 0-6"
        #expect(try words(Self.plan(), Self.spec()) == [own, own])
        // A single stream has no channel threads.
        #expect(
            try words(Self.plan(), Self.spec(transport: "tcp")) == [
                "vcpu 7; migration 0-6", "vcpu 7; migration 0-6",
            ])
        // A cpuset holds.
        let few = Self.host(allowed: "2-6")
        #expect(
            try words(Self.plan(few, Self.host()), Self.spec()) == [
                "vcpu 6; migration 2-5; channel 2-5", own,
            ])
        let one = Self.host(allowed: "3")
        #expect(try words(Self.plan(one, Self.host()), Self.spec()) == ["none", own])
        #expect(try words(Self.plan(HostFacts(), HostFacts()), Self.spec()) == ["none", "none"])
    }

    @Test func twoEndsOnOneHostShareWhatIsLeft() throws {
        #expect(
            try words(Self.plan(shared: true), Self.spec(transport: "tcp")) == [
                "vcpu 6; migration 0-5", "vcpu 7; migration 0-5",
            ])
        // Two vCPUs, two that migrate, two of channels, and one to spare.
        let one = try Self.spec(transport: "{name: multifd, channels: 1}")
        #expect(words(Self.plan(shared: true), one)[1] == "vcpu 7; migration 0-5; channel 0-5")
        let two = try Self.spec(transport: "{name: multifd, channels: 2}")
        #expect(words(Self.plan(shared: true), two) == ["none", "none"])
    }

    @Test func endsOnDifferentNodesOfOneHostAreApart() throws {
        let spec = try Self.spec(
            "{source: {numa_node: 0}, destination: {numa_node: 1}}", transport: "tcp")
        #expect(
            words(Self.plan(shared: true), spec) == [
                "node 0; vcpu 3; migration 0-2", "node 1; vcpu 7; migration 4-6",
            ])
        // One of them anywhere would be in the other's way.
        let half = try Self.spec("{source: {numa_node: 0}}", transport: "tcp")
        #expect(words(Self.plan(shared: true), half) == ["node 0", "none"])
    }

    @Test func listsAreTakenAsTheyAre() throws {
        let spec = try Self.spec(
            """
            {vcpu_cpus: "2-3", migration_cpus: 4, destination: {vcpu_cpus: 5, channel_cpus: "6-7"}}
            """)
        #expect(
            words(Self.plan(), spec) == [
                "vcpu 2-3; migration 4", "vcpu 5; migration 4; channel 6-7",
            ])
        // What one end was given on a host is not dealt out to the other.
        let half = try Self.spec("{source: {vcpu_cpus: 7, migration_cpus: 0}}", transport: "tcp")
        #expect(
            words(Self.plan(shared: true), half) == [
                "vcpu 7; migration 0", "vcpu 6; migration 1-5",
            ])
    }

    @Test func nearNICIsTheNodeOfTheDataAddress() throws {
        let spec = try Self.spec("{numa_node: near-nic}", transport: "tcp")
        #expect(
            words(Self.plan(), spec) == [
                "node 1; vcpu 7; migration 4-6", "node 1; vcpu 7; migration 4-6",
            ])
        #expect(Self.plan().warning(about: [spec]) == nil)
        #expect(Self.plan().obstacle(to: spec) == nil)
        let loopback = Self.plan(interface: "lo")
        #expect(words(loopback, spec)[0].hasPrefix("vcpu 7"))
        #expect(
            loopback.warning(about: [spec]) == """
                numa_node is near-nic, and the host does not know which NUMA node is near the source's lo \
                and the destination's lo: guest memory is not bound there
                """)
        #expect(Self.plan(interface: nil).warning(about: [spec])?.contains("there is none") == true)
    }

    @Test func whatIsNotThereIsRefusedWithWhatIs() throws {
        func obstacle(_ placement: String, memory: String = "1GiB", shared: Bool = false) throws
            -> String?
        {
            try Self.plan(Self.host(allowed: "0-5"), shared: shared)
                .obstacle(to: Self.spec(placement, memory: memory))
        }
        #expect(try obstacle("{numa_node: 1}") == nil)
        #expect(
            try obstacle("{numa_node: 2}")
                == "source: numa_node is 2, and the host has NUMA nodes 0-1")
        #expect(
            try obstacle("{destination: {numa_node: 9}}")
                == "destination: numa_node is 9, and the host has NUMA nodes 0-1")
        #expect(try obstacle("{vcpu_cpus: 0-5}") == nil)
        #expect(
            try obstacle("{channel_cpus: '4-9'}") == """
                source: channel_cpus is 4-9, and the agent may not use CPUs 6-9: it has CPUs 0-5 of \
                the 8 that are switched on
                """)
        #expect(try obstacle("{numa_node: 1}", memory: "4GiB") == nil)
        #expect(
            try obstacle("{numa_node: 1}", memory: "8GiB")
                == "source: needs 8 GiB of memory on NUMA node 1, which has 4096 MiB")
        // Both guests are there.
        #expect(try obstacle("{numa_node: 1}", memory: "4GiB", shared: true) != nil)
        #expect(
            try obstacle(
                "{source: {numa_node: 0}, destination: {numa_node: 1}}", memory: "4GiB",
                shared: true) == nil)
        // A host that shows nothing is tried.
        let hidden = Self.plan(HostFacts(), HostFacts())
        #expect(try hidden.obstacle(to: Self.spec("{numa_node: 2, vcpu_cpus: 99}")) == nil)
    }

    @Test func hugePagesOfTheNodeCount() throws {
        var host = Self.host()
        host.nodes[0].hugePagesFree = 15
        var spec = try Self.spec("{numa_node: 0}", memory: "32MiB")
        spec.guest.pages = .huge2MiB
        let words = try #require(Self.plan(host, host).obstacle(to: spec))
        #expect(words.contains("needs 16 free huge pages of 2 MiB on NUMA node 0, which has 15"))
        #expect(words.contains("/sys/devices/system/node/node0/hugepages/hugepages-2048kB"))
        host.nodes[0].hugePagesFree = 16
        #expect(Self.plan(host, host).obstacle(to: spec) == nil)
    }

    /// Transports that are compared under different placements are worth a word.
    @Test func aMixtureIsSaid() throws {
        let cases = [
            try Self.spec(transport: "tcp"),
            try Self.spec(transport: "{name: multifd, channels: 8}"),
        ]
        let words = try #require(Self.plan().warning(about: cases))
        #expect(words.contains("1 of 2 cases are not kept apart for want of CPUs (multifd x8)"))
        #expect(Self.plan().warning(about: [cases[0]]) == nil)
        #expect(Self.plan().warning(about: [cases[1]]) == nil)
    }

    @Test func theRowSaysWhatWasBound() throws {
        let row = try RowBuilderTests.builder(RowBuilderTests.completed).row()
        #expect(
            row[RunColumns.placement(.source).placement]
                == "node 1; vcpu 3; migration 0-2; channel 1-2")
        #expect(row[RunColumns.placement(.destination).placement] == "none")
        let failed = try RowBuilderTests.builder(MigrationResult(.failed)).row()
        #expect(failed[RunColumns.placement(.source).placement] == nil)
    }
}
