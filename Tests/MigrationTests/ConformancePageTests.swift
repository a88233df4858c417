import Foundation
import Guest
import Migration
import Platform
import Testing

/// What every transport must do with every kind of page.
@Suite("conformance: pages", .serialized)
struct ConformancePageTests {
    private func guest(_ pages: PageBacking = .base, zeroShare: Double = 0.3) -> GuestSpec {
        var guest = GuestSpec(
            memoryBytes: TransportKind.memory(24 << 20), pages: pages, vcpus: 2,
            zeroShare: zeroShare, seed: 12)
        guest.workload = WorkloadSpec(kind: .uniform, dirtyRate: 32 * 0x1p20)
        return guest
    }

    private static func freeHugePages() -> Int {
        let path = "/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages"
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return Int(text.filter(\.isNumber)) ?? 0
        } catch { return 0 }
    }

    @Test(
        "fresh and prefaulted memory", arguments: TransportKind.tested,
        [PageBacking.base, .transparentHuge])
    func memoryKinds(_ transport: TransportKind, _ pages: PageBacking) throws {
        for isPrefaulted in [false, true] {
            var migration = ConformanceTests.spec(transport)
            migration.prefaultDestination = isPrefaulted
            let guest = guest(pages)
            let result = try Loopback(guest: guest, migration: migration).run()
            try ConformanceTests.check(result, transport, guest)
        }
    }

    @Test(
        "2 MiB pages",
        .enabled(if: freeHugePages() >= 24, "24 free 2 MiB pages are needed: see vm.nr_hugepages"),
        arguments: TransportKind.tested, [false, true])
    func hugePages(_ transport: TransportKind, _ isPrefaulted: Bool) throws {
        var migration = ConformanceTests.spec(transport)
        migration.prefaultDestination = isPrefaulted
        let guest = guest(.huge2MiB)
        let result = try Loopback(guest: guest, migration: migration).run()
        try ConformanceTests.check(result, transport, guest)
    }

    /// Zero pages are found where they are looked for, and nowhere else; and what is zero at the
    /// source is zero at the destination, whatever was there before.
    @Test(
        "zero pages", arguments: TransportKind.tested,
        [ZeroPageDetection.none, .legacy, .multifd])
    func zeroPages(_ transport: TransportKind, _ detection: ZeroPageDetection) throws {
        let isLookedFor =
            detection == .legacy || (detection == .multifd && transport.hasChannels)
            // A chunk that is all zero is not worth registering.
            || transport.definition.registration == .dynamic
        for zeroShare in [0.0, 1] {
            var guest = guest(zeroShare: zeroShare)
            guest.workload.kind = .idle
            var migration = ConformanceTests.spec(transport)
            migration.zeroPageDetection = detection
            let loopback = Loopback(
                guest: guest, migration: migration, hasUsedDestination: true)
            let result = try loopback.run()
            try ConformanceTests.check(result, transport, guest)
            let pages = UInt64(guest.pageCount)
            let zero = isLookedFor && zeroShare == 1 ? pages : 0
            #expect(result.sender.zeroPages == zero)
            #expect(result.sender.normalPages == pages - zero)
            guard transport.definition.deliversPages else { continue }
            #expect(result.receiver.zeroPages == zero)
            // What comes by RDMA WRITE, the destination does not see.
            let isSeen = transport.definition.registration == nil
            #expect(result.receiver.normalPages == (isSeen ? pages - zero : 0))
        }
    }

    /// Pages that become something else while they are looked at.
    @Test("zero pages that are written meanwhile", arguments: TransportKind.tested)
    func zeroPagesUnderWrites(_ transport: TransportKind) throws {
        for detection in [ZeroPageDetection.legacy, .multifd] {
            var guest = guest(zeroShare: 1)
            guest.workload.dirtyRate = nil
            var migration = ConformanceTests.spec(transport)
            migration.zeroPageDetection = detection
            migration.downtimeLimitMs = 20_000
            let result = try Loopback(guest: guest, migration: migration).run()
            try ConformanceTests.check(result, transport, guest)
        }
    }

    @Test("device state", arguments: TransportKind.tested, [0, 1 << 20])
    func deviceState(_ transport: TransportKind, _ byteCount: Int) throws {
        var migration = ConformanceTests.spec(transport)
        migration.deviceStateBytes = byteCount
        var guest = guest()
        guest.vcpus = 5
        let result = try Loopback(guest: guest, migration: migration).run()
        try ConformanceTests.check(result, transport, guest)
        let content = result.sender.normalPages * UInt64(GuestSpec.pageBytes)
        #expect(result.sender.bytes >= content + UInt64(byteCount))
    }
}
