internal import Synchronization

/// Where a running migration stands, for whoever asks: a whole sample is written by the engine at most
/// every 50 ms, what it has sent and what is left after every batch.
public final class ProgressBoard: Sendable {
    private let latest = Mutex<TimelineSample?>(nil)
    private let bytes = Atomic<UInt64>(0)
    private let remainingBytes = Atomic<UInt64>(0)

    private let observer: (@Sendable (TimelineSample) -> Void)?

    /// A board with nothing on it.
    ///
    /// `observer` is called on the engine's thread with each sample, and must be quick.
    public init(observer: (@Sendable (TimelineSample) -> Void)? = nil) {
        self.observer = observer
    }

    /// The last look; nil before precopy.
    public var sample: TimelineSample? { latest.withLock { $0 } }

    /// The last look with what was sent and what was left after the last batch; nil before precopy.
    ///
    /// The two may be a batch apart from each other: no lock is worth that.
    public var live: TimelineSample? {
        guard var sample else { return nil }
        sample.bytes = bytes.load(ordering: .relaxed)
        sample.remainingBytes = remainingBytes.load(ordering: .relaxed)
        return sample
    }

    func update(bytes sent: UInt64, remainingBytes left: UInt64) {
        bytes.store(sent, ordering: .relaxed)
        remainingBytes.store(left, ordering: .relaxed)
    }

    func post(_ sample: TimelineSample) {
        update(bytes: sample.bytes, remainingBytes: sample.remainingBytes)
        latest.withLock { $0 = sample }
        observer?(sample)
    }
}
