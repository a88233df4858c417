import Platform
import Testing

@testable import Session

/// The framing: what was said arrives as it was said, and nothing else gets through.
@Suite struct FrameStreamTests {
    static let message = AgentMessage.failed(state: .precopy, reason: "a \"reason\", über alles")

    @Test func aMessageCutAnywhereArrivesWhole() throws {
        let bytes = FrameStream.encode(Self.message)
        for cut in 1..<bytes.count {
            let ends = try ChannelEnds()
            try ends.feed(bytes[..<cut])
            #expect(try ends.stream.next(AgentMessage.self) == nil)
            try ends.feed(bytes[cut...])
            let arrived = try #require(try ends.stream.next(AgentMessage.self))
            #expect("\(arrived)" == "\(Self.message)")
            #expect(try ends.stream.next(AgentMessage.self) == nil)
        }
    }

    @Test func messagesThatArriveTogetherAreToldApart() throws {
        let ends = try ChannelEnds()
        let messages: [AgentMessage] = [.alive, Self.message, .prepared(nil), .alive]
        try ends.feed(messages.flatMap { FrameStream.encode($0) })
        for message in messages {
            let arrived = try #require(try ends.stream.next(AgentMessage.self))
            #expect("\(arrived)" == "\(message)")
        }
        #expect(try ends.stream.next(AgentMessage.self) == nil)
    }

    @Test func theLongestFrameIsTaken() throws {
        let shell = FrameStream.encode(AgentMessage.failed(state: .idle, reason: "")).count - 4
        let reason = String(repeating: "x", count: FrameStream.maximumFrame - shell)
        let ends = try ChannelEnds()
        let bytes = FrameStream.encode(AgentMessage.failed(state: .idle, reason: reason))
        #expect(bytes.count == 4 + FrameStream.maximumFrame)
        try ends.feed(bytes)
        #expect(try ends.stream.next(AgentMessage.self) != nil)
    }

    /// Its first four bytes are enough: nobody waits, or takes memory, for the rest.
    @Test func aLongerFrameIsRefusedByItsLength() throws {
        for length in [FrameStream.maximumFrame + 1, 0xFFFF_FFFF] {
            let ends = try ChannelEnds()
            try ends.feed((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) })
            let words = try #require(malformed { try ends.stream.next(AgentMessage.self) })
            #expect(words.contains("\(length) bytes"))
        }
    }

    @Test(arguments: ["garbage", "Welcome to example.org\r\n\u{1B}[31m"])
    func aGreetingIsQuotedWithoutItsControlCharacters(greeting: String) throws {
        let ends = try ChannelEnds()
        try ends.feed(greeting.utf8)
        let words = try #require(malformed { try ends.stream.next(AgentMessage.self) })
        #expect(words.contains(greeting.prefix(7)))
        #expect(!words.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test(arguments: [
        "", "{", "nonsense", "[]", "{}", "{\"hello\":{}}", "{\"alive\":{},\"hello\":{}}",
        "{\"unknown\":{}}", "{\"verified\":{\"digest\":-1}}",
    ])
    func aFrameWithoutAMessageIsRefused(body: String) throws {
        let ends = try ChannelEnds()
        try ends.feed(frame(Array(body.utf8)))
        #expect(malformed { try ends.stream.next(AgentMessage.self) } != nil)
    }

    @Test func aStreamThatBreaksOffEnds() throws {
        let bytes = FrameStream.encode(Self.message)
        for cut in [0, 3, 4, bytes.count - 1] {
            let ends = try ChannelEnds()
            try ends.feed(bytes[..<cut])
            try ends.end()
            #expect {
                try ends.stream.fill()
            } throws: {
                if case FrameStream.Failure.ended = $0 { true } else { false }
            }
            #expect(try ends.stream.next(AgentMessage.self) == nil)
        }
    }

    /// Random bytes, and true messages with random damage: refused or not there yet, never a
    /// trap; a message that comes out of damage is still one that can be said.
    @Test func anyBytesAreSurvived() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = FrameStream.encode(AgentMessage.hello(.mine))
            if Bool.random(using: &random) {
                bytes = (0..<Int.random(in: 0...80)).map { _ in .random(in: 0...255) }
                // Short lengths let the body through to the decoder.
                if bytes.count > 4, Bool.random() {
                    bytes.replaceSubrange(0..<3, with: [0, 0, 0])
                }
            } else {
                for _ in 0...Int.random(in: 0...3) {
                    bytes[Int.random(in: 0..<bytes.count)] = .random(in: 0...255)
                }
            }
            let ends = try ChannelEnds()
            try ends.feed(bytes)
            for _ in 0..<40 {
                var message: AgentMessage?
                let refusal = malformed {
                    message = try ends.stream.next(AgentMessage.self)
                    return message
                }
                guard refusal == nil, let message else { break }
                #expect(!FrameStream.encode(message).isEmpty)
            }
        }
    }

    /// The words of the refusal; nil when there was none.
    private func malformed(_ body: () throws -> AgentMessage?) -> String? {
        do {
            _ = try body()
            return nil
        } catch FrameStream.Failure.malformed(let words) {
            return words
        } catch { return nil }
    }
}
