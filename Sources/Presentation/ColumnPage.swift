internal import Results

/// docs/columns.md: every column of every table, with how it comes about and how well it is known.
public enum ColumnPage {
    /// The page; what a column's definition says is Markdown already.
    public static var text: String {
        head + ColumnTable.all.map(section).joined()
    }

    private static let head = """
        # Every column

        Made by `bench list columns --format markdown` from the column table (`Sources/Results`); a test
        holds this page to it. *Formula* is what is computed or counted, *known* says how far a figure may be
        from the truth, *also in* which other tool has the same. [measurement.md](measurement.md) explains what
        a line has no room for: the span, the ceiling, lateness, ticks, and how the figures of those tools
        differ on the same transfer.

        Columns of the same name with `source_` and `destination_` before it share a line: `*_NAME`.

        """

    private static func section(_ table: ColumnTable) -> String {
        let groups = table.columns.map(\.group).reduce(into: [String]()) { groups, group in
            if !groups.contains(group) { groups.append(group) }
        }
        return "\n## \(table.file): a row is \(table.row)\n"
            + groups.map { group in
                let title = groups.count > 1 ? "\n### \(group)\n" : ""
                return title + lines(table, table.columns.filter { $0.group == group })
            }.joined()
    }

    /// A line for each column, and one for a column that both ends have.
    private static func lines(_ table: ColumnTable, _ columns: [Column]) -> String {
        var text = """

            | column | unit | what it is | formula | kept in | known | also in |
            | --- | --- | --- | --- | --- | --- | --- |

            """
        var shown: Set<String> = []
        let bare = Dictionary(grouping: columns, by: Bare.init)
        for column in columns {
            guard let definition = table.definition(of: column) else { continue }
            let own = Bare(column)
            let isShared = bare[own, default: []].count > 1
            let name = isShared ? "*_\(own.name)" : column.name
            guard shown.insert(name).inserted else { continue }
            let cells = [
                "`\(name)`", column.unit, isShared ? own.summary : column.summary,
                definition.formula, definition.source, definition.uncertainty, definition.peer,
            ]
            text += "| \(cells.joined(separator: " | ")) |\n"
        }
        return text
    }

    /// A column without the end that it is of.
    private struct Bare: Hashable {
        let name: String
        let summary: String

        init(_ column: Column) {
            let side = Side.allCases.first { column.name.hasPrefix("\($0.rawValue)_") }?.rawValue
            let words = "\(side ?? ""): "
            name = String(column.name.dropFirst(side.map { $0.count + 1 } ?? 0))
            summary = String(
                column.summary.hasPrefix(words)
                    ? column.summary.dropFirst(words.count) : Substring(column.summary))
        }
    }
}
