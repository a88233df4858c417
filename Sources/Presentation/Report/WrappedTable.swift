/// A table in plain text that is no wider than it may be: cells are wrapped, and where that is not
/// enough the table is told in parts, each with the first column.
struct WrappedTable {
    private let table: ReportTable
    private let width: Int
    private static let gap = 2

    init(_ table: ReportTable, width: Int) {
        self.table = table
        self.width = width
    }

    /// The lines; nil where not even two columns fit beside each other.
    var lines: [String]? {
        var lines: [String] = []
        var rest = Array(table.columns.indices.dropFirst())
        while !rest.isEmpty {
            let counts = (1...rest.count).reversed()
            guard let count = counts.first(where: { widths([0] + rest.prefix($0)) != nil }),
                let widths = widths([0] + rest.prefix(count))
            else { return nil }
            if !lines.isEmpty { lines.append("") }
            lines += part([0] + rest.prefix(count), widths)
            rest.removeFirst(count)
        }
        return lines
    }

    /// How wide columns are beside each other; nil where they do not fit.
    private func widths(_ columns: [Int]) -> [Int]? {
        let room = width - Self.gap * (columns.count - 1)
        let natural = columns.map { column in texts(column).map(DisplayWidth.of).max() ?? 0 }
        var widths = columns.map(least)
        guard widths.reduce(0, +) <= room else { return nil }
        // Whoever lacks most gets what is left, letter by letter.
        while widths.reduce(0, +) < room,
            let place = widths.indices.max(by: {
                natural[$0] - widths[$0] < natural[$1] - widths[$1]
            }), widths[place] < natural[place]
        {
            widths[place] += 1
        }
        return widths
    }

    private func texts(_ column: Int) -> [String] {
        [table.columns[column].title] + table.rows.map { $0[column] }
    }

    /// The longest word; figures are not parted from their units.
    private func least(_ column: Int) -> Int {
        let title = table.columns[column].title.split(separator: " ").map { DisplayWidth.of($0) }
        let cells = table.rows.map { $0[column] }.flatMap { cell in
            table.columns[column].isRight
                ? [DisplayWidth.of(cell)] : FigureWords.of(cell).map { DisplayWidth.of($0) }
        }
        return (title + cells).max() ?? 0
    }

    private func part(_ columns: [Int], _ widths: [Int]) -> [String] {
        let titles = line(columns.map { table.columns[$0].title }, columns, widths)
        let rule = widths.map { String(repeating: "-", count: $0) }
            .joined(separator: String(repeating: " ", count: Self.gap))
        let rows = table.rows.map { row in line(columns.map { row[$0] }, columns, widths) }
        let isTall = rows.contains { $0.count > 1 }
        return titles + [rule]
            + rows.enumerated().flatMap { index, lines in
                isTall && index > 0 ? [""] + lines : lines
            }
    }

    /// A row, as many lines as its tallest cell.
    private func line(_ cells: [String], _ columns: [Int], _ widths: [Int]) -> [String] {
        let wrapped = zip(cells, widths).map { Self.wrapped($0, $1) }
        let height = wrapped.map(\.count).max() ?? 0
        return (0..<height).map { place in
            let parts = wrapped.indices.map { index -> String in
                let text = place < wrapped[index].count ? wrapped[index][place] : ""
                let space = String(
                    repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)))
                return table.columns[columns[index]].isRight ? space + text : text + space
            }
            var line = parts.joined(separator: String(repeating: " ", count: Self.gap))
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        for word in FigureWords.of(text) {
            if let last = lines.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(word) <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines
    }
}
