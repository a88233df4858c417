internal import Platform

/// Cycles and instructions of a process over a span; nil where they were not counted.
public struct WorkUse: Codable, Sendable, Hashable {
    /// CPU cycles, in user mode and in the kernel.
    public var cycles: UInt64?
    /// Instructions, in user mode and in the kernel.
    public var instructions: UInt64?

    /// Puts figures together.
    public init(cycles: UInt64? = nil, instructions: UInt64? = nil) {
        self.cycles = cycles
        self.instructions = instructions
    }
}

/// The cycles and instructions of the thread that makes it and of all threads that come of it.
///
/// Only both modes together are counted: where the kernel forbids its own, a figure without it would
/// look like a process that has no system calls.
public final class WorkCounters: Sendable {
    /// Why nothing is counted; nil where it is.
    public let refusal: String?
    private let cycles: PerfCounter?
    private let instructions: PerfCounter?

    /// The counters at one time.
    public struct Reading: Sendable {
        fileprivate let cycles: PerfCounter.Reading?
        fileprivate let instructions: PerfCounter.Reading?
    }

    /// Begins to count, where that is allowed.
    /// - Parameter root: the folder that holds `proc`; `/` but for tests.
    public init(root: String = "/") {
        let opened: (cycles: PerfCounter, instructions: PerfCounter)?
        let reason: String?
        do throws(SystemError) {
            opened = (try PerfCounter(.cycles), try PerfCounter(.instructions))
            reason = nil
        } catch {
            opened = nil
            reason = Self.words(error, HostTree(root: root))
        }
        cycles = opened?.cycles
        instructions = opened?.instructions
        refusal = reason
    }

    static func words(_ error: SystemError, _ tree: HostTree) -> String {
        if error.isForbidden {
            let level = tree.word("proc/sys/kernel/perf_event_paranoid") ?? "not shown"
            return "perf_event_paranoid is \(level) (sudo sysctl kernel.perf_event_paranoid=1)"
        }
        if error.isMissing {
            return
                "the CPU shows no counters of cycles and instructions, as in most virtual machines"
        }
        return error.description
    }

    /// The counters now: the kernel asks each CPU that runs one of the threads.
    public var reading: Reading {
        Reading(cycles: cycles?.reading, instructions: instructions?.reading)
    }

    /// What was counted since `before`; nil where nothing is.
    public func use(since before: Reading) -> WorkUse? {
        guard refusal == nil else { return nil }
        let now = reading
        func events(_ last: PerfCounter.Reading?, _ first: PerfCounter.Reading?) -> UInt64? {
            guard let last, let first else { return nil }
            return last.events(since: first)
        }
        return WorkUse(
            cycles: events(now.cycles, before.cycles),
            instructions: events(now.instructions, before.instructions))
    }
}
