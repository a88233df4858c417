internal import CLinux
internal import Glibc

/// A counter of the kernel's perf events over the calling thread and all threads that it makes from
/// then on, theirs too: perf_event_open(2) with `inherit`.
///
/// Thread safety: any thread may read. Cleanup: it is closed with its object.
public final class PerfCounter: Sendable {
    /// What is counted, in user mode and in the kernel.
    public enum Event: Sendable, CaseIterable {
        /// PERF_COUNT_HW_CPU_CYCLES.
        case cycles
        /// PERF_COUNT_HW_INSTRUCTIONS.
        case instructions
        /// PERF_COUNT_SW_TASK_CLOCK: nanoseconds on a CPU; there is no hardware in it.
        case taskClock
    }

    /// What a counter said at one time.
    public struct Reading: Sendable, Hashable {
        /// Events while it counted.
        public var value: UInt64
        /// Nanoseconds for which it should have counted.
        public var enabledNanoseconds: UInt64
        /// Nanoseconds for which it did: less where counters take turns on the hardware.
        public var runningNanoseconds: UInt64

        /// Puts the three together.
        public init(value: UInt64, enabledNanoseconds: UInt64, runningNanoseconds: UInt64) {
            self.value = value
            self.enabledNanoseconds = enabledNanoseconds
            self.runningNanoseconds = runningNanoseconds
        }

        /// Events since an earlier reading, scaled up to the whole time as perf(1) does; nil where it
        /// never counted in between.
        public func events(since earlier: Reading) -> UInt64? {
            guard value >= earlier.value, enabledNanoseconds >= earlier.enabledNanoseconds,
                runningNanoseconds > earlier.runningNanoseconds
            else { return nil }
            let counted = Double(value - earlier.value)
            let share =
                Double(enabledNanoseconds - earlier.enabledNanoseconds)
                / Double(runningNanoseconds - earlier.runningNanoseconds)
            return UInt64(counted * max(1, share))
        }
    }

    private let descriptor: Int32

    /// Begins to count.
    /// - Throws: ``SystemError``: EACCES or EPERM where `perf_event_paranoid` forbids it, ENOENT
    ///   where the hardware has no such counter or a hypervisor hides it, ENOSYS without perf events.
    public init(_ event: Event) throws(SystemError) {
        let kind =
            switch event {
            case .cycles: LINUX_PERF_CYCLES
            case .instructions: LINUX_PERF_INSTRUCTIONS
            case .taskClock: LINUX_PERF_TASK_CLOCK
            }
        descriptor = linux_perf_open(Int32(kind))
        guard descriptor >= 0 else {
            throw SystemError("perf_event_open", code: errno, doing: "counting \(event)")
        }
    }

    deinit { close(descriptor) }

    /// The counter now, that of all threads together; nil where it cannot be read.
    public var reading: Reading? {
        var reading = Reading(value: 0, enabledNanoseconds: 0, runningNanoseconds: 0)
        let result = unsafe linux_perf_read(
            descriptor, &reading.value, &reading.enabledNanoseconds,
            &reading.runningNanoseconds)
        return result == 0 ? reading : nil
    }
}

extension SystemError {
    /// Whether the kernel forbids it.
    public var isForbidden: Bool { code == EACCES || code == EPERM }

    /// Whether the host does not have it.
    public var isMissing: Bool {
        code == ENOENT || code == EOPNOTSUPP || code == ENODEV || code == ENOSYS
    }
}
