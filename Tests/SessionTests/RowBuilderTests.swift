import Foundation
import Measurement
import Platform
import Results
import Scenarios
import Testing

@testable import Migration
@testable import Session

/// Rows from reports: each figure in its column, and an empty cell where nothing was measured.
@Suite struct RowBuilderTests {
    static let scenario = """
        name: rows
        seed: 7
        repetitions: 1
        warmup: 0
        guest: {vcpus: 2, zero_share: 0.25}
        migration: {device_state: 2MiB, prefault: false}
        matrix:
          transport: [{name: multifd, channels: 4}]
          workload: [{kind: hotset, working_set: 4MiB}]
          dirty_rate: 64MiB/s
          memory: 16MiB
          downtime_limit: 50ms
          max_bandwidth: 8Gb/s
        """

    static func builder(
        _ result: MigrationResult, shared: Bool = true, _ text: String = scenario
    ) throws -> RowBuilder {
        let plan = try RunPlan(ScenarioFile.decode(text, file: "rows.yml"))
        let identity = SuiteIdentity(
            suiteID: "suite", build: "release", gitCommit: nil, environmentID: "abc",
            sourceHost: "a",
            destinationHost: "b", sharesHost: shared, sourceCPUs: 4,
            destinationCPUs: 4, sourceIRQTime: true, destinationIRQTime: false)
        return RowBuilder(
            identity: identity, run: plan.runs[0], startedAt: Date(timeIntervalSince1970: 1),
            result: result)
    }

    static var completed: MigrationResult {
        var result = MigrationResult(.completed)
        result.verified = true
        result.source = Reports.source()
        result.destination = Reports.destination()
        result.sourceAlone = Reports.alone(busy: 0.5)
        result.destinationAlone = Reports.alone(busy: 0.25, operations: 0)
        result.sourcePeakBytes = 111
        result.destinationPeakBytes = 222
        result.sourceAddress = "192.0.2.1"
        result.destinationAddress = "192.0.2.2"
        return result
    }

    static func empty(_ row: Row, in group: String? = nil) -> [String] {
        RunColumns.all.filter { row[$0] == nil && (group == nil || $0.group == group) }
            .map(\.name)
    }

    @Test func theCaseIsWrittenWhateverCameOfIt() throws {
        for result in [Self.completed, MigrationResult(.failed), MigrationResult(.skipped)] {
            let row = try Self.builder(result).row()
            let columns = RunColumns.case
            #expect(row[RunColumns.identity.suiteID] == "suite")
            #expect(row[RunColumns.identity.runID]?.hasPrefix("b1-0-") == true)
            #expect(row[RunColumns.identity.startedAt] == Date(timeIntervalSince1970: 1))
            #expect(row[RunColumns.identity.schemaVersion] == RunColumns.schemaVersion)
            #expect(row[RunColumns.identity.environmentID] == "abc")
            #expect(row[RunColumns.order.block] == 1)
            #expect(row[RunColumns.order.orderIndex] == 0)
            #expect(row[columns.scenario] == "rows")
            #expect(row[columns.transport] == "multifd")
            #expect(row[columns.channels] == 4)
            #expect(row[columns.zeroPageDetection] == "multifd")
            #expect(row[columns.memoryBytes] == 16 << 20)
            #expect(row[columns.pageBytes] == 4096)
            #expect(row[columns.prefault] == false)
            #expect(row[columns.vcpus] == 2)
            #expect(row[columns.workload] == "hotset")
            #expect(row[columns.dirtyRateTargetMiBS] == 64)
            #expect(row[columns.workingSetBytes] == 4 << 20)
            #expect(row[columns.zeroShare] == 0.25)
            #expect(row[columns.downtimeLimitMs] == 50)
            #expect(row[columns.maxBandwidthMbps] == 8000)
            #expect(row[columns.deviceStateBytes] == 2 << 20)
            #expect(row[columns.sourceHost] == "a")
            #expect(row[columns.destinationHost] == "b")
        }
    }

