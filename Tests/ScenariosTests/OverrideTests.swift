import Guest
import Migration
import Testing

@testable import Scenarios

@Suite struct OverrideTests {
    private func apply(_ change: (inout ScenarioOverrides) -> Void) throws -> Scenario {
        var overrides = ScenarioOverrides()
        change(&overrides)
        return try overrides.apply(to: Scenario.quick())
    }

    private func error(_ change: (inout ScenarioOverrides) -> Void) -> String {
        do {
            _ = try apply(change)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func nothingGivenChangesNothing() throws {
        #expect(try apply { _ in } == Scenario.quick())
    }

    @Test func everythingGiven() throws {
        let scenario = try apply {
            $0.transports = ["tcp,multifd", "null"]
            $0.channels = ["3"]
            $0.workloads = ["hotset", "zipf"]
            $0.memory = ["1GiB, 2GiB"]
            $0.dirtyRate = ["1Gb/s"]
            $0.repetitions = "2"
            $0.warmup = "3"
            $0.seed = "9"
            $0.downtimeLimit = ["50ms"]
            $0.maxBandwidth = ["10Gb/s"]
        }
        let matrix = scenario.matrix
        #expect(matrix.transports.map(\.kind) == [.tcp, .multifd, .null])
        #expect(matrix.transports.allSatisfy { $0.channels == nil })
        #expect(matrix.channels == [3])
        #expect(matrix.workloads.map(\.kind) == [.hotset, .zipf])
        #expect(matrix.workloads[0].workingSet == .mebibytes(32), "the scenario's own hot set")
        #expect(matrix.memory == [.gibibytes(1), .gibibytes(2)])
        #expect(matrix.dirtyRates == [ByteRate(bytesPerSecond: 125e6)])
        #expect(scenario.repetitions == 2)
        #expect(scenario.warmup == 3)
        #expect(scenario.seed == 9)
        #expect(matrix.downtimeLimits == [.milliseconds(50)])
        #expect(matrix.maxBandwidths == [ByteRate(bytesPerSecond: 1.25e9)])
    }

    @Test func aTransportKeepsItsChannels() throws {
        let scenario = try apply { $0.transports = ["multifd"] }
        #expect(scenario.matrix.transports == [TransportChoice(.multifd, channels: [2, 4])])
    }

    @Test func whatIsRunCanBeWrittenAndReadAgain() throws {
        let path = repositoryPath("Benchmarks/Scenarios/maintainers.yml")
        let folder = try TraceFolder()
        for transport in TransportKind.allCases {
            for workload in WorkloadKind.allCases {
                var overrides = ScenarioOverrides()
                overrides.transports = [transport.rawValue]
                overrides.workloads = [workload.rawValue]
                if workload == .replay { overrides.trace = folder.trace }
                let scenario = try overrides.apply(to: ScenarioFile.read(path: path))
                let text = try ScenarioFile.encode(scenario)
                #expect(try ScenarioFile.decode(text, file: "scenario.yml") == scenario)
            }
        }
    }

    @Test func wrongValuesNameTheOption() {
        #expect(
            error { $0.channels = ["10000"] }
                == "--channels 10000: 10000 is not a possible number of channels; allowed: 1 to 255"
        )
        #expect(error { $0.channels = ["0"] }.hasPrefix("--channels 0: 0 is not a possible"))
        #expect(
            error { $0.transports = ["tpc"] }.hasPrefix(
                "--transport tpc: unknown transport \"tpc\"; did you mean \"tcp\"?"))
        #expect(error { $0.workloads = ["idle,"] }.hasPrefix("--workload : unknown workload \"\""))
        #expect(error { $0.memory = ["1GiB", "huge"] }.hasPrefix("--memory huge: \"huge\" is not"))
        #expect(error { $0.dirtyRate = ["5"] }.hasPrefix("--dirty-rate 5: \"5\" has no unit"))
        #expect(error { $0.warmup = "101" }.hasPrefix("--warmup 101: 101 is not a possible"))
        #expect(error { $0.repetitions = "0" }.hasPrefix("--repetitions 0: 0 is not a possible"))
        #expect(error { $0.seed = "x" }.hasPrefix("--seed x: \"x\" is not a seed"))
        #expect(error { $0.downtimeLimit = ["50"] }.hasPrefix("--downtime-limit 50: \"50\" has no"))
        #expect(error { $0.maxBandwidth = ["0"] }.hasPrefix("--max-bandwidth 0: 0 would never"))
    }

    @Test func allWrongValuesAreReported() {
        let text = error {
            $0.channels = ["x"]
            $0.seed = "y"
        }
        #expect(text.split(separator: "\n").count == 2)
    }

    @Test func wrongCombinationsNameTheOptionThatMadeThem() {
        #expect(
            error { $0.memory = ["16MiB"] }
                == "--memory 16MiB: working_set of hotset: 32 MiB is larger than a guest's memory of "
                + "16 MiB; "
                + "allowed: at most the smallest memory")
        let channels = error {
            $0.transports = ["tcp"]
            $0.channels = ["4"]
        }
        #expect(channels.hasPrefix("--channels 4: none of the transports has channels"))
    }

    @Test func aWorkloadWithoutARateNeedsOne() throws {
        var scenario = try sample()
        scenario.matrix.workloads = [WorkloadChoice(.idle)]
        scenario.matrix.dirtyRates = []
        var overrides = ScenarioOverrides()
        overrides.workloads = ["uniform"]
        do {
            _ = try overrides.apply(to: scenario)
            Issue.record("accepted a workload without a rate")
        } catch {
            #expect("\(error)".hasPrefix("--workload uniform: uniform needs a dirty_rate"))
        }
        overrides.dirtyRate = ["1MiB/s"]
        #expect(try overrides.apply(to: scenario).matrix.dirtyRates == [.mebibytes(1)])
    }
}
