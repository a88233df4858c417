import Glibc
import Guest
import Migration
import Platform
import TestSupport
import Testing

/// Memory that may not all be pinned: words that help, and what was pinned by then is given back.
@Suite("RDMA under a limit", .serialized, .enabled(if: Hardware.mayRun, Hardware.comment))
struct RDMALimitTests {
    /// More than one unit of registration, and less than both guests.
    static let limitBytes = 40 << 20

    static let pinning = RDMATests.writing.filter { $0.definition.registration == .pinAll }

    @Test(arguments: pinning)
    func pinningRefusedHalfWay(_ transport: TransportKind) async {
        // A process of its own gives up CAP_IPC_LOCK, for good.
        await #expect(processExitsWith: .success) { [transport] in
            try Self.becomeOrdinary()
            var guest = GuestSpec(memoryBytes: 64 << 20, vcpus: 1, zeroShare: 0, seed: 3)
            guest.workload.kind = .idle
            var migration = ConformanceTests.spec(transport)
            // Units of 16 MiB: some fit.
            migration.rdma = RDMAOptions(chunkBytes: 16 << 20, registrationThreads: 4)
            // The libraries keep what they opened when they were first used.
            try Ends(migration, vcpus: 1).close()
            let before = try Hardware.objects()
            do {
                _ = try Loopback(guest: guest, migration: migration).run()
                Issue.record("all was pinned")
            } catch let error as TransportError {
                #expect("\(error)".contains("ulimit -l"), "\(error)")
            }
            let deadline = Deadline.after(seconds: 10)
            while try Hardware.objects() != before, !deadline.hasPassed {
                MonotonicTime.now.advanced(bySeconds: 0.05).sleep()
            }
            #expect(try Hardware.objects() == before)
        }
    }

    private static func becomeOrdinary() throws {
        var limit = rlimit(rlim_cur: UInt(limitBytes), rlim_max: UInt(limitBytes))
        let set = unsafe setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
        try #require(set == 0)
        if getuid() == 0 { try #require(setuid(65534) == 0) }
    }
}
