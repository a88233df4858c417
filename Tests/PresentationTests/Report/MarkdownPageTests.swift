import Testing

@testable import Presentation

@Suite struct MarkdownPageTests {
    private static func page(_ blocks: [ReportSection.Block]) -> [String] {
        var section = ReportSection("one", "One")
        for block in blocks { section.add(block) }
        return MarkdownPage(title: "Title", lead: ["Lead."], sections: [section]).text
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func aTableThatFitsStaysOne() {
        var table = ReportTable("Caption", [.left("what"), .right("ms")])
        table.add(["total", "3.5"])
        let lines = Self.page([.table(table)])
        #expect(lines.contains("    what    ms"))
        #expect(lines.contains("    total  3.5"))
    }

    /// Cells are wrapped before anything else is tried.
    @Test func aWideTableIsWrapped() {
        var table = ReportTable("Caption", [.left("what"), .left("first"), .left("second")])
        let long = "words that go on and on, and on again, until no line holds them"
        table.add(["total", long, long])
        table.add(["downtime", "short", "short"])
        let lines = Self.page([.table(table)])
        #expect(lines.allSatisfy { $0.count <= MarkdownPage.width })
        let first = lines.firstIndex { $0.hasPrefix("    total ") }
        #expect(first.map { lines[$0 + 1].hasPrefix("              ") } == true, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("    downtime  short") })
    }

    /// Then columns are told in parts, and last of all cells below each other.
    @Test func aTableOfManyColumnsIsParted() {
        let names = (0..<12).map { "column\($0)" }
        var table = ReportTable("Caption", [.left("what")] + names.map { .right($0) })
        table.add(["total"] + names.map { "\($0) s" })
        let lines = Self.page([.table(table)])
        #expect(lines.allSatisfy { $0.count <= MarkdownPage.width })
        #expect(lines.count { $0.hasPrefix("    total") } > 1)
        #expect(lines.joined().contains("column11 s"))
        var huge = ReportTable("Caption", [.left("what"), .left("why")])
        let word = String(repeating: "y", count: 60)
        huge.add([String(repeating: "x", count: 20), word])
        #expect(Self.page([.table(huge)]).contains("      why: \(word)"))
    }

    /// Long commands go on behind a backslash, long lines of YAML further in.
    @Test func codeIsFoldedWithoutChangingIt() {
        let words = (0..<20).map { "word\($0)" }.joined(separator: " ")
        let lines = Self.page([.commands([words]), .yaml("  key: \"\(words)\"\nnext: 1")])
        #expect(lines.allSatisfy { $0.count <= MarkdownPage.width })
        let command = lines.filter { $0.hasPrefix("    word") || $0.hasPrefix("      word") }
        #expect(command.first?.hasSuffix(" \\") == true, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("          word") }, "\(lines)")
        #expect(lines.contains("    next: 1"))
    }

    @Test func nothingIsWiderThan72() {
        let endless = String(repeating: "x", count: 300)
        let lines = Self.page([
            .paragraph("A paragraph \(endless) that has a word of three hundred letters in it."),
            .list(["first item " + String(repeating: "and more ", count: 30), "second"]),
        ])
        #expect(lines.allSatisfy { $0.count <= 72 }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("  and more") })
        #expect(lines.contains("- second"))
        // Nothing is lost.
        let kept = lines.joined().filter { $0 == "x" }.count
        #expect(kept == 300)
    }

    @Test func markupIsText() {
        let lines = Self.page([.paragraph("*bold* <b> `code` a|b p < 0.05")])
        #expect(lines.contains("\\*bold\\* \\<b> \\`code\\` a\\|b p < 0.05"))
    }
}
