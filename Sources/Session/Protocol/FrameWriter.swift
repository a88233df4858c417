internal import Platform
internal import Synchronization

/// The sending half of a frame stream.
///
/// Thread safety: any thread may send; a lock keeps frames whole.
final class FrameWriter: Sendable {
    private let channel: Mutex<ByteChannel?>

    /// Frames into `channel`, which stays its owner's.
    init(_ channel: ByteChannel) { self.channel = Mutex(channel) }

    /// Sends one message; once the writer has ended, none.
    /// - Throws: ``FrameStream/Failure``.
    func send(
        _ message: some Encodable, until deadline: Deadline = .after(seconds: 10)
    ) throws(FrameStream.Failure) {
        let bytes = FrameStream.encode(message)
        try channel.withLock { channel throws(FrameStream.Failure) in
            do throws(SystemError) { try channel?.write(bytes, until: deadline) } catch {
                throw error.isBrokenPipe ? .ended : .system(error)
            }
        }
    }

    /// Nothing is sent from here on: the channel may be closed.
    func end() { channel.withLock { $0 = nil } }
}
