internal import FoundationEssentials
internal import Platform

/// What has arrived of a frame stream: the decoder of all that the other side says.
struct FrameBuffer {
    private var bytes: [UInt8] = []

    /// Takes in what has arrived.
    mutating func add(_ more: [UInt8]) { bytes += more }

    /// The next message that has arrived as a whole; nil when there is none yet.
    /// - Throws: ``FrameStream/Failure/malformed(_:)``.
    mutating func next<Message: Decodable>(
        _ type: Message.Type
    ) throws(FrameStream.Failure) -> Message? {
        guard bytes.count >= 4 else { return nil }
        let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= FrameStream.maximumFrame else {
            throw .malformed(
                "a frame of \(length) bytes; it begins with \(Self.beginning(of: bytes))")
        }
        guard bytes.count >= 4 + length else { return nil }
        let body = Data(bytes[4..<(4 + length)])
        bytes.removeFirst(4 + length)
        do { return try JSONDecoder().decode(type, from: body) } catch {
            throw .malformed("a message that is none; it begins with \(Self.beginning(of: body))")
        }
    }

    /// The first bytes in quotes, fit for a terminal: a login's greeting is recognised by them.
    private static func beginning(of bytes: some Collection<UInt8>) -> String {
        "\"\(String(decoding: bytes.prefix(60), as: UTF8.self).printable)\""
    }
}
