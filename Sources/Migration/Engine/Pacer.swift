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

    /// Waits for the turn of the next batch, `bytes` having been sent so far.
    mutating func wait(bytes: UInt64, clock: any EngineClock) {
        guard let bytesPerSecond else { return }
        let earliest = clock.now.advanced(bySeconds: -Self.burstSeconds)
        let from = max(next, earliest)
        next = from.advanced(bySeconds: Double(bytes - accounted) / bytesPerSecond)
        accounted = bytes
        if next > clock.now { clock.sleep(until: next) }
    }
}
