import Testing

@testable import Lab

@Suite struct RelayTests {
    private let lines: [RelayLine] = [
        .open(session: "a1", command: "echo 'two words'; exit 3"), .opened(session: "a1"),
        .data(session: "a1", Array(0...255)), .data(session: "a1", []), .end(session: "a1"),
        .ended(session: "a1", how: "exit code 3"),
    ]

    @Test func linesComeBackAsTheyWere() {
        var reader = RelayLines()
        #expect(reader.append(lines.flatMap(\.bytes)) == lines)
    }

    @Test func linesComeBackFromAnyPieces() {
        for size in [1, 2, 7, 100] {
            var reader = RelayLines()
            let bytes = lines.flatMap(\.bytes)
            var read: [RelayLine] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                read += reader.append(Array(bytes[start..<min(bytes.count, start + size)]))
            }
            #expect(read == lines)
        }
    }

    @Test func halfALineOfAKilledCallerDoesNotReachTheNext() {
        var reader = RelayLines()
        let half = Array(RelayLine.open(session: "a1", command: "true").bytes.prefix(9))
        let next = [UInt8(ascii: "\n")] + RelayLine.opened(session: "b2").bytes
        #expect(reader.append(half + next) == [.opened(session: "b2")])
    }

    @Test func tooLongALineIsDroppedAndTheNextIsRead() {
        var reader = RelayLines()
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: RelayLines.limit + 5)
        #expect(reader.append(long).isEmpty)
        #expect(reader.append([10] + RelayLine.end(session: "c").bytes) == [.end(session: "c")])
    }

    @Test(arguments: [
        "", "open", "open ", "open a", "open a !!!", "data a", "opened a b", "end", "end a b",
        "data a aGk= more", "\u{1F600} x", "ended a",
    ])
    func whatIsNoLineIsNone(text: String) {
        #expect(RelayLine(parsing: Array(text.utf8)) == nil)
    }

    @Test func sessionsHaveNamesOfTheirOwn() {
        #expect(Set((0..<100).map { _ in RelayLine.newSession() }).count == 100)
    }
}
