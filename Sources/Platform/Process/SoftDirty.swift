internal import Glibc
internal import SystemPackage

/// Which pages another process writes, by the soft-dirty bit of its page table (CONFIG_MEM_SOFT_DIRTY,
/// Linux 3.11 and later): `/proc/PID/pagemap` tells it, `/proc/PID/clear_refs` clears it for all pages.
///
/// Between the two, a write to a page that was clean is missed. Cleanup: the deinitialiser.
public struct SoftDirty: ~Copyable {
    /// Bits of an entry of pagemap: Documentation/admin-guide/mm/pagemap.rst.
    private static let softDirty: UInt64 = 1 << 55
    private static let isShared: UInt64 = 1 << 61
    private static let isThere: UInt64 = 3 << 62
    /// Entries read at once.
    private static let batch = 1 << 15

    private let process: Int32
    private let pagemap: FileDescriptor
    private let references: FileDescriptor

    /// Opens what tells of a process.
    /// - Throws: ``SystemError`` where there is no such process, or it is another user's.
    public init(of process: Int32) throws(SystemError) {
        let pagemap = try Files.open("/proc/\(process)/pagemap", .readOnly, [.closeOnExec])
        let references: FileDescriptor
        do {
            references = try Files.open(
                "/proc/\(process)/clear_refs", .writeOnly, [.closeOnExec])
        } catch {
            Files.close(pagemap)
            throw error
        }
        self.process = process
        self.pagemap = pagemap
        self.references = references
    }

    deinit {
        Files.close(pagemap)
        Files.close(references)
    }

    /// Whether the kernel has the bit: tried on a page of this process.
    ///
    /// One without takes the order to clear it, and tells nothing.
    public static func isSupported() throws(SystemError) -> Bool {
        let own = try SoftDirty(of: ThisProcess.id)
        let mapping = try MemoryMapping(byteCount: Int(WrittenPages.pageBytes))
        let start = UInt64(UInt(bitPattern: unsafe mapping.address))
        try mapping.populate()
        try own.clear()
        let isClean = try own.written(start..<(start + WrittenPages.pageBytes)).isEmpty
        unsafe mapping.address.storeBytes(of: 1, as: UInt8.self)
        let isDirty = try !own.written(start..<(start + WrittenPages.pageBytes)).isEmpty
        mapping.close()
        return isClean && isDirty
    }

    /// Clears the bit of every page.
    /// - Throws: ``SystemError`` where the process is gone.
    public func clear() throws(SystemError) {
        // 4 is CLEAR_REFS_SOFT_DIRTY of fs/proc/task_mmu.c.
        do { try references.writeAll("4".utf8) } catch {
            throw Files.wrap(error, "write", "clearing soft-dirty bits of process \(process)")
        }
    }

    /// The pages that have the bit.
    /// - Throws: ``SystemError``.
    public func written(_ addresses: Range<UInt64>) throws(SystemError) -> [WrittenPages] {
        var result: [WrittenPages] = []
        var entries = [UInt64](repeating: 0, count: Self.batch)
        var page = addresses.lowerBound / WrittenPages.pageBytes
        let end = addresses.upperBound / WrittenPages.pageBytes
        while page < end {
            let wanted = min(Self.batch, Int(end - page))
            let count = try read(&entries, wanted, from: page)
            // The end of the mapping: it has gone meanwhile.
            guard count > 0 else { break }
            for entry in entries[..<count] {
                if entry & Self.softDirty != 0, entry & Self.isThere != 0 {
                    Self.append(page, isShared: entry & Self.isShared != 0, to: &result)
                }
                page += 1
            }
        }
        return result
    }

    private func read(
        _ entries: inout [UInt64], _ count: Int, from page: UInt64
    ) throws(SystemError) -> Int {
        // The array is borrowed for one call, which writes as many as there is room for.
        let bytes = unsafe pread(pagemap.rawValue, &entries, count * 8, off_t(page * 8))
        guard bytes >= 0 else {
            throw SystemError("pread", code: errno, doing: "reading pagemap of process \(process)")
        }
        return bytes / 8
    }

    private static func append(
        _ page: UInt64, isShared: Bool, to result: inout [WrittenPages]
    ) {
        if let last = result.last, last.pages.upperBound == page, last.isShared == isShared {
            result[result.count - 1] = WrittenPages(
                pages: last.pages.lowerBound..<(page + 1), isShared: isShared)
        } else {
            result.append(WrittenPages(pages: page..<(page + 1), isShared: isShared))
        }
    }
}
