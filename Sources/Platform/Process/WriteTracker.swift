internal import CLinux
internal import Glibc
internal import SystemPackage

/// Which pages another process writes, by write protection: Linux 6.7 and later.
///
/// The kernel takes the protection off by itself (userfaultfd with WP_ASYNC), and a look protects anew in
/// the same step (PAGEMAP_SCAN): no write is missed.
///
/// Cleanup: the deinitialiser; the process then writes as ever.
public struct WriteTracker: ~Copyable {
    private let process: Int32
    private let tracker: FileDescriptor
    private let pagemap: FileDescriptor

    /// Stops the process for a moment, and opens what tells of its memory.
    /// - Throws: ``SystemError``; EINVAL where the kernel is older, ENOSYS where the processor is no
    ///   x86-64.
    public init(of process: Int32) throws(SystemError) {
        let tracker = linux_write_tracker_of(process)
        guard tracker >= 0 else {
            throw SystemError("userfaultfd", code: errno, doing: "watching process \(process)")
        }
        let pagemap: FileDescriptor
        do {
            pagemap = try Files.open("/proc/\(process)/pagemap", .readOnly, [.closeOnExec])
        } catch {
            Files.close(FileDescriptor(rawValue: tracker))
            throw error
        }
        self.tracker = FileDescriptor(rawValue: tracker)
        self.process = process
        self.pagemap = pagemap
    }

    deinit {
        Files.close(tracker)
        Files.close(pagemap)
    }

    /// Whether the kernel can do it at all: tried on a page of this process.
    /// - Throws: ``SystemError`` that says what it cannot do.
    public static func check() throws(SystemError) {
        let doing = "looking for PAGEMAP_SCAN"
        let tracker = linux_write_tracker_of_self()
        guard tracker >= 0 else { throw SystemError("userfaultfd", code: errno, doing: doing) }
        defer { Files.close(FileDescriptor(rawValue: tracker)) }
        let mapping = try MemoryMapping(byteCount: Int(WrittenPages.pageBytes))
        let start = UInt64(UInt(bitPattern: unsafe mapping.address))
        guard linux_track_writes(tracker, start, WrittenPages.pageBytes) == 0 else {
            throw SystemError("UFFDIO_REGISTER", code: errno, doing: doing)
        }
        let pagemap = try Files.open("/proc/self/pagemap", .readOnly, [.closeOnExec])
        defer { Files.close(pagemap) }
        _ = try taken(pagemap, start..<(start + WrittenPages.pageBytes), doing: doing)
        // Borrowed up to here: the page must stay mapped while it is looked at.
        mapping.close()
    }

    /// Puts a mapping under watch; what was written before counts as written now.
    /// - Throws: ``SystemError`` where the kernel does not watch memory of this kind.
    public func track(_ addresses: Range<UInt64>) throws(SystemError) {
        let bytes = addresses.upperBound - addresses.lowerBound
        guard linux_track_writes(tracker.rawValue, addresses.lowerBound, bytes) == 0 else {
            throw SystemError(
                "UFFDIO_REGISTER", code: errno, doing: "watching memory of process \(process)")
        }
    }

    /// The pages written since they were taken last, and protected again.
    /// - Throws: ``SystemError``; EPERM where part of it is not under watch.
    public func take(_ addresses: Range<UInt64>) throws(SystemError) -> [WrittenPages] {
        try Self.taken(pagemap, addresses, doing: "looking at memory of process \(process)")
    }

    private static func taken(
        _ pagemap: FileDescriptor, _ addresses: Range<UInt64>, doing: String
    ) throws(SystemError) -> [WrittenPages] {
        var result: [WrittenPages] = []
        var found = [linux_written](repeating: linux_written(), count: Int(LINUX_WRITTEN_ROOM))
        var next = addresses.lowerBound
        while next < addresses.upperBound {
            // The array is borrowed for one call, which writes as many as there is room for.
            let count = unsafe linux_take_written(
                pagemap.rawValue, next, addresses.upperBound, &found, LINUX_WRITTEN_ROOM, &next)
            guard count >= 0 else { throw SystemError("PAGEMAP_SCAN", code: errno, doing: doing) }
            for run in found[..<Int(count)] where run.is_there != 0 {
                let size = WrittenPages.pageBytes
                result.append(
                    WrittenPages(
                        pages: run.start / size..<run.end / size, isShared: run.is_of_file != 0))
            }
        }
        return result
    }
}
