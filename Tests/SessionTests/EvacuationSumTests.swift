import Foundation
import Platform
import Results
import Scenarios
import Testing

@testable import Measurement
@testable import Migration
@testable import Session

/// The row of evacuations.csv is the sum of its parts, or says nothing.
@Suite struct EvacuationSumTests {
    /// Hosts of 100 ticks a second and 4 CPUs, of which since they booted two were busy, in user mode,
    /// and two idle.
    private func counters(_ time: UInt64) throws -> HostCPU {
        let ticks = 2 * Int((Double(time % 3_600_000_000_000) / 1e7).rounded())
        return try HostCPU.parse(
            "cpu \(ticks) 0 0 \(ticks) 0 0 0 0\n", ticksPerSecond: 100,
            at: MonotonicTime(nanoseconds: time), cpus: 4)
    }

    /// A migration whose precopy began `late` ms after that of the others, on a host that was busy
    /// for 2 s a second.
    private func result(
        late ms: Double, hourAhead: Bool = false, bytes: UInt64 = 1 << 30
    ) throws -> MigrationResult {
        var result = RowBuilderTests.completed
        let zero = 1_025_000_000 + (hourAhead ? 3_600_000_000_000 : 0)
        let began = UInt64(zero + Int(ms * 1e6))
        func span(_ begin: UInt64, seconds: Double) throws -> HostSpan? {
            HostSpan(
                from: try counters(begin), to: try counters(begin + UInt64(seconds * 1e9)))
        }
        result.source?.precopyBegan = began
        result.source?.counters.bytes = bytes
        result.source?.hostSpan = try span(began, seconds: 1)
        result.destination?.hostSpan = try span(began, seconds: 1)
        result.destination?.vcpuAfterSeconds = 0.05
        return result
    }

    private func builders(
        _ results: [MigrationResult], _ more: String = "guests: 3", shared: Bool = true
    ) throws -> [RowBuilder] {
        let one = try RowBuilderTests.builder(
            results[0], shared: shared, RowBuilderTests.scenario + "\n" + more)
        return RowBuilder.all(
            one.identity, one.run, startedAt: one.startedAt, results, linkCeilingMbps: nil)
    }

    private func sum(_ builders: [RowBuilder]) throws -> Row {
        try #require(EvacuationSum(builders, builders.map { $0.row() })).row()
    }

    @Test func oneGuestHasNoSum() throws {
        let builders = try builders([result(late: 0)], "guests: 1")
        #expect(EvacuationSum(builders, builders.map { $0.row() }) == nil)
        let row = builders[0].row()
        #expect(row[RunColumns.concurrency.guests] == nil)
        #expect(row[RunColumns.guestNumber.guest] == nil)
        #expect(row[RunColumns.totalCPU.cpuSPerGiB] != nil)
        #expect(row[RunColumns.identity.runID]?.contains("-g") == false)
    }

