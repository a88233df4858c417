public import Platform
internal import Synchronization

/// Takes samples at fixed times on a thread of its own, so that what is sampled knows nothing of it.
///
/// The times are absolute: a sample that comes late makes none of the next ones late. Times that
/// have passed meanwhile are left out. Where samples become more than the limit, each second one is dropped
/// and they are taken half as often from then on.
///
/// Life: made waiting; `begin(at:)` once; `end()`. A sampler that goes ends its thread.
public final class Sampler<Sample: Sendable>: Sendable {
    private let core: Core
    private let thread: NativeThread

    /// How long the thread may take to end: one sample takes microseconds.
    private static var patienceSeconds: Double { 10 }

    /// Makes the thread, which waits.
    /// - Parameters:
    ///   - intervalSeconds: the time between two samples, in seconds.
    ///   - limit: the most samples that are kept; two at least.
    ///   - take: takes one, or has nothing to take; the sampler's thread calls it.
    /// - Throws: ``SystemError`` when the thread cannot be made.
    public init(
        intervalSeconds: Double, limit: Int, take: @escaping @Sendable () -> Sample?
    ) throws(SystemError) {
        precondition(intervalSeconds > 0 && limit >= 2, "a sampler without samples")
        let core = Core(intervalSeconds: intervalSeconds, limit: limit, take: take)
        self.core = core
        thread = try NativeThread(name: "sampler", role: .sampler) { core.run() }
    }

    deinit { core.stop() }

    /// The first sample is taken at once, the others whole intervals after `time`.
    public func begin(at time: MonotonicTime) { core.begin(at: time) }

    /// Ends the thread and returns what it has taken, in order.
    /// - Throws: ``SystemError`` with ETIMEDOUT when the thread does not end.
    public func end() throws(SystemError) -> [Sample] {
        core.stop()
        try thread.join(until: .after(seconds: Self.patienceSeconds))
        return core.samples
    }

    /// What the thread shares with whoever holds the sampler.
    private final class Core: Sendable {
        private let limit: Int
        private let take: @Sendable () -> Sample?
        private let intervalSeconds: Double
        private let wake = Semaphore()
        private let start = Atomic<UInt64>(0)
        private let isOver = Atomic(false)
        private let taken = Mutex<[Sample]>([])

        init(intervalSeconds: Double, limit: Int, take: @escaping @Sendable () -> Sample?) {
            self.intervalSeconds = intervalSeconds
            self.limit = limit
            self.take = take
        }

        var samples: [Sample] { taken.withLock { $0 } }

        func begin(at time: MonotonicTime) {
            start.store(time.nanoseconds, ordering: .releasing)
            wake.post()
        }

        func stop() {
            isOver.store(true, ordering: .releasing)
            wake.post()
        }

        func run() {
            CurrentThread.useExactTimers()
            // A round after each hour: a sampler that waits costs nothing.
            while !wake.wait(until: .after(seconds: 3600)) {}
            let start = MonotonicTime(nanoseconds: start.load(ordering: .acquiring))
            var interval = intervalSeconds
            taken.withLock { $0.reserveCapacity(limit) }
            while !isOver.load(ordering: .acquiring) {
                if let sample = take() { interval = keep(sample, interval) }
                let passed = MonotonicTime.now.seconds(since: start)
                let next = ((max(0, passed) / interval).rounded(.down) + 1) * interval
                // Posted once more only when it is over.
                _ = wake.wait(until: Deadline(at: start.advanced(bySeconds: next)))
            }
        }

        /// Keeps a sample; the interval from then on.
        private func keep(_ sample: Sample, _ interval: Double) -> Double {
            taken.withLock { samples in
                samples.append(sample)
                guard samples.count >= limit else { return interval }
                samples = samples.indices.filter { $0 % 2 == 0 }.map { samples[$0] }
                return 2 * interval
            }
        }
    }
}