    @Test func figuresOfACompletedRun() throws {
        let row = try Self.builder(Self.completed).row()
        let expected: [(String, Double)] = [
            ("total_ms", 1025), ("setup_ms", 25), ("precopy_ms", 900), ("downtime_ms", 100),
            ("downtime_last_round_ms", 75), ("downtime_device_state_ms", 20),
            ("downtime_resume_ms", 5), ("teardown_ms", 4),
            ("rounds", 3), ("normal_pages", 500), ("zero_pages", 24), ("sent_bytes", 0x8000_0000),
            ("zero_copy_fallbacks", 3), ("wire_bytes", 0xC000_0000), ("wire_packets", 77),
            ("wire_drops", 1), ("tcp_retransmits", 6), ("tcp_round_trip_us", 41.5),
            ("tcp_window_segments", 10), ("destination_wire_bytes", 0x8000_0000),
            ("destination_wire_packets", 66), ("destination_wire_drops", 0),
            ("source_process_cycles", 5e9), ("source_process_instructions", 9e9),
            ("destination_process_cycles", 3e9), ("destination_process_instructions", 2e9),
            ("source_pause_frames", 11), ("source_ecn_marked_packets", 12),
            ("source_cnp_sent", 13), ("source_cnp_handled", 14), ("source_rdma_losses", 15),
            // 2 GiB x 8 bits in one second, as QEMU counts; 2,304 pages of 4 KiB in 0.9 s.
            ("bandwidth_mbps", 17179.869184), ("dirty_rate_mib_s", 10),
            ("source_migration_user_s", 0.25), ("source_migration_system_s", 0.75),
            ("destination_migration_user_s", 0.125), ("destination_migration_system_s", 0.5),
            ("source_vcpu_s", 0.5), ("destination_vcpu_s", 0.25), ("source_host_busy_s", 3.5),
            ("destination_host_busy_s", 2.25), ("source_host_baseline_busy_s", 0.5),
            ("destination_host_baseline_busy_s", 0.25), ("source_host_user_s", 1),
            ("source_host_system_s", 1.5), ("source_host_irq_s", 0.25),
            ("source_host_softirq_s", 0.75), ("source_host_steal_s", 0.125),
            ("destination_host_softirq_s", 0.5), ("source_busiest_cpu_percent", 97.5),
            // The process less the guest and the migration: 1.75 - 0.5 - 1, and 1 - 0.25 - 0.625.
            ("source_other_s", 0.25), ("destination_other_s", 0.125),
            // 1,280 operations in half a second alone are 2,560 in the span of a second.
            ("slowdown_percent", 10),
            ("op_max_us", 99_750), ("op_alone_max_us", 2), ("op_after_max_us", 3000),
            // From 925.25 to 1,024.75 ms; half of 100 µs, and 100 ppm of 1.005 s.
            ("guest_blackout_ms", 99.5), ("clock_uncertainty_us", 150.502),
            ("ops_done", 2304), ("ops_intended", 2400), ("source_peak_rss_bytes", 111),
            ("destination_peak_rss_bytes", 222),
        ]
        for (name, value) in expected {
            let column = try #require(RunColumns.all.first { $0.name == name })
            let cell = try #require(row.number(column), "\(name)")
            #expect(abs(cell - value) < 1e-6, "\(name)")
        }
        #expect(row[RunColumns.outcome.status] == "completed")
        #expect(row[RunColumns.outcome.verified] == true)
        #expect(row[RunColumns.outcome.reason] == nil)
    }

