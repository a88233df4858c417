internal import Synchronization

/// Where a running migration stands, for whoever asks: written by the engine at most every
/// 50 ms, read by the agent's control thread.
public final class ProgressBoard: Sendable {
    private let latest = Mutex<TimelineSample?>(nil)

    private let observer: (@Sendable (TimelineSample) -> Void)?

    /// A board with nothing on it.
    ///
    /// `observer` is called on the engine's thread with each sample, and must be quick.
    public init(observer: (@Sendable (TimelineSample) -> Void)? = nil) {
        self.observer = observer
    }

    /// The last look; nil before precopy.
    public var sample: TimelineSample? { latest.withLock { $0 } }

    func post(_ sample: TimelineSample) {
        latest.withLock { $0 = sample }
        observer?(sample)
    }
}
