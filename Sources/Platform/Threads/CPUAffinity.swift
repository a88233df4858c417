internal import CLinux
internal import Glibc

extension CurrentThread {
    /// The CPUs that the calling thread may run on and that are there: sched_getaffinity(2).
    ///
    /// A cpuset (cgroup) is in it.
    /// - Throws: ``SystemError`` where the kernel does not tell.
    public static func affinity() throws(SystemError) -> CPUList {
        var cpus = [Int32](repeating: 0, count: CPUList.limit)
        // The array is borrowed for one call, which writes as many as there is room for.
        let count = unsafe linux_affinity(&cpus)
        guard count >= 0 else {
            throw SystemError(
                "sched_getaffinity", code: errno, doing: "asking where a thread may run")
        }
        return CPUList(cpus[..<Int(count)].lazy.map(Int.init))
    }

    /// Lets the calling thread run on these CPUs alone, and looks whether it does:
    /// sched_setaffinity(2).
    ///
    /// Threads that it makes inherit it, but for those of ``NativeThread`` while ``ThreadPlacement``
    /// says where they go.
    /// - Throws: ``AffinityError`` where one of them is not there or not allowed.
    public static func setAffinity(_ cpus: CPUList) throws(AffinityError) {
        try allow(cpus)
        let found: CPUList
        do { found = try affinity() } catch {
            throw AffinityError(wanted: cpus, cause: "\(error)")
        }
        guard found == cpus else {
            throw AffinityError(
                wanted: cpus, cause: "\(cpus.subtracting(found)) is not there or not allowed")
        }
    }

    /// Lets the calling thread run on those of the CPUs that there are.
    /// - Throws: ``AffinityError`` where there is none of them.
    static func allow(_ cpus: CPUList) throws(AffinityError) {
        let numbers = cpus.numbers.map(Int32.init)
        guard unsafe linux_set_affinity(numbers, Int32(numbers.count)) == 0 else {
            throw AffinityError(wanted: cpus, cause: SystemError.text(for: errno))
        }
    }
}

/// CPUs on which a thread cannot run.
public struct AffinityError: Error, Sendable, CustomStringConvertible {
    /// The CPUs that were asked for.
    public let wanted: CPUList
    /// Why not.
    public let cause: String

    /// As a user reads it.
    public var description: String { "a thread cannot run on CPUs \(wanted): \(cause)" }
}
