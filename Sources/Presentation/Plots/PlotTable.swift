internal import Results

/// The figures of a picture as a text file: a header line, then a line a row, with tabs between
/// cells.
///
/// Figures stand before texts: gnuplot takes a quotation mark for the beginning of a cell that may
/// hold anything, and reads no further in a text that has one.
struct PlotTable: Sendable {
    let columns: [String]
    private(set) var rows: [[String]] = []

    init(_ columns: [String]) { self.columns = columns }

    /// Adds a row; an absent cell is empty, and so is a figure that is none.
    mutating func add(_ cells: [Cell?]) {
        precondition(cells.count == columns.count, "\(cells.count) cells, not \(columns.count)")
        rows.append(cells.map(Self.text))
    }

    /// The file.
    var text: String {
        ([columns] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    private static func text(_ cell: Cell?) -> String {
        switch cell {
        case .text(let text): FormulaGuard.add(to: DisplayWidth.printable(text))
        case .integer(let value): "\(value)"
        case .decimal(let value): value.isFinite ? "\(value)" : ""
        case .flag(let value): value ? "1" : "0"
        case .time, nil: ""
        }
    }
}

extension Cell {
    /// A whole figure of a plot.
    static func count(_ value: Int) -> Cell { .integer(Int128(value)) }
}
