/// A table of text in aligned columns, for a terminal or a file.
///
///     var table = PlainTable([.left("name"), .right("unit")])
///     table.add(["total_ms", "ms"])
///     print(table.text)
///
/// Nothing is wrapped or cut. The package TextTable was tried in its place: it pads by UTF-16
/// units and by characters where a terminal has columns, leaves spaces at the ends of lines, and
/// cuts what a fixed column does not hold.
public struct PlainTable: Sendable {
    /// The title of a column and the side that its cells stand on.
    public struct Column: Sendable, Hashable {
        let title: String
        let isRight: Bool

        /// A column of words.
        public static func left(_ title: String = "") -> Column {
            Column(title: title, isRight: false)
        }

        /// A column of figures.
        public static func right(_ title: String = "") -> Column {
            Column(title: title, isRight: true)
        }
    }

    private let columns: [Column]
    private let gap: String
    private var rows: [[String]] = []

    /// A table without rows; `gap` is the number of spaces between columns.
    public init(_ columns: [Column], gap: Int = 3) {
        self.columns = columns
        self.gap = String(repeating: " ", count: gap)
    }

    /// Adds a row; a cell that is missing at its end is empty.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count <= columns.count, "more cells than columns")
        rows.append(cells.map(DisplayWidth.printable))
    }

    /// The lines of the table; the first holds the titles unless all are empty.
    public var lines: [String] {
        let titles = columns.map(\.title)
        let all = titles.allSatisfy(\.isEmpty) ? rows : [titles] + rows
        let widths = columns.indices.map { index in
            all.map { index < $0.count ? DisplayWidth.of($0[index]) : 0 }.max() ?? 0
        }
        return all.map { line($0, widths) }
    }

    /// All lines, each with a line feed.
    public var text: String { lines.map { $0 + "\n" }.joined() }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.enumerated().map { index, cell in
            let padding = String(repeating: " ", count: widths[index] - DisplayWidth.of(cell))
            return columns[index].isRight ? padding + cell : cell + padding
        }
        var line = padded.joined(separator: gap)
        while line.last == " " { line.removeLast() }
        return line
    }
}
