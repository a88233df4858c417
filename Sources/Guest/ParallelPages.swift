internal import Glibc
public import Platform

/// Work over a range of pages split between threads: for set-up and verification, never while
/// a migration is measured.
public enum ParallelPages {
    /// Splits `0..<count` into one range a thread and waits for all of them.
    /// - Throws: ``SystemError`` when a thread cannot be made.
    public static func run(
        _ count: Int, name: String, body: @escaping @Sendable (Range<Int>) -> Void
    ) throws(SystemError) {
        let cpus = max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let threads = min(cpus, count)
        var running: [NativeThread] = []
        for index in 1..<max(1, threads) {
            let range = (count * index / threads)..<(count * (index + 1) / threads)
            running.append(try NativeThread(name: name) { body(range) })
        }
        body(0..<(count / threads))
        // The work is bounded by memory bandwidth; an hour stands for 16 TiB at 5 GiB/s.
        for thread in running { try thread.join(until: .after(seconds: 3600)) }
    }
}

/// Digests of pieces of memory, set from several threads: each slot by one of them, and all of them
/// joined before the slots are read.
///
/// Unchecked for that reason. Cleanup: with the object.
@safe
final class DigestBox: @unchecked Sendable {
    private let digests: UnsafeMutableBufferPointer<UInt64>

    init(count: Int) {
        unsafe digests = .allocate(capacity: count)
        unsafe digests.initialize(repeating: 0)
    }

    deinit { unsafe digests.deallocate() }

    func set(_ digest: UInt64, at index: Int) { unsafe digests[index] = digest }

    func combined() -> UInt64 {
        // A guest has at least one page, so there is at least one digest.
        unsafe MemoryDigest.of(digests.baseAddress!, byteCount: digests.count * 8)
    }
}
