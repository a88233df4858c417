internal import Platform

/// Keeps sending under `max-bandwidth`: each batch sent moves the time of the next one by what it
/// should have taken.
struct Pacer {
    /// Unused time counts for this long at most: a pause must not be followed by a flood.
    static let burstSeconds = 0.01

    private let bytesPerSecond: Double?
    private var next: MonotonicTime
    private var accounted: UInt64

    init(_ spec: MigrationSpec, start: MonotonicTime, bytes: UInt64) {
        bytesPerSecond = spec.maxBandwidth
        next = start
        accounted = bytes
    }

    /// When the next batch may leave, `bytes` having been sent so far.
    ///
    /// Each batch that was sent counts: ask once for each.
    mutating func turn(afterSending bytes: UInt64, now: MonotonicTime) -> MonotonicTime {
        guard let bytesPerSecond else { return now }
        let from = max(next, now.advanced(bySeconds: -Self.burstSeconds))
        next = from.advanced(bySeconds: Double(bytes - accounted) / bytesPerSecond)
        accounted = bytes
        return next
    }
}
