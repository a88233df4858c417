import Foundation

@testable import Session

/// The messages in the bytes of one run: as the stream has them, and as the body of one frame, which an
/// input need not get right the length of.
func messages<Message: Decodable>(_ type: Message.Type, in bytes: [UInt8]) -> [Message] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) }
    var found: [Message] = []
    for stream in [bytes, length + bytes] {
        var buffer = FrameBuffer()
        buffer.add(stream)
        while let message = attempt({ () throws(FrameStream.Failure) in try buffer.next(type) }) {
            guard let message else { break }
            found.append(message)
        }
    }
    return found
}

/// Holds a message that was taken against what comes of it when it is sent again.
func expectSameWhenEncoded<Message: Codable>(_ message: Message) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
        let once = try encoder.encode(message)
        let again = try encoder.encode(JSONDecoder().decode(Message.self, from: once))
        precondition(once == again, "what is taken is written the same")
    } catch { preconditionFailure("what is taken is not written: \(error)") }
}
