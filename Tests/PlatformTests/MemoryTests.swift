import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct MemoryMappingTests {
    private func check(_ mapping: borrowing MemoryMapping) {
        let bytes = unsafe mapping.address.assumingMemoryBound(to: UInt8.self)
        #expect(unsafe UInt(bitPattern: mapping.address) % 4096 == 0)
        let isZero = (0..<mapping.byteCount).allSatisfy { unsafe bytes[$0] == 0 }
        #expect(isZero)
        unsafe bytes[mapping.byteCount - 1] = 1
        #expect(unsafe bytes[mapping.byteCount - 1] == 1)
    }

    @Test func memoryIsZeroAndWritable() throws {
        let fresh = try MemoryMapping(byteCount: 3 << 20)
        check(fresh)
        fresh.close()
        let populated = try MemoryMapping(byteCount: 3 << 20, pages: .transparentHuge)
        try populated.populate()
        check(populated)
    }

    /// The kernel holds the lock of the address space while it takes page faults that were asked for: a
    /// thread that allocates meanwhile, such as one that says that the process is alive, must get in.
    @Test func otherThreadsAllocateWhileMemoryIsPopulated() throws {
        // On a busy machine the thread may not get a processor for so long: once is enough.
        let shares = try (0..<4).map { _ in try Self.longestWaitOfAnAllocation() }
        #expect(shares.min()! < 0.5, "of the whole time: \(shares)")
    }

    /// The longest that an allocation took while memory was populated beside it, as a share of that time.
    private static func longestWaitOfAnAllocation() throws -> Double {
        let isOver = Atomic(false)
        let longest = Mutex(0.0)
        let thread = try NativeThread(name: "allocates") {
            while !isOver.load(ordering: .relaxed) {
                let start = MonotonicTime.now
                do { try MemoryMapping(byteCount: 4096).close() } catch { return }
                let seconds = MonotonicTime.now.seconds(since: start)
                longest.withLock { $0 = max($0, seconds) }
            }
        }
        let memory = try MemoryMapping(byteCount: 512 << 20)
        let start = MonotonicTime.now
        try memory.populate()
        let whole = MonotonicTime.now.seconds(since: start)
        isOver.store(true, ordering: .relaxed)
        try thread.join(until: .after(seconds: 60))
        let waited = longest.withLock { $0 }
        // A thread that had no turn at all says nothing.
        return waited == 0 ? 1 : waited / whole
    }

    @Test func memoryThatIsNotThereIsAnError() {
        let error = #expect(throws: SystemError.self) {
            _ = try MemoryMapping(byteCount: 1 << 60)
        }
        #expect(error?.call == "mmap")
        #expect(error?.description.contains("\(1 << 60) bytes") == true)
    }

    /// Huge pages are taken at once: a shortage is an error now and not a signal later.
    @Test func hugePagesThatAreNotReservedAreAnError() {
        // 16 TiB: no host has that many reserved.
        let error = #expect(throws: SystemError.self) {
            _ = try MemoryMapping(byteCount: 16 << 40, pages: .huge2MiB)
        }
        #expect(error?.description.contains("vm.nr_hugepages") == true)
    }
}

@Suite struct MemoryDigestTests {
    /// From Debian's package xxhash: `printf 'live migration' | xxhsum -H3`, and the same for
    /// `seq 1 1000` and `head -c 1000000 /dev/zero`.
    @Test func itIsTheKnownXXH3() throws {
        #expect(MemoryDigest.of("live migration") == "a1cf18c6a10a0901")
        #expect(MemoryDigest.of("") == "2d06800538d394c2")
        let numbers = (1...1000).map { "\($0)\n" }.joined()
        #expect(MemoryDigest.of(numbers) == "764aaaecde28829e")
        let zeros = try MemoryMapping(byteCount: 1_000_000)
        #expect(
            unsafe MemoryDigest.of(zeros.address, byteCount: 1_000_000) == 0x9d64_8391_f361_d99a)
    }

    @Test func oneBitMakesAnotherDigest() throws {
        let memory = try MemoryMapping(byteCount: 1 << 20)
        var seen: Set<UInt64> = [unsafe MemoryDigest.of(memory.address, byteCount: 1 << 20)]
        var random = SeededRandom(seed: 2)
        for _ in 0..<50 {
            let place = Int.random(in: 0..<1 << 20, using: &random)
            let bit: UInt8 = 1 << UInt8.random(in: 0..<8, using: &random)
            unsafe memory.address.storeBytes(of: bit, toByteOffset: place, as: UInt8.self)
            seen.insert(unsafe MemoryDigest.of(memory.address, byteCount: 1 << 20))
            unsafe memory.address.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
        }
        #expect(seen.count > 45)  // the same bit may come up twice
    }
}
