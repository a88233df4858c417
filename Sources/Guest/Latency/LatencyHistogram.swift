internal import Histogram

/// How late operations were, in an HDR histogram.
///
/// Two significant digits: what is read from it is at most 1/128 above what was recorded. It has its
/// memory from the beginning, about 30 KiB; recording takes none.
struct LatencyHistogram: Sendable {
    /// The finest step in nanoseconds: less than reading the clock takes.
    static let step: UInt64 = 64
    /// The longest that is told apart, in nanoseconds: an hour.
    ///
    /// What is longer counts as this.
    static let longest: UInt64 = 3_600_000_000_000

    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: step, highestTrackableValue: longest,
        numberOfSignificantValueDigits: .two)

    /// Operations recorded.
    var count: UInt64 { histogram.totalCount }

    /// Counts `count` operations: the first is `lateness` nanoseconds late, each that follows
    /// `interval` nanoseconds less.
    ///
    /// Those that fall into one bucket are counted at once: a guest that is far behind its
    /// schedule has thousands of them.
    @inline(__always)
    mutating func record(_ count: UInt64, lateness: Double, interval: Double) {
        var left = count
        var late = lateness
        while left > 0 {
            guard late > 0 else {
                histogram.record(0, count: left)
                return
            }
            let value = UInt64(min(late, Double(Self.longest)))
            let floor = Double(histogram.lowestEquivalentForValue(value))
            let following = (late - floor) / interval
            let same = following < Double(left) ? min(left, UInt64(following) + 1) : left
            histogram.record(value, count: same)
            left -= same
            late -= Double(same) * interval
        }
    }

    /// Adds `count` operations that were `lateness` nanoseconds late.
    /// - Returns: false where the histogram has no place for them.
    mutating func add(_ count: UInt64, lateness: UInt64) -> Bool {
        histogram.record(lateness, count: count)
    }

    /// Adds all of `other`.
    mutating func add(_ other: LatencyHistogram) { histogram.add(other.histogram) }

    /// The lateness in nanoseconds that a share `quantile` (0 to 1) of the operations did not exceed.
    func lateness(atQuantile quantile: Double) -> UInt64 {
        histogram.valueAtPercentile(quantile * 100)
    }

    /// Calls `body` with each bucket that is not empty, in order: the longest lateness that may be in
    /// it, in nanoseconds, and the count.
    ///
    /// That of the last is the longest recorded, exactly.
    func forEachBucket(_ body: (_ lateness: UInt64, _ count: UInt64) -> Void) {
        guard count > 0 else { return }
        let longest = histogram.maxRecorded
        var lateness: UInt64 = 0
        while lateness <= longest {
            let count = histogram.countForValue(lateness)
            let next = histogram.nextNonEquivalentForValue(lateness)
            if count > 0 { body(min(next - 1, longest), count) }
            lateness = next
        }
    }
}