    /// A row for each CPU of each end, with what was measured.
    @Test func eachCPUHasARow() throws {
        let builder = try Self.builder(Self.completed)
        let rows = builder.record().cpus
        let columns = ProcessorColumns.cpu
        #expect(
            rows.map { $0[columns.side] ?? "" } == [
                "source", "source", "destination", "destination",
            ])
        #expect(rows.map { $0[columns.cpu] } == [0, 3, 0, 3])
        #expect(rows.allSatisfy { $0[columns.runID] == builder.runID })
        #expect(rows[0][columns.busyS] == 0.975 && rows[0][columns.softIRQS] == 0.35)
        #expect(rows[1][columns.busyS] == nil && rows[1][columns.userS] == 0.5)
        // Of a span that is too short nothing is told, and it is said why.
        let column = RunColumns.cpu(.destination).busiestCPUPercent
        var short = Self.completed
        short.destination?.hostCPUs = Reports.cpus(share: nil)
        let row = try Self.builder(short).row()
        #expect(row[column] == nil)
        #expect(
            EmptyCells().reason(for: column.column, in: row)
                == "the span was too short to know the share of one CPU within 10 points")
        var hidden = Self.completed
        hidden.destination?.host = nil
        hidden.destination?.hostCPUs = nil
        #expect(
            EmptyCells().reason(for: column.column, in: try Self.builder(hidden).row())
                == "/proc/stat does not show each CPU")
    }

    /// Channel threads count over their lives: what is left of the process may come out below nothing.
    @Test func aRestOfTheProcessBelowNothingIsEmpty() throws {
        var result = Self.completed
        result.source?.processCPU = CPUTime(user: 0.25, system: 0.25)
        let row = try Self.builder(result).row()
        let column = RunColumns.cpu(.source).otherS
        #expect(row[column] == nil)
        #expect(EmptyCells().reason(for: column.column, in: row)?.hasPrefix("its threads") == true)
    }

    /// (3.5 - 0.5 - 0.5 - 0.25) s over 2 GiB; another host adds its own 2.25 - 0.25.
    @Test func aSharedHostCountsOnce() throws {
        let column = RunColumns.totalCPU.cpuSPerGiB
        #expect(try Self.builder(Self.completed, shared: true).row()[column] == 1.125)
        #expect(try Self.builder(Self.completed, shared: false).row()[column] == 2.125)
    }

    /// 1.96 times the root of 0.03^2 + (2 x 0.02)^2, and of that with 0.04^2 + (2 x 0.02)^2.
    @Test func theCostComesWithItsUncertainty() throws {
        let column = RunColumns.totalCPU.cpuUncertaintyS
        let alone = try #require(try Self.builder(Self.completed, shared: true).row()[column])
        #expect(abs(alone - 0.0979982) < 1e-6)
        let both = try #require(try Self.builder(Self.completed, shared: false).row()[column])
        #expect(abs(both - 0.147974) < 1e-6)
    }

    /// 49 operations in half a second alone are 98 in the span: none of them is a percent.
    @Test func tooFewOperationsTellNoSlowdown() throws {
        var result = Self.completed
        let column = RunColumns.guest.slowdownPercent
        for (operations, isTold) in [(49, false), (50, true), (0, false)] as [(UInt64, Bool)] {
            result.sourceAlone?.operations = operations
            let row = try Self.builder(result).row()
            #expect((row[column] != nil) == isTold, "\(operations)")
        }
    }

    /// 1,013 operations of both ends together: 1,000 of 1 ms, ten of 40, two of 60 and one more.
    @Test func latenessIsThatOfBothEnds() throws {
        let row = try Self.builder(Self.completed).row()
        let columns = RunColumns.guest
        let expected: [(TypedColumn<Double>, Double)] = [
            (columns.opP50Us, 1000), (columns.opP99Us, 40_000), (columns.opP999Us, 60_000),
            (columns.opAloneP50Us, 2), (columns.opAloneP99Us, 2), (columns.opAfterP50Us, 3000),
            (columns.opAfterP99Us, 3000), (columns.opAfterP999Us, 3000),
        ]
        for (column, microseconds) in expected {
            let told = try #require(row[column], "\(column.name)")
            #expect(told >= microseconds && told <= microseconds * 129 / 128, "\(column.name)")
        }
        // A hundred operations are too few.
        #expect(row[columns.opAloneP999Us] == nil)
    }

    @Test func howInterruptsAreCountedIsSaid() throws {
        let row = try Self.builder(Self.completed).row()
        #expect(row[RunColumns.cpu(.source).irqTimeAccounting] == true)
        #expect(row[RunColumns.cpu(.destination).irqTimeAccounting] == false)
    }

    /// What this version does not measure at all: other parts of the tool fill it.
    @Test func aDisturbedRunSaysSo() throws {
        func disturbed(_ result: MigrationResult, shared: Bool = false) throws -> String? {
            try Self.builder(result, shared: shared).row()[RunColumns.outcome.disturbed]
        }
        let words = "3 % of the CPUs' time stolen; 6 of 77 packets sent again"
        #expect(try disturbed(Self.completed, shared: true) == words)
        // 0.25 s besides the guest in half a second of four CPUs.
        #expect(
            try disturbed(Self.completed)?.hasPrefix("source: other load before, 13 % of the CPUs")
                == true)
        var result = Self.completed
        result.source?.counters.tcp?.retransmits = 0
        result.source?.host?.steal = 0
        result.source?.host?.user = 1
        result.destination?.host?.user = 0.25
        result.sourceAlone = Reports.alone(busy: 0.1)
        result.destinationAlone = Reports.alone(busy: 0.1)
        #expect(try disturbed(result) == "no")
        result.destination?.signs.swappedPages = 9
        result.destinationAlone?.signs.swappedPages = 2
        #expect(try disturbed(result) == "destination: 7 pages swapped")
        result.sourceAlone = nil
        result.source?.host = nil
        #expect(try disturbed(result) == nil)
    }

    @Test func columnsThatNothingFillsYetAreEmpty() throws {
        let empty = Self.empty(try Self.builder(Self.completed).row())
        let known = """
            git_commit registration chunk_bytes reason pin_source_ms pin_destination_ms \
            link_ceiling_mbps op_alone_p999_us \
            source_pinned_bytes destination_pinned_bytes queue_depth signal_interval \
            writes_per_chunk completion_mode relaxed_ordering registration_threads rdma_device \
            rdma_mtu_bytes rsocket_write window_bytes guests direction guest
            """.split(separator: " ").map(String.init)
        #expect(Set(empty).isSubset(of: known))
    }

    @Test(arguments: [MigrationResult.Status.failed, .skipped])
    func aRunThatDidNotHappenHasNoFigures(status: MigrationResult.Status) throws {
        let row = try Self.builder(MigrationResult(status, reason: "why")).row()
        #expect(row[RunColumns.outcome.status] == status.rawValue)
        #expect(row[RunColumns.outcome.reason] == "why")
        #expect(row[RunColumns.outcome.verified] == nil)
        for column in RunColumns.all
        where ["time", "amount", "CPU", "guest", "memory", "network"].contains(column.group) {
            #expect(row[column] == nil, "\(column.name)")
        }
    }

    @Test func aRunThatDidNotConvergeHasNoDowntime() throws {
        var result = Self.completed
        result.status = .notConverged
        result.verified = nil
        result.source?.ending = .notConverged(
            reason: "r", durations: .init(totalMs: 60_000, setupMs: 25))
        result.source?.stop = nil
        result.destination?.latency = nil
        result.destination?.firstOperation = nil
        let row = try Self.builder(result).row()
        #expect(row[RunColumns.outcome.status] == "not_converged")
        #expect(row[RunColumns.time.totalMs] == 60_000)
        #expect(row[RunColumns.time.setupMs] == 25)
        #expect(row[RunColumns.time.precopyMs] == 59_975)
        #expect(row[RunColumns.time.downtimeMs] == nil)
        #expect(row[RunColumns.guest.opMaxUs] == 40_000)
        #expect(row[RunColumns.time.guestBlackoutMs] == nil)
        #expect(row[RunColumns.amount.rounds] == 3)
        #expect(row[RunColumns.amount.sentBytes] == 2 << 30)
        // Where a guest outruns the link, both rates say why: 2 GiB in 59.975 s, and 2,304 pages of
        // 4 KiB in the second that operations were counted in.
        let bandwidth = try #require(row[RunColumns.amount.bandwidthMbps])
        #expect(abs(bandwidth - Double(2 << 30) * 8 / 59.975 / 1e6) < 1e-3)
        #expect(row[RunColumns.amount.dirtyRateMiBS] == 9)
        #expect(row[RunColumns.totalCPU.cpuSPerGiB] == nil)
    }

    @Test func aHostThatShowsNothingLeavesCellsEmpty() throws {
        var result = Self.completed
        result.source?.host = nil
        result.source?.migrationCPU = nil
        result.source?.operationsDue = nil
        result.source?.counters.zeroCopyFallbacks = nil
        result.destination?.vcpuSeconds = nil
        result.destinationAlone?.host = nil
        result.destinationPeakBytes = nil
        let row = try Self.builder(result).row()
        for name in [
            "source_host_busy_s", "source_migration_user_s", "source_migration_system_s",
            "ops_intended", "zero_copy_fallbacks", "destination_vcpu_s",
            "destination_host_baseline_busy_s", "destination_peak_rss_bytes", "cpu_s_per_gib",
            "cpu_uncertainty_s", "source_host_softirq_s",
        ] {
            #expect(Self.empty(row).contains(name), "\(name)")
        }
    }

    /// Nothing over nothing is no rate.
    @Test func aPrecopyWithoutTimeHasNoRate() throws {
        var result = Self.completed
        var durations = Reports.durations
        durations.precopyMs = 0
        durations.totalMs = durations.setupMs
        result.source?.ending = .completed(durations)
        result.source?.counters.bytes = 0
        result.source?.operations = 0
        let row = try Self.builder(result).row()
        #expect(row[RunColumns.amount.bandwidthMbps] == nil)
        #expect(row[RunColumns.amount.dirtyRateMiBS] == nil)
        #expect(row[RunColumns.totalCPU.cpuSPerGiB] == nil)
    }

    @Test func whatTheCaseDoesNotHaveIsEmpty() throws {
        let text = """
            name: plain
            matrix: {transport: tcp, workload: [uniform], dirty_rate: unlimited, memory: 16MiB}
            """
        let row = try Self.builder(Self.completed, text).row()
        #expect(row[RunColumns.case.channels] == 1)
        #expect(row[RunColumns.case.dirtyRateTargetMiBS] == nil)
        #expect(row[RunColumns.case.workingSetBytes] == nil)
        #expect(row[RunColumns.case.maxBandwidthMbps] == nil)
    }

    @Test func roundsAndSamplesNameTheirRun() throws {
        let builder = try Self.builder(Self.completed)
        let rounds = builder.rounds()
        #expect(rounds.map { $0[RoundColumns.round.round] } == [1, 2, 3])
        #expect(rounds.allSatisfy { row in RoundColumns.all.allSatisfy { row[$0] != nil } })
        let samples = builder.timeline()
        #expect(samples.count == 3)
        let first = TimelineColumns.all.filter { $0.since == 1 }
        #expect(samples.allSatisfy { row in first.allSatisfy { row[$0] != nil } })
        let channels = builder.channels()
        #expect(channels.map { $0[ChannelColumns.channel.channel] } == [1, 2])
        #expect(channels.map { $0[ChannelColumns.channel.retransmits] } == [2, 4])
        #expect(channels.allSatisfy { row in ChannelColumns.all.allSatisfy { row[$0] != nil } })
        for row in rounds + samples + channels {
            #expect(row[RunColumns.identity.runID]?.hasPrefix("b1-0-") == true)
        }
        #expect(try Self.builder(MigrationResult(.failed)).rounds().isEmpty)
        #expect(try Self.builder(MigrationResult(.failed)).timeline().isEmpty)
    }
}
