internal import Platform

/// What tells when an interval of a recording is over.
protocol IntervalClock: AnyObject {
    /// Begins interval 0.
    func start()
    /// Waits until interval `number` is over.
    func wait(forEndOf number: Int)
    /// How many intervals are over.
    var passed: Int { get }
}

/// This host's monotonic clock; each interval ends a whole number of them after the start, so that a late
/// look makes none of those that follow late.
final class HostClock: IntervalClock {
    private let intervalSeconds: Double
    private var began = MonotonicTime.now

    init(intervalSeconds: Double) { self.intervalSeconds = intervalSeconds }

    func start() { began = .now }

    func wait(forEndOf number: Int) {
        began.advanced(bySeconds: Double(number + 1) * intervalSeconds).sleep()
    }

    var passed: Int { Int(MonotonicTime.now.seconds(since: began) / intervalSeconds) }
}
