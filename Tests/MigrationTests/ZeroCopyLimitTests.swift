import Glibc
import Guest
import Migration
import Platform
import Testing

/// MSG_ZEROCOPY for a user who may lock little memory: the limit is one for all channels.
@Suite struct ZeroCopyLimitTests {
    /// Nothing may be locked, a little, and what Debian gives: whatever the kernel refuses is copied.
    @Test(arguments: [0, 1 << 20, 8 << 20])
    func whatMayNotBeLockedIsCopied(_ limit: Int) async {
        // A process of its own gives up its capabilities, CAP_IPC_LOCK among them, for good.
        await #expect(processExitsWith: .success) { [limit = limit as Int] in
            try Self.becomeOrdinary(memlock: limit)
            let loopback = Loopback(
                guest: GuestSpec(
                    memoryBytes: 64 << 20,
                    workload: WorkloadSpec(
                        kind: .hotset, dirtyRate: 64 * 0x1p20, workingSetBytes: 4 << 20), seed: 5),
                migration: MigrationSpec(transport: .multifdZerocopy, channels: 8))
            let result = try loopback.run()
            #expect(result.verified == true)
            let sends = try #require(result.sender.zeroCopySends)
            let fallbacks = try #require(result.sender.zeroCopyFallbacks)
            #expect(sends > 0)
            #expect(fallbacks <= sends)
            // A packet's pages are one send at least.
            #expect(sends >= 128)
            if limit == 0 { #expect(fallbacks == sends) }
        }
    }

    /// Loopback copies every zero-copy send (skb_orphan_frags_rx), and each is counted: also those
    /// whose completions come after the last page.
    @Test(arguments: [1, 4])
    func onLoopbackEverySendIsCopied(channels: Int) throws {
        let loopback = Loopback(
            guest: GuestSpec(memoryBytes: 16 << 20),
            migration: MigrationSpec(transport: .multifdZerocopy, channels: channels))
        let result = try loopback.run()
        let sends = try #require(result.sender.zeroCopySends)
        #expect(sends >= 32)
        #expect(result.sender.zeroCopyFallbacks == sends)
    }

    /// Lowers the limit; root becomes nobody, which takes every capability away.
    private static func becomeOrdinary(memlock: Int) throws {
        var limit = rlimit(rlim_cur: UInt(memlock), rlim_max: UInt(memlock))
        let set = unsafe setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &limit)
        try #require(set == 0)
        if getuid() == 0 { try #require(setuid(65534) == 0) }
    }
}
