import Guest
import Migration
import Platform
import TestSupport
import Testing

/// What every transport must do.
///
/// It runs over all of them: a new transport is tested the day it is listed.
@Suite("conformance", .serialized)
struct ConformanceTests {
    static func spec(_ transport: TransportKind) -> MigrationSpec {
        MigrationSpec(
            transport: transport, channels: transport.hasChannels ? 3 : 1, maxSeconds: 60,
            deviceStateBytes: 100_000)
    }

    static let rates: [WorkloadKind: Double] = [.uniform: 64, .hotset: 256, .zipf: 128]

    @Test(
        "every page is equal after a migration", arguments: TransportKind.tested,
        WorkloadKind.allCases)
    func workloads(_ transport: TransportKind, _ workload: WorkloadKind) throws {
        var guest = GuestSpec(
            memoryBytes: TransportKind.memory(24 << 20), vcpus: 2, zeroShare: 0.3, seed: 11)
        guest.workload = WorkloadSpec(
            kind: workload, dirtyRate: (Self.rates[workload] ?? 100) * 0x1p20,
            workingSetBytes: 2 << 20, trace: try workload.sampleTrace())
        let result = try Loopback(guest: guest, migration: Self.spec(transport)).run()
        try Self.check(result, transport, guest)
    }

    static func check(_ result: Loopback.Result, _ transport: TransportKind, _ guest: GuestSpec)
        throws
    {
        guard case .completed(let durations) = result.outcome else {
            Issue.record("not completed: \(result.outcome)")
            return
        }
        if transport.definition.deliversPages { #expect(result.verified == true) }
        #expect(result.sender.normalPages + result.sender.zeroPages >= UInt64(guest.pageCount))
        let parts = durations.setupMs + durations.precopyMs + durations.downtimeMs
        #expect(abs(parts - durations.totalMs) < 0.001)
        let stops = durations.lastRoundMs + durations.deviceStateMs + durations.resumeMs
        #expect(abs(stops - durations.downtimeMs) < 0.001)
        if guest.workload.kind != .idle {
            #expect(result.destinationOperations > result.sourceOperations)
        }
        try checkGuestsView(result, guest)
    }

    /// What the guest felt, told by one clock: here the two ends have the same.
    private static func checkGuestsView(_ result: Loopback.Result, _ guest: GuestSpec) throws {
        let timeline = try #require(result.timeline)
        let clock = try #require(result.clock)
        #expect(abs(Double(clock.nanoseconds)) <= clock.uncertaintyNanoseconds(at: timeline.end))
        guard guest.workload.kind != .idle else {
            #expect(result.firstOperation == nil && result.lastOperation == nil)
            #expect(result.sourceLatency == nil && result.destinationLatency == nil)
            return
        }
        let last = try #require(result.lastOperation)
        let resumed = try #require(result.resumed)
        let first = try #require(result.firstOperation)
        // The blackout has all of the guest's stop in it, and nothing before the stop began or after
        // the first operation.
        #expect(last <= timeline.stopped && timeline.stopped <= resumed && resumed <= first)
        guard let rate = guest.workload.dirtyRate else {
            #expect(result.sourceLatency == nil && result.destinationLatency == nil)
            return
        }
        let stopped = resumed.seconds(since: timeline.stopped)
        // A trace has pauses in which nothing falls due.
        let interval = max(
            Double(guest.vcpus * GuestSpec.pageBytes) / rate,
            guest.workload.kind == .replay ? guest.operationPeriodSeconds ?? 0 : 0)
        let parts = [result.sourceLatency, result.destinationLatency].compactMap { $0?.span }
        #expect(parts.count == 2)
        let longest = LatencyCounts(merging: parts).longestMicroseconds ?? 0
        // The first operation to fall due in the stop waited for the rest of it.
        let waited = stopped - interval - clock.uncertaintyNanoseconds(at: timeline.end) / 1e9
        #expect(longest / 1e6 >= waited)
    }
}
