internal import Platform

/// Throttling of a guest that dirties memory faster than it is sent, as QEMU's auto-converge
/// (migration/ram.c, migration_trigger_throttle): looked at once a second, when twice the dirty
/// bytes exceeded half of the sent bytes.
struct AutoConverge {
    /// QEMU `throttle-trigger-threshold`, in percent.
    static let triggerPercent = 50.0
    /// QEMU `cpu-throttle-initial`.
    static let initialPercent = 20
    /// QEMU `cpu-throttle-increment`.
    static let incrementPercent = 10
    /// QEMU `max-cpu-throttle`.
    static let maximumPercent = 99
    /// The shortest period that is judged (migration_bitmap_sync).
    static let periodSeconds = 1.0

    /// How much the guest sleeps now, in percent.
    private(set) var percent = 0

    private var periodStart: MonotonicTime
    private var sentAtStart: UInt64
    private var dirtyBytes: UInt64 = 0
    private var highPeriods = 0

    init(start: MonotonicTime, bytes: UInt64) {
        periodStart = start
        sentAtStart = bytes
    }

    /// Judges the period when one is over at a sync that found `dirty` bytes; true when the
    /// throttle has changed.
    mutating func sync(dirty: UInt64, sent: UInt64, now: MonotonicTime) -> Bool {
        dirtyBytes += dirty
        guard now.seconds(since: periodStart) > Self.periodSeconds else { return false }
        defer {
            periodStart = now
            sentAtStart = sent
            dirtyBytes = 0
        }
        let limit = Double(sent - sentAtStart) * Self.triggerPercent / 100
        guard Double(dirtyBytes) > limit else { return false }
        highPeriods += 1
        guard highPeriods >= 2 else { return false }
        highPeriods = 0
        let next = percent == 0 ? Self.initialPercent : percent + Self.incrementPercent
        defer { percent = min(next, Self.maximumPercent) }
        return percent != Self.maximumPercent
    }
}
