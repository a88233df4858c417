internal import FoundationEssentials

// A virtio serial port is one pipe for many callers, one after the other, and a caller that is
// killed leaves half a message in it. So bytes travel as lines of text that name their session:
//
//     host                                     machine
//       (empty line)                             ends what a killed caller left
//       open SESSION COMMAND  ------------>      ends the last session, starts the command
//       <-------------------  opened SESSION
//       data SESSION BYTES    <----------->      standard input, standard output
//       end SESSION           ------------>      the input has ended
//       <-------------------  ended SESSION HOW  the output has ended: how the command did
//
// COMMAND, BYTES and HOW are base64. Lines of another session, and broken ones, are dropped. The
// hang-up of the port ends a session too.

/// A line between the two ends of a relay.
enum RelayLine: Equatable {
    case open(session: String, command: String)
    case opened(session: String)
    case data(session: String, [UInt8])
    case end(session: String)
    case ended(session: String, how: String)

    /// The line's bytes, its end included.
    var bytes: [UInt8] {
        func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
        let text =
            switch self {
            case .open(let session, let command): "open \(session) \(base64(Array(command.utf8)))"
            case .opened(let session): "opened \(session)"
            case .data(let session, let bytes): "data \(session) \(base64(bytes))"
            case .end(let session): "end \(session)"
            case .ended(let session, let how): "ended \(session) \(base64(Array(how.utf8)))"
            }
        return Array(text.utf8) + [UInt8(ascii: "\n")]
    }

    /// Reads a line; nil for what is none.
    init?(parsing line: [UInt8]) {
        let words = String(decoding: line, as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 2, !words[1].isEmpty else { return nil }
        let session = words[1]
        let content = words.count == 3 ? Data(base64Encoded: words[2]).map { [UInt8]($0) } : nil
        switch (words[0], content) {
        case ("open", let content?):
            self = .open(session: session, command: String(decoding: content, as: UTF8.self))
        case ("opened", nil) where words.count == 2: self = .opened(session: session)
        case ("data", let content?): self = .data(session: session, content)
        case ("end", nil) where words.count == 2: self = .end(session: session)
        case ("ended", let content?):
            self = .ended(session: session, how: String(decoding: content, as: UTF8.self))
        default: return nil
        }
    }

    /// A name for a session that nobody had before.
    static func newSession() -> String { String(UInt64.random(in: 0...UInt64.max), radix: 36) }
}

/// Puts lines together from pieces of a stream.
struct RelayLines {
    /// The longest line that is put together; longer ones are dropped.
    static let limit = 1 << 20

    private var rest: [UInt8] = []
    private var isTooLong = false

    /// Takes a piece in and returns the lines that are whole with it.
    mutating func append(_ bytes: [UInt8]) -> [RelayLine] {
        var lines: [RelayLine] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if !isTooLong, let line = RelayLine(parsing: rest) { lines.append(line) }
                rest.removeAll(keepingCapacity: true)
                isTooLong = false
            } else if rest.count < Self.limit {
                rest.append(byte)
            } else {
                isTooLong = true
            }
        }
        return lines
    }
}
