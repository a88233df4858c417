import Testing

@testable import Scenarios

/// Files that would exhaust memory, stack or patience.
@Suite struct HostileFileTests {
    @Test func aliasesThatDouble() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
        }
        #expect(
            errors(in: text) == ["x.yml:10: too many words that begin with *; allowed: at most 16"])
    }

    @Test func aFewAliasesAreRefusedWhereTheAnchorStands() {
        let text = "a: &a [x, x]\nb: [*a, *a]\n"
        #expect(errors(in: text).contains { $0.hasPrefix("x.yml:1:4: anchors (&)") })
    }

    @Test(arguments: ["[", "{", "- ", "? ", "{a: ", "[[{"])
    func deepNesting(opening: String) {
        let text = String(repeating: opening, count: 200_000)
        #expect(!errors(in: text).isEmpty)
    }

    @Test func deepIndentation() {
        let lines = (0..<1200).map { String(repeating: " ", count: $0) + "a:" }
        #expect(!errors(in: lines.joined(separator: "\n")).isEmpty)
    }

    @Test func largeFiles() {
        let text = "# " + String(repeating: "x", count: 1 << 20)
        #expect(errors(in: text) == ["x.yml: larger than 1 MiB"])
    }

    @Test func matricesThatExplode() {
        let rates = (1...30).map { "\($0)MiB/s" }.joined(separator: ", ")
        let sizes = (1...400).map { "\($0)MiB" }.joined(separator: ", ")
        let text = """
            name: a
            matrix:
              transport: tcp
              workload: uniform
              dirty_rate: [\(rates)]
              memory: [\(sizes)]
            """
        #expect(
            errors(in: text) == [
                "x.yml:3:3: matrix: expands to 12000 cases; allowed: at most 10000"
            ])
    }

    @Test func controlCharactersDoNotReachTheTerminal() {
        let found = errors(in: "\"a\\e[31m\": 1")
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { !$0.contains("\u{1B}") })
    }
}
