import Guest
import Migration
import Platform
import TestSupport
import Testing

/// What every transport must do wherever its threads and its memory are: on a host of one CPU and one node
/// all of them are together, and that must do too.
@Suite("placed", .serialized)
struct PlacedTests {
    @Test("every page is equal after a migration", arguments: TransportKind.tested)
    func workloads(_ transport: TransportKind) throws {
        let all = try CurrentThread.affinity()
        let (first, last) = (CPUList(all.numbers.prefix(1)), CPUList(all.numbers.suffix(1)))
        try ThreadPlacement.begin([.vcpu: last, .migration: first, .channel: first])
        defer { ThreadPlacement.end() }
        var guest = GuestSpec(
            memoryBytes: TransportKind.memory(24 << 20), vcpus: 2, zeroShare: 0.3, seed: 12)
        guest.workload = WorkloadSpec(
            kind: .hotset, dirtyRate: 64 * 0x1p20, workingSetBytes: 2 << 20)
        var loopback = Loopback(guest: guest, migration: ConformanceTests.spec(transport))
        loopback.node = NUMA.nodes.numbers.last
        let result = try ThreadPlacement.run(as: .migration, loopback.run)
        try ConformanceTests.check(result, transport, guest)
        #expect(try CurrentThread.affinity() == all)
    }
}
