internal import Glibc

/// A reading of CLOCK_MONOTONIC in nanoseconds.
///
/// Differences mean something on one host only.
public struct MonotonicTime: Codable, Comparable, Hashable, Sendable {
    /// Nanoseconds since an arbitrary start, usually the host's boot.
    public var nanoseconds: UInt64

    /// Wraps a reading.
    @inlinable
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The clock's reading now.
    public static var now: MonotonicTime {
        var time = timespec()
        // The only errors of clock_gettime are a bad clock id and a bad address.
        let result = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        precondition(result == 0, "CLOCK_MONOTONIC is not there")
        return MonotonicTime(
            nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    /// How often the kernel's scheduler ticks, in seconds: the resolution of the coarse clock, which
    /// each tick sets (clock_getres(2), CLOCK_MONOTONIC_COARSE).
    public static var coarseResolutionSeconds: Double {
        var time = timespec()
        let result = unsafe clock_getres(CLOCK_MONOTONIC_COARSE, &time)
        precondition(result == 0, "CLOCK_MONOTONIC_COARSE is not there")
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// This time moved by `seconds`, which may be negative; clamped to the clock's range.
    public func advanced(bySeconds seconds: Double) -> MonotonicTime {
        let moved = Double(nanoseconds) + seconds * 1e9
        return MonotonicTime(nanoseconds: UInt64(max(0, min(moved, 9.0e18))))
    }

    /// Seconds from `start` to this time; negative when `start` is later.
    public func seconds(since start: MonotonicTime) -> Double {
        Double(Int64(bitPattern: nanoseconds &- start.nanoseconds)) / 1e9
    }

    /// Whether `left` is earlier.
    @inlinable
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// Sleeps until this time; a signal does not end the sleep early.
    public func sleep() {
        var time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }
}

/// A time by which a wait must be over.
public struct Deadline: Sendable {
    /// The end of the wait.
    public let time: MonotonicTime

    /// A wait that ends at `time`.
    public init(at time: MonotonicTime) { self.time = time }

    /// A wait that ends `seconds` from now.
    public static func after(seconds: Double) -> Deadline {
        Deadline(at: .now.advanced(bySeconds: seconds))
    }

    /// Whether the wait is over.
    public var hasPassed: Bool { time <= .now }

    /// Seconds left; 0 when the wait is over.
    public var remainingSeconds: Double { max(0, time.seconds(since: .now)) }

    /// What is left as poll(2) wants it: whole milliseconds, rounded up.
    public var pollMilliseconds: Int32 {
        Int32(min((remainingSeconds * 1000).rounded(.up), Double(Int32.max)))
    }

    /// The earlier of two deadlines.
    public func earlier(_ other: Deadline) -> Deadline { time < other.time ? self : other }
}
