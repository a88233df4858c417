internal import Platform

/// When to stop the guest, decided as QEMU does (migration/migration.c,
/// migration_update_counters): every 100 ms the bandwidth of the last 100 ms is taken, and what
/// can be sent within the downtime limit at that bandwidth may be left for the stop.
struct SwitchoverEstimate {
    /// QEMU BUFFER_DELAY.
    static let tickSeconds = 0.1

    /// The most bytes that may be left for the stop; 0 until the first tick is over.
    private(set) var thresholdBytes: Double = 0

    private let downtimeSeconds: Double
    private let fixedBandwidth: Double?
    private var tickStart: MonotonicTime
    private var tickBytes: UInt64

    init(_ spec: MigrationSpec, start: MonotonicTime, bytes: UInt64) {
        downtimeSeconds = spec.downtimeLimitMs / 1000
        fixedBandwidth = spec.switchoverBandwidth
        tickStart = start
        tickBytes = bytes
    }

    /// Takes the figures once a tick is over.
    mutating func update(now: MonotonicTime, bytes: UInt64) {
        let seconds = now.seconds(since: tickStart)
        guard seconds >= Self.tickSeconds else { return }
        let bandwidth = fixedBandwidth ?? Double(bytes - tickBytes) / seconds
        thresholdBytes = bandwidth * downtimeSeconds
        tickStart = now
        tickBytes = bytes
    }
}
