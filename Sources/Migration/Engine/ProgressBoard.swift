internal import Synchronization

/// Where a running migration stands, for whoever asks: written by the engine at most every
/// 50 ms, read by the agent's control thread.
public final class ProgressBoard: Sendable {
    private let latest = Mutex<TimelineSample?>(nil)

    /// A board with nothing on it.
    public init() {}

    /// The last look; nil before precopy.
    public var sample: TimelineSample? { latest.withLock { $0 } }

    func post(_ sample: TimelineSample) { latest.withLock { $0 = sample } }
}
