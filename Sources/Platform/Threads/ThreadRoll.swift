internal import Synchronization

/// What a thread of an agent is for: CPU time is told apart by it.
public enum ThreadRole: Int, Sendable, CaseIterable {
    /// Plays a vCPU of the guest.
    case vcpu
    /// Drives the migration.
    case migration
    /// Serves one data channel.
    case channel
    /// Takes the samples of a timeline.
    case sampler
    /// Anything else; not told apart.
    case other
}

/// CPU time of this process's threads by role, that of threads which have ended too.
///
/// Threads enter when they start and leave when they end; in between they know nothing of it.
public enum ThreadRoll {
    private static let roll = Mutex(Roll())

    private struct Roll {
        var running: [Int: (role: ThreadRole, clock: ThreadCPUClock)] = [:]
        var ended = RoleSeconds()
        var next = 0
    }

    /// The calling thread begins; its number.
    static func enter(_ role: ThreadRole) -> Int? {
        guard role != .other else { return nil }
        let clock = CurrentThread.cpuClock()
        return roll.withLock { roll in
            roll.next += 1
            roll.running[roll.next] = (role, clock)
            return roll.next
        }
    }

    /// The calling thread, which has this number, is about to end.
    static func leave(_ number: Int?) {
        guard let number else { return }
        roll.withLock { roll in
            guard let entry = roll.running.removeValue(forKey: number) else { return }
            roll.ended[entry.role] += entry.clock.seconds ?? 0
        }
    }

    /// CPU seconds of each role since the process began: one reading of a clock for each thread.
    public static func seconds() -> RoleSeconds {
        roll.withLock { roll in
            var sum = roll.ended
            for entry in roll.running.values { sum[entry.role] += entry.clock.seconds ?? 0 }
            return sum
        }
    }
}

/// CPU seconds, user and system together, of threads by their role.
public struct RoleSeconds: Sendable, Hashable {
    private var seconds = [Double](repeating: 0, count: ThreadRole.allCases.count)

    /// None used.
    public init() {}

    /// Those of one role; 0 for other threads, which nobody counts.
    public subscript(role: ThreadRole) -> Double {
        get { seconds[role.rawValue] }
        set { seconds[role.rawValue] = newValue }
    }

    /// The difference of two readings.
    public static func - (left: RoleSeconds, right: RoleSeconds) -> RoleSeconds {
        var difference = RoleSeconds()
        for role in ThreadRole.allCases { difference[role] = left[role] - right[role] }
        return difference
    }
}
