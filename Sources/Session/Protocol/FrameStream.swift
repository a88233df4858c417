internal import FoundationEssentials
public import Platform

/// JSON messages over a byte channel, each behind its length (4 bytes, big-endian).
public final class FrameStream {
    /// The longest message in bytes; longer ones are refused before memory is taken for them.
    public static let maximumFrame = 1 << 20

    /// Why a stream cannot go on.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        case ended
        case malformed(String)
        case system(SystemError)

        /// In words.
        public var description: String {
            switch self {
            case .ended: "the stream ended"
            case .malformed(let what): "not what a coordinator says: \(what)"
            case .system(let error): error.description
            }
        }
    }

    private let channel: ByteChannel
    /// What sends; any thread may use it.
    let writer: FrameWriter
    private var buffer = FrameBuffer()

    /// Frames over `channel`, which stays its owner's.
    public init(_ channel: ByteChannel) {
        self.channel = channel
        writer = FrameWriter(channel)
    }

    /// What to wait on before `fill()`.
    public var readiness: PollSource { channel.readiness }

    /// Sends one message.
    /// - Throws: ``Failure``.
    public func send<Message: Encodable>(
        _ message: Message, until deadline: Deadline = .after(seconds: 10)
    ) throws(Failure) {
        try writer.send(message, until: deadline)
    }

    /// One message as bytes.
    static func encode<Message: Encodable>(_ message: Message) -> [UInt8] {
        do {
            let body = try JSONEncoder().encode(message)
            precondition(body.count <= maximumFrame, "a message of \(body.count) bytes")
            return (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) } + body
        } catch {
            preconditionFailure("a message cannot be encoded: \(error)")
        }
    }

    /// Reads what has arrived; call when the channel is ready.
    /// - Throws: ``Failure``; `ended` at the end of the stream.
    public func fill() throws(Failure) {
        let bytes: [UInt8]?
        do { bytes = try channel.read(upTo: 1 << 16) } catch { throw .system(error) }
        guard let bytes else { throw .ended }
        buffer.add(bytes)
    }

    /// The next message that has arrived as a whole; nil when there is none yet.
    /// - Throws: ``Failure/malformed(_:)``.
    public func next<Message: Decodable>(_ type: Message.Type) throws(Failure) -> Message? {
        try buffer.next(type)
    }
}
