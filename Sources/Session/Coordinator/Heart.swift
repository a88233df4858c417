internal import Platform

/// Tells an agent as often as it tells itself that its peer lives, whatever the coordinator is doing.
///
/// Cleanup: `stop()`; its thread ends by itself.
final class Heart: Sendable {
    private let isOver = Semaphore()

    /// Says `alive` through `writer` until it is stopped, so often that it is not taken for silent.
    /// - Throws: ``SystemError`` when its thread cannot be made.
    init(_ writer: FrameWriter, _ silence: Silence) throws(SystemError) {
        let isOver = isOver
        _ = try NativeThread(name: "heart") {
            while !isOver.wait(until: .after(seconds: silence.aliveSeconds)) {
                do { try writer.send(CoordinatorMessage.alive) } catch {
                    // The agent is gone: whoever waits for it sees that and says so.
                    return
                }
            }
        }
    }

    /// No beat from here on but for one that is under way.
    func stop() { isOver.post() }
}
