import Guest
import Migration
import Testing

@testable import Scenarios

@Suite struct ScenarioFileTests {
    @Test func everythingThatCanBeSaid() throws {
        let scenario = try ScenarioFile.decode(
            """
            name: all
            description: |
              Two lines,
              of words.
            repetitions: 4
            warmup: 0
            seed: 18446744073709551615
            idle_baseline: 1s
            matrix:
              transport: [{name: multifd, channels: 3}, multifd-zerocopy]
              channels: [2, 4]
              workload:
                - zipf
                - {kind: hotset, working_set: 32MiB, hot_share: 0.5, dirty_rate: [max, 1GiB/s]}
              memory: [1GiB, 2GiB]
              dirty_rate: 10Gb/s
              downtime_limit: [50ms, 300ms]
              max_bandwidth: [unlimited, 25Gb/s]
              zero_page_detection: [auto, multifd]
              page_size: [4KiB, thp, 2 MiB]
            guest: {vcpus: 2, zero_share: 0.25, compressible_share: 1, settle: 2s, run_on: 1ms}
            migration:
              device_state: 4MiB
              auto_converge: true
              max_rounds: 30
              max_time: 1min
              switchover_bandwidth: 20Gb/s
              prefault: false
            """, file: "all.yml")
        var expected = Scenario(
            name: "all", description: "Two lines,\nof words.\n", repetitions: 4, warmup: 0,
            seed: .max,
            matrix: ScenarioMatrix(
                transports: [
                    TransportChoice(.multifd, channels: [3]), TransportChoice(.multifdZerocopy),
                ], channels: [2, 4],
                workloads: [
                    WorkloadChoice(.zipf),
                    WorkloadChoice(
                        .hotset, workingSet: .mebibytes(32), hotShare: 0.5,
                        dirtyRates: [.unlimited, .mebibytes(1024)]),
                ], memory: [.gibibytes(1), .gibibytes(2)]))
        expected.matrix.dirtyRates = [ByteRate(bytesPerSecond: 1.25e9)]
        expected.matrix.downtimeLimits = [.milliseconds(50), .milliseconds(300)]
        expected.matrix.maxBandwidths = [.unlimited, ByteRate(bytesPerSecond: 3.125e9)]
        expected.matrix.zeroPageDetections = [.automatic, .explicit(.multifd)]
        expected.matrix.pageSizes = [.base, .transparentHuge, .huge2MiB]
        expected.guest = GuestSettings(
            vcpus: 2, zeroShare: 0.25, compressibleShare: 1, settle: .seconds(2),
            runOn: .milliseconds(1))
        expected.migration = MigrationSettings(
            deviceState: .mebibytes(4), autoConverge: true, maxRounds: 30, maxTime: .seconds(60),
            switchoverBandwidth: ByteRate(bytesPerSecond: 2.5e9), prefault: false)
        expected.idleBaseline = .seconds(1)
        #expect(scenario == expected)
    }

    @Test func whatIsLeftOutHasQEMUsDefaults() throws {
        let scenario = try ScenarioFile.decode(
            "{name: a, matrix: {transport: null, workload: idle, memory: 1MiB}}", file: "x.yml")
        #expect(scenario.matrix.transports == [TransportChoice(.null)])
        #expect(scenario.matrix.downtimeLimits == [.milliseconds(300)])
        #expect(scenario.matrix.maxBandwidths == [.unlimited])
        #expect(scenario.repetitions == 10)
        #expect(scenario.warmup == 1)
        #expect(scenario.seed == 1)
        #expect(scenario.idleBaseline == .milliseconds(200))
    }

    @Test func filesThatCannotBeRead() {
        #expect(throws: ScenarioErrors.self) { try ScenarioFile.read(path: "/no/such.yml") }
        #expect(throws: ScenarioErrors.self) { try ScenarioFile.read(path: "/") }
        do {
            _ = try ScenarioFile.read(path: "/no/such.yml")
        } catch {
            #expect(
                error.description == "/no/such.yml: cannot be read: No such file or directory")
        }
    }

    @Test func endlessAndForeignFilesAreRefused() {
        do {
            _ = try ScenarioFile.read(path: "/dev/zero")
            Issue.record("read an endless file")
        } catch {
            #expect(error.description == "/dev/zero: larger than 1 MiB")
        }
        do {
            _ = try ScenarioFile.decode([0xFF, 0xFE, 0x00], file: "x.yml")
            Issue.record("read bytes that are no text")
        } catch {
            #expect(error.description == "x.yml: not a text in UTF-8")
        }
    }
}
