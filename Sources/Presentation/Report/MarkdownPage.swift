/// A report for a mailing list: Markdown that reads well as it is, no line over 72 columns.
struct MarkdownPage {
    let title: String
    let lead: [String]
    let sections: [ReportSection]

    /// The longest line.
    static let width = 72
    private static let indent = "    "

    /// The text.
    var text: String {
        var lines = Self.wrapped("# ", title) + [""]
        for sentence in lead { lines += Self.wrapped("", Self.escaped(sentence)) + [""] }
        for section in sections {
            lines += ["## \(section.title)", ""]
            for block in section.blocks { lines += Self.lines(block) + [""] }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func lines(_ block: ReportSection.Block) -> [String] {
        switch block {
        case .heading(let text): ["### \(text)"]
        case .paragraph(let text): wrapped("", escaped(text))
        case .list(let items): items.flatMap { wrapped("- ", escaped($0)) }
        case .table(let table): wrapped("", escaped(table.caption)) + [""] + lines(table)
        case .commands(let lines): lines.flatMap { folded($0, "  ", end: " \\") }
        // A line of YAML that goes on further in is one line.
        case .yaml(let text):
            text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
                folded(String(line), String(line.prefix { $0 == " " }) + "    ", end: "")
            }
        // A mailing list takes no pictures.
        case .picture(let picture): wrapped("", escaped("(Picture: \(picture.title))"))
        }
    }

    /// A table as an indented block; where no two columns fit, a row's cells below each other.
    private static func lines(_ table: ReportTable) -> [String] {
        let room = width - indent.count
        if let lines = WrappedTable(table, width: room).lines {
            return lines.map { $0.isEmpty ? "" : indent + $0 }
        }
        return table.rows.flatMap { cells -> [String] in
            let details = zip(table.columns, cells).dropFirst().filter { !$1.isEmpty }.flatMap {
                broken("  \($0.title): ", $1, room)
            }
            return (broken("", cells[0], room) + details).map { indent + $0 }
        }
    }

    /// An indented line, broken at spaces where it is too long; later parts begin with `start`, and all
    /// but the last end with `end`.
    private static func folded(_ text: String, _ start: String, end: String) -> [String] {
        let room = width - indent.count - end.count
        var rest = DisplayWidth.printable(text)
        var lines: [String] = []
        while DisplayWidth.of(rest) > room {
            let head = rest.prefix(room)
            // A word that no line holds stays as it is: a broken one would be another word.
            guard let space = head.lastIndex(of: " "), !head[..<space].allSatisfy({ $0 == " " })
            else { break }
            lines.append(indent + head[..<space] + end)
            rest = start + rest[rest.index(after: space)...]
        }
        return lines + [rest.isEmpty ? "" : indent + rest]
    }

    /// A paragraph with its beginning, later lines indented as far as that is wide.
    private static func wrapped(_ start: String, _ text: String) -> [String] {
        broken(start, text, width)
    }

    private static func broken(_ start: String, _ text: String, _ width: Int) -> [String] {
        let hang = String(repeating: " ", count: min(start.count, 4))
        var lines: [String] = []
        var line = start
        var isEmpty = true
        for word in pieces(text, width - hang.count) {
            let gap = isEmpty ? 0 : 1
            // A beginning that leaves no room for the first word has a line of its own.
            if line != hang, DisplayWidth.of(line) + gap + DisplayWidth.of(word) > width {
                lines.append(line)
                line = hang
                isEmpty = true
            }
            line += isEmpty ? word : " \(word)"
            isEmpty = false
        }
        return (lines + [line]).map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Words; those that no line holds in parts.
    private static func pieces(_ text: String, _ width: Int) -> [String] {
        text.split(separator: " ").flatMap { word -> [String] in
            var (parts, part) = ([String](), "")
            for character in word {
                if DisplayWidth.of(part) + DisplayWidth.of(String(character)) > width {
                    parts.append(part)
                    part = ""
                }
                part.append(character)
            }
            return parts + [part]
        }
    }

    /// What would be read as markup, less what a line of text needs to stay readable.
    private static func escaped(_ text: String) -> String {
        var result = ""
        let printable = DisplayWidth.printable(text)
        for (character, next) in zip(printable, printable.dropFirst().map(Optional.some) + [nil]) {
            switch character {
            case "\\", "`", "*", "|": result += "\\\(character)"
            // Before a space, as in p < 0.05, it opens nothing.
            case "<" where next != " ": result += "\\<"
            default: result.append(character)
            }
        }
        return result
    }
}