    @Test func guestsHaveRowsOfTheirOwn() throws {
        let rows = try builders([0, 10, 4].map { try result(late: $0) }).map { $0.row() }
        #expect(rows.map { $0[RunColumns.guestNumber.guest] } == [1, 2, 3])
        #expect(Set(rows.map { $0[RunColumns.identity.runID] }).count == 3)
        #expect(Set(rows.map { $0[RunColumns.order.seed] }).count == 3)
        for row in rows {
            #expect(row[RunColumns.concurrency.guests] == 3)
            #expect(row[RunColumns.concurrency.direction] == nil)
            #expect(row[RunColumns.cpu(.source).hostBusyS] != nil)
            for column in [
                RunColumns.totalCPU.cpuSPerGiB, RunColumns.totalCPU.cpuUncertaintyS,
                RunColumns.cpu(.source).hostBaselineBusyS,
                RunColumns.cpu(.destination).hostBaselineBusyS,
            ] { #expect(row[column] == nil) }
            #expect(row[RunColumns.outcome.disturbed] == nil)
        }
    }

    /// Each takes 1,025 ms, of which setup is 25.
    @Test func timesAndBytes() throws {
        let builders = try builders([0, 10, 4].map { try result(late: $0, bytes: 1 << 20) })
        let row = try sum(builders)
        #expect(row[RunColumns.identity.runID] == builders[0].sharedRunID)
        #expect(row[RunColumns.concurrency.guests] == 3)
        #expect(row[RunColumns.case.transport] == "multifd")
        #expect(row[RunColumns.outcome.status] == "completed")
        #expect(row[RunColumns.outcome.verified] == true)
        #expect(row[EvacuationColumns.sum.completedGuests] == 3)
        let spread = try #require(row[EvacuationColumns.sum.startSpreadMs])
        #expect(abs(spread - 10) < 1e-6)
        let total = try #require(row[RunColumns.time.totalMs])
        let setup = try #require(row[RunColumns.time.setupMs])
        #expect(abs(total - 1035) < 1e-6 && abs(setup - 25) < 1e-6)
        #expect(row[RunColumns.amount.sentBytes] == 3 << 20)
        let bandwidth = try #require(row[RunColumns.amount.bandwidthMbps])
        #expect(abs(bandwidth - Double(3 << 20) * 8 / 1.01 / 1e6) < 1e-6)
        #expect(row[EvacuationColumns.sum.largestDowntimeMs] == 100)
        #expect(row[EvacuationColumns.sum.slowestTotalMs] == 1025)
    }

    /// On one host: 2 CPUs busy for 1.01 s; alone it was busy for 0.5 s a second without vCPUs.
    @Test func cpuOfOneHostCountsOnce() throws {
        let builders = try builders([0, 10].map { try result(late: $0) }, "guests: 2")
        let row = try sum(builders)
        let busy = try #require(row[RunColumns.cpu(.source).hostBusyS])
        #expect(abs(busy - 2.02) < 0.021)
        #expect(row[RunColumns.cpu(.destination).hostBusyS] == busy)
        // Both ends of both guests watched 0.5 s in which each one's vCPUs took 0.125 s.
        let baseline = (0.5 / 2 + 0.125 - 4 * 0.125) / 0.5 * 1.01
        #expect(abs(try #require(row[RunColumns.cpu(.source).hostBaselineBusyS]) - baseline) < 1e-9)
        // Spans of 0.5 s each; the later guest ran 10 ms alone before; the other ran on for 10 of
        // its 100 ms.
        let source = try #require(row[RunColumns.cpu(.source).vcpuS])
        #expect(abs(source - (0.5 + 0.5 + 0.01 * 0.25)) < 1e-9)
        let destination = try #require(row[RunColumns.cpu(.destination).vcpuS])
        #expect(abs(destination - (0.25 + 0.25 + 0.01 * 0.25 + 0.1 * 0.05)) < 1e-9)
        let cost = busy - baseline - source - destination
        #expect(abs(try #require(row[RunColumns.totalCPU.cpuSPerGiB]) - cost / 2) < 1e-9)
        #expect(try #require(row[RunColumns.totalCPU.cpuUncertaintyS]) > 0)
    }

    /// Between two hosts those that go back are told by the other's clock, an hour ahead.
    @Test func bothWaysBetweenTwoHosts() throws {
        let results = [try result(late: 0), try result(late: 7, hourAhead: true)]
        let builders = try builders(results, "direction: both", shared: false)
        let rows = builders.map { $0.row() }
        #expect(rows.map { $0[RunColumns.concurrency.direction] } == ["forward", "backward"])
        #expect(rows.map { $0[RunColumns.case.sourceHost] } == ["a", "b"])
        let row = try sum(builders)
        #expect(row[RunColumns.concurrency.direction] == "both")
        #expect(row[RunColumns.concurrency.guests] == 2)
        #expect(abs(try #require(row[EvacuationColumns.sum.startSpreadMs]) - 7) < 0.001)
        #expect(abs(try #require(row[RunColumns.time.totalMs]) - 1032) < 0.001)
    }

    @Test func oneThatFailedLeavesNoSum() throws {
        for status in [MigrationResult.Status.failed, .skipped] {
            let results = [try result(late: 0), MigrationResult(status), try result(late: 0)]
            let row = try sum(builders(results))
            #expect(row[RunColumns.outcome.status] == status.rawValue)
            #expect(
                row[RunColumns.outcome.reason]
                    == "1 of 3 guests did not complete: see runs.csv")
            #expect(row[EvacuationColumns.sum.completedGuests] == 2)
            #expect(row[RunColumns.outcome.verified] == nil)
            for column in EvacuationColumns.all where column.unit == "ms" || column.unit == "s" {
                if column.name != "downtime_limit_ms" { #expect(row[column] == nil) }
            }
            #expect(row[RunColumns.amount.sentBytes] == nil)
        }
    }

    @Test func theWorstCounts() throws {
        var corrupt = try result(late: 0)
        corrupt.status = .corrupt
        corrupt.verified = false
        let row = try sum(builders([corrupt, MigrationResult(.failed), result(late: 0)]))
        #expect(row[RunColumns.outcome.status] == "corrupt")
        #expect(row[RunColumns.outcome.verified] == false)
        #expect(row[EvacuationColumns.sum.completedGuests] == 1)
    }
}
