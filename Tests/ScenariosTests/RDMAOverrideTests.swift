import Migration
import Testing

@testable import Scenarios

/// How the command line says in which ways RDMA is used.
@Suite struct RDMAOverrideTests {
    private let text = """
        name: a
        rdma: {chunk: 4MiB}
        matrix:
          transport: [tcp, {name: rdma-pin-all, chunk: 8MiB, queue_depth: 64}, rdma-dynamic]
          workload: idle
          memory: 1MiB
        """

    private func apply(_ change: (inout ScenarioOverrides) -> Void) throws -> Scenario {
        var overrides = ScenarioOverrides()
        change(&overrides)
        return try overrides.apply(to: ScenarioFile.decode(text, file: "x.yml"))
    }

    private func error(_ change: (inout ScenarioOverrides) -> Void) -> String {
        do {
            _ = try apply(change)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    private func options(_ scenario: Scenario) throws -> [RDMAOptions] {
        try RunPlan(scenario).cases.compactMap(\.migration.rdma)
    }

    @Test func optionsHoldForAllTransportsThatHaveThem() throws {
        let found = try options(apply { $0.rdma = [.chunk: ["1MiB,2MiB"], .completion: ["poll"]] })
        #expect(found.map(\.chunkBytes) == [1 << 20, 2 << 20, 1 << 20, 2 << 20])
        #expect(found.map(\.queueDepth) == [64, 64, 512, 512], "the others stay")
        #expect(found.allSatisfy { $0.completion == .poll })
    }

    @Test func whatEachOptionReplacesIsItsOwn() throws {
        let values = [
            "chunk": "16MiB", "queue_depth": "128", "signal_interval": "2", "writes_per_chunk": "3",
            "completion": "event", "relaxed_ordering": "true", "registration_threads": "7",
            "rsocket_write": "direct",
        ]
        for option in RDMAOption.allCases {
            let text = try #require(values[option.rawValue])
            let kind = try #require(
                TransportKind.allCases.first { $0.definition.rdmaOptions.contains(option) })
            let scenario = try apply {
                $0.transports = [kind.rawValue]
                $0.rdma = [option: [text]]
            }
            let before = try apply { $0.transports = [kind.rawValue] }
            for other in RDMAOption.allCases {
                let new = try other.value(in: options(scenario)[0])
                let old = try other.value(in: options(before)[0])
                #expect((new != old) == (other == option), "\(option) and \(other)")
            }
        }
    }

    @Test func thePresetComesBeforeTheOptions() throws {
        let found = try options(
            apply {
                $0.like = "qemu"
                $0.rdma = [.completion: ["event"]]
            })
        var expected = RDMAOptions.qemu
        expected.completion = .event
        #expect(found[0] == expected)
        #expect(found[1].signalInterval == 1 && found[1].writesPerChunk == 1)
    }

    @Test func aTransportThatComesNewTakesTheScenariosWords() throws {
        let found = try options(apply { $0.transports = ["rdma-multifd"] })
        #expect(found.map(\.chunkBytes) == [4 << 20])
    }

    @Test func whatIsRunCanBeWrittenAndReadAgain() throws {
        for transport in TransportKind.allCases {
            let scenario = try apply { $0.transports = [transport.rawValue] }
            let text = try ScenarioFile.encode(scenario)
            #expect(try ScenarioFile.decode(text, file: "scenario.yml") == scenario)
        }
    }

    @Test func wrongValuesNameTheOption() {
        #expect(
            error { $0.rdma = [.chunk: ["3MiB"]] }
                == "--chunk 3MiB: 3 MiB is not a possible chunk; "
                + "allowed: a power of two from 1 MiB to 1 GiB")
        #expect(
            error { $0.rdma = [.completion: ["pol"]] }.hasPrefix(
                "--completion pol: unknown completion mode \"pol\"; did you mean \"poll\"?"))
        #expect(error { $0.like = "xen" }.hasPrefix("--like xen: unknown preset \"xen\""))
        #expect(
            error { $0.rdma = [.queueDepth: ["4"], .signalInterval: ["8"]] }.hasPrefix(
                "--signal-interval 8: one completion in 8 writes lets a queue of 4 run dry"
            ))
        #expect(
            error {
                $0.transports = ["tcp"]
                $0.rdma = [.chunk: ["1MiB"]]
            }.hasPrefix("--chunk 1MiB: none of the transports has it to choose; allowed: with rdma")
        )
        #expect(
            error {
                $0.transports = ["tcp"]
                $0.like = "qemu"
            }.hasPrefix("--like qemu: none of the transports has it to choose"))
    }
}
