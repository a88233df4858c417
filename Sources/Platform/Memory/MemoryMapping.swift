internal import CLinux
internal import Glibc

/// Owner of private anonymous memory, page-aligned and zero until written.
///
/// Thread safety: the owner is not shared; `address` may be, for as long as the owner lives.
/// Cleanup: `close()`, or the deinitialiser.
@safe
public struct MemoryMapping: ~Copyable {
    /// The first byte.
    ///
    /// Valid until the owner is closed.
    public let address: UnsafeMutableRawPointer
    /// Size in bytes.
    public let byteCount: Int

    /// Which pages the kernel is asked for.
    public enum Pages: Sendable { case base, transparentHuge, huge2MiB }

    /// Maps `byteCount` bytes; nothing is touched yet.
    /// - Throws: ``SystemError`` when the kernel refuses, for example for want of huge pages.
    public init(byteCount: Int, pages: Pages = .base) throws(SystemError) {
        unsafe address = try Self.map(byteCount, pages)
        self.byteCount = byteCount
    }

    private static func map(
        _ byteCount: Int, _ pages: Pages
    ) throws(SystemError) -> UnsafeMutableRawPointer {
        let mapped = unsafe linux_map_anonymous(UInt64(byteCount), pages == .huge2MiB ? 1 : 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            let code = errno
            let hint = pages == .huge2MiB ? " in 2 MiB huge pages (see vm.nr_hugepages)" : ""
            throw SystemError("mmap", code: code, doing: "mapping \(byteCount) bytes\(hint)")
        }
        guard pages != .huge2MiB else { return unsafe mapped }
        let wanted: Int32 = pages == .transparentHuge ? 1 : 0
        let result = unsafe linux_advise_huge(mapped, UInt64(byteCount), wanted)
        // A kernel without transparent huge pages refuses both ways: an error only where they
        // were asked for.
        if result != 0, wanted == 1 {
            let code = errno
            unsafe munmap(mapped, byteCount)
            throw SystemError("madvise", code: code, doing: "asking for transparent huge pages")
        }
        return unsafe mapped
    }

    /// Takes all page faults now, so that later writes take none.
    /// - Throws: ``SystemError`` when memory runs out or the kernel is older than Linux 5.14.
    public func populate() throws(SystemError) {
        for offset in stride(from: 0, to: byteCount, by: Self.populatedAtOnce) {
            let slice = min(Self.populatedAtOnce, byteCount - offset)
            guard unsafe linux_populate_write(address + offset, UInt64(slice)) == 0 else {
                throw SystemError(
                    "madvise", code: errno, doing: "touching \(byteCount) bytes of memory")
            }
        }
    }

    /// What is asked for in one call, in bytes: the kernel holds the lock of the address space for as long
    /// as one takes (madvise_populate of mm/madvise.c), and a thread that allocates waits for it.
    ///
    /// A virtual machine's memory that its host has not backed yet takes 2.5 s a GiB: an agent that
    /// asked for all at once could not say meanwhile that it is alive.
    private static let populatedAtOnce = 8 << 20

    /// Gives the memory back.
    public consuming func close() {}

    deinit {
        // Fails only for an address that was never mapped.
        let result = unsafe munmap(address, byteCount)
        precondition(result == 0, "munmap of a mapping that is not ours")
    }
}
