/// A table in GitHub's dialect of Markdown, which GitLab reads too.
struct MarkdownTable {
    private let columns: [PlainTable.Column]
    private var rows: [[String]] = []

    init(_ columns: [PlainTable.Column]) {
        self.columns = columns
    }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a cell for each column")
        rows.append(cells)
    }

    /// All lines, each with a line feed.
    var text: String {
        let line: ([String]) -> String = { "| \($0.joined(separator: " | ")) |\n" }
        return line(columns.map { Self.escaped($0.title) })
            + line(columns.map { $0.isRight ? "---:" : "---" })
            + rows.map { line($0.map(Self.escaped)) }.joined()
    }

    /// Text of which nothing is read as markup.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in DisplayWidth.printable(text) {
            switch character {
            case "|", "\\", "`", "*", "_", "[", "]", "<", ">", "#", "~", "&", "@", "!":
                result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}
