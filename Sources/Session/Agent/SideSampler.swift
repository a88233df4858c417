internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Synchronization

/// Looks at one end of a migration every 50 ms, as timeline.csv has it.
///
/// It asks the guest, the engine's board, the threads' clocks and the kernel's counters; none of
/// those that work wait for it.
final class SideSampler: Sendable {
    /// The time between two samples.
    static let intervalSeconds = 0.05
    /// The most samples of a migration: a minute of them at that interval.
    static let limit = 1200

    private let sampler: Sampler<Look>

    /// A look by this host's clock.
    private struct Look: Sendable {
        var time: MonotonicTime
        var look: SideLook
    }

    /// What a sampler has at hand beside the counters.
    struct Progress {
        var phase: MigrationPhase
        var round: Int?
        var bytes: UInt64?
        var remainingBytes: UInt64?
    }

    /// A sampler that waits for `begin()`.
    /// - Parameters:
    ///   - wire: What carries the migration; nil where nothing counts.
    ///   - progress: Where the migration stands; nil when there is nothing to look at any more.
    /// - Throws: ``SystemError`` when its thread cannot be made.
    init(
        _ guest: Guest, wire: Wire?, progress: @escaping @Sendable () -> Progress?
    ) throws(SystemError) {
        let counter = wire?.byteCounter
        // The sampler's thread alone takes the lock.
        let meters = Mutex<(cpu: CPUMeter, bytes: UInt64?)?>(nil)
        sampler = try Sampler(intervalSeconds: Self.intervalSeconds, limit: Self.limit) {
            guard let progress = progress() else { return nil }
            let time = MonotonicTime.now
            let bytes = counter?.bytes
            let (cpu, first) = meters.withLock { meters in
                var own = meters ?? (CPUMeter(), bytes)
                let look = own.cpu.look()
                meters = own
                return (look, own.bytes)
            }
            let look = SideLook(
                nanoseconds: 0, phase: progress.phase, round: progress.round,
                bytes: progress.bytes, remainingBytes: progress.remainingBytes,
                wireBytes: Self.difference(bytes, first), guestOperations: guest.operationsDone,
                cpu: cpu)
            return Look(time: time, look: look)
        }
    }

    /// Nil where the counter is gone, or went backwards: the interface was made anew.
    private static func difference(_ now: UInt64?, _ first: UInt64?) -> UInt64? {
        guard let now, let first, now >= first else { return nil }
        return now - first
    }

    /// Begins to look, with precopy beginning at `time`.
    func begin(at time: MonotonicTime = .now) { sampler.begin(at: time) }

    /// Ends it and returns what it saw, told from when precopy began.
    /// - Throws: ``SystemError`` when its thread does not end.
    func end(precopyBegin: MonotonicTime) throws(SystemError) -> [SideLook] {
        try sampler.end().map { sample in
            var look = sample.look
            look.nanoseconds = Int64(
                bitPattern: sample.time.nanoseconds &- precopyBegin.nanoseconds)
            return look
        }
    }
}
