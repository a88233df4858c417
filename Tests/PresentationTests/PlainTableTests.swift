import Testing

@testable import Presentation

@Suite struct PlainTableTests {
    @Test func columnsAreAligned() {
        var table = PlainTable([.left("name"), .right("unit"), .left("what")])
        table.add(["total_ms", "ms", "all of it"])
        table.add(["日本", "µs", ""])
        table.add(["e\u{301}t\u{E9}"])
        #expect(
            table.text == """
                name       unit   what
                total_ms     ms   all of it
                日本         µs
                e\u{301}t\u{E9}

                """)
    }

    @Test func withoutTitles() {
        var table = PlainTable([.left(), .right()], gap: 1)
        table.add(["a", "10"])
        table.add(["bb", "5"])
        #expect(table.lines == ["a  10", "bb  5"])
        #expect(PlainTable([.left()]).lines == [])
    }

    @Test func controlCharactersDoNotReachTheTerminal() {
        var table = PlainTable([.left()])
        table.add(["a\u{1B}[2J\r\nb\u{2028}c"])
        #expect(table.lines == ["a [2J  b c"])
    }

    @Test(arguments: [
        ("abc", 3), ("µ±é", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("❤️", 2), ("", 0),
    ])
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func fitting() {
        #expect(DisplayWidth.fitted("abcdef", to: 6) == "abcdef")
        #expect(DisplayWidth.fitted("abcdef", to: 4) == "abc…")
        #expect(DisplayWidth.fitted("日本語", to: 4) == "日…")
        #expect(DisplayWidth.fitted("abc", to: 0) == "")
    }

    /// A part that no line holds is broken between words, without the separator: it is one sentence.
    @Test func partsAreBrokenBetweenThem() {
        #expect(
            DisplayWidth.wrapped(
                ["n 3", "four and five and six", "end"], width: 14, indent: "", separator: ";")
                == ["n 3;", "four and five", "and six; end"])
        #expect(DisplayWidth.wrapped(["abcdefghij"], width: 5) == ["abcd…"])
    }
}

@Suite struct QuantityTests {
    @Test(arguments: [
        (0, "0 B"), (512, "512 B"), (256 << 20, "256 MiB"), (3 << 29, "1.5 GiB"),
        (1 << 40, "1 TiB"), (1_500_000, "1.4 MiB"),
    ])
    func bytes(bytes: Int, text: String) {
        #expect(Quantity.bytes(bytes) == text)
    }

    @Test(arguments: [
        (0, "0 ms"), (0.0004, "0 µs"), (0.85, "850 µs"), (0.9996, "1.0 ms"), (6.1, "6.1 ms"),
        (41, "41.0 ms"), (126.4, "126 ms"), (999.4, "999 ms"), (999.6, "1.00 s"),
        (3020, "3.02 s"), (46_100, "46.1 s"), (612_000, "612 s"),
    ])
    func durations(milliseconds: Double, text: String) {
        #expect(Quantity.duration(milliseconds: milliseconds) == text)
    }

    @Test(arguments: [(22_600, "22.6"), (1340, "1.34"), (71, "0.071"), (421_000, "421")])
    func bandwidths(megabits: Double, text: String) {
        #expect(Quantity.gigabits(megabitsPerSecond: megabits) == text)
    }

    @Test(arguments: [
        (0, "0:00"), (4.2, "0:05"), (72, "1:12"), (7384, "2:03:04"), (1e12, "99:59:59"),
        (-3, "0:00"),
    ])
    func countdowns(seconds: Double, text: String) {
        #expect(Quantity.countdown(seconds: seconds) == text)
    }
}
