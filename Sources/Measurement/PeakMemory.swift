internal import FoundationEssentials

/// The most memory that this process has had resident, and how to start counting anew.
public enum PeakMemory {
    /// The peak resident set in bytes, from VmHWM in `/proc/self/status`; nil where that is missing.
    ///
    /// The kernel keeps the count in batches a thread, so it may be some hundred KiB behind.
    ///
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    public static func bytes(root: String = "/") -> UInt64? {
        HostTree(root: root).table("proc/self/status")["VmHWM"].flatMap(kibibytes)
    }

    /// Starts the peak anew from what is resident now, by writing 5 to `/proc/self/clear_refs`.
    ///
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    /// - Returns: whether the kernel allowed it; where not, the peak is that of the whole process life.
    public static func reset(root: String = "/") -> Bool {
        let tree = HostTree(root: root)
        // A kernel without CONFIG_PROC_PAGE_MONITOR has no such file, and it must not be created.
        guard tree.exists("proc/self/clear_refs") else { return false }
        do {
            try Data("5".utf8).write(to: URL(filePath: tree.path("proc/self/clear_refs")))
            return true
        } catch {
            return false
        }
    }
}
