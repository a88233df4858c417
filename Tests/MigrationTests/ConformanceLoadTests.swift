import Guest
import Migration
import Platform
import Testing

/// What every transport must do when the guest or the user makes it hard.
@Suite("conformance: load", .serialized)
struct ConformanceLoadTests {
    private func guest(_ kind: WorkloadKind, rate: Double?, memory: Int = 48 << 20) -> GuestSpec {
        var guest = GuestSpec(
            memoryBytes: TransportKind.memory(memory), vcpus: 2, zeroShare: 0.1, seed: 13)
        guest.workload = WorkloadSpec(kind: kind, dirtyRate: rate, workingSetBytes: 4 << 20)
        return guest
    }

    /// Two vCPUs write as fast as they can all the time that pages are sent, and every page
    /// must be equal in the end.
    @Test(
        "the highest rate of writes", arguments: TransportKind.tested,
        [WorkloadKind.uniform, .hotset])
    func flatOut(_ transport: TransportKind, _ kind: WorkloadKind) throws {
        let guest = guest(kind, rate: nil)
        var migration = ConformanceTests.spec(transport)
        // Slow enough for some ticks of writes; then all memory may be left for the stop.
        migration.maxBandwidth = 200e6
        migration.downtimeLimitMs = 20_000
        let result = try Loopback(guest: guest, migration: migration).run()
        try ConformanceTests.check(result, transport, guest)
        // The stop had to carry what was written meanwhile.
        #expect(result.sender.normalPages > UInt64(guest.pageCount))
    }

    /// The same without a brake, several times: the switchover before the first tick.
    @Test("writes up to a switchover at once", arguments: TransportKind.tested)
    func flatOutAndShort(_ transport: TransportKind) throws {
        for _ in 0..<(TransportKind.isEmulated ? 3 : 8) {
            let guest = guest(.uniform, rate: nil, memory: 8 << 20)
            let result = try Loopback(
                guest: guest, migration: ConformanceTests.spec(transport), settleSeconds: 0.001
            ).run()
            try ConformanceTests.check(result, transport, guest)
        }
    }

    @Test(
        "what does not converge stays", arguments: TransportKind.tested, [true, false])
    func notConverged(_ transport: TransportKind, _ byRounds: Bool) throws {
        var migration = ConformanceTests.spec(transport)
        migration.maxBandwidth = 200e6
        migration.downtimeLimitMs = 0.001
        // On a busy host a tick may pass without a byte: then the measured threshold is 0, and
        // nothing left is few enough, as in QEMU.
        migration.switchoverBandwidth = 1e9
        if byRounds { migration.maxRounds = 2 } else { migration.maxSeconds = 0.4 }
        let result = try Loopback(guest: guest(.uniform, rate: nil), migration: migration).run()
        guard case .notConverged(let reason, _) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(reason == "given up after \(byRounds ? "2 rounds" : "0.4 s")")
        guard case .abandoned = result.received else {
            Issue.record("\(result.received)")
            return
        }
        #expect(result.ranOn == true)
        #expect(result.destinationOperations == 0)
    }

    /// A bound from above only: a busy host sends less.
    @Test("the bandwidth limit", arguments: TransportKind.tested)
    func bandwidthLimit(_ transport: TransportKind) throws {
        var migration = ConformanceTests.spec(transport)
        migration.maxBandwidth = 150e6
        let guest = guest(.idle, rate: nil)
        let result = try Loopback(guest: guest, migration: migration).run()
        try ConformanceTests.check(result, transport, guest)
        guard case .completed(let durations) = result.outcome else { return }
        // What is left for the stop is not paced: it is not more than the last threshold.
        let free = Double(result.rounds.dropLast().last?.thresholdBytes ?? 0)
        let paced = Double(guest.memoryBytes) - max(free, 0.3 * 150e6)
        #expect(durations.precopyMs / 1000 >= paced / 150e6 * 0.9)
        let rounds = result.rounds.dropLast().filter { $0.bytes > 4_000_000 }
        for round in rounds {
            #expect(Double(round.bytes) / (round.durationMs / 1000) < 150e6 * 1.25)
        }
    }

    /// Settings under which each fault shows, and without a fault all is well: round after round
    /// until nothing at all is dirty.
    private func faulty(_ transport: TransportKind) -> Loopback {
        var guest = guest(.uniform, rate: 0x1p20, memory: 24 << 20)
        guest.vcpus = 4
        var migration = ConformanceTests.spec(transport)
        migration.maxBandwidth = 100e6
        migration.downtimeLimitMs = 0.01
        return Loopback(guest: guest, migration: migration)
    }

    static let delivering = TransportKind.tested.filter { $0.definition.deliversPages }

    @Test("no fault, no alarm", arguments: delivering)
    func withoutFault(_ transport: TransportKind) throws {
        #expect(try faulty(transport).run().verified == true)
    }

    @Test(
        "a lost or torn page is seen", arguments: delivering,
        [EngineFault.lostPage, .tornPage])
    func engineFaults(_ transport: TransportKind, _ fault: EngineFault) throws {
        var loopback = faulty(transport)
        loopback.engineFault = fault
        #expect(try loopback.run().verified == false)
    }

    @Test("a bit set too early is seen", arguments: delivering)
    func guestFaults(_ transport: TransportKind) throws {
        var loopback = faulty(transport)
        loopback.guestFault = .earlyBit
        #expect(try loopback.run().verified == false)
    }
}
