/// One row of a table: cells by column, absent ones are empty in the file.
///
///     var row = Row()
///     row[RunColumns.outcome.status] = "completed"
///     row[RunColumns.time.totalMs] = 126.4
///     let total: Double? = row[RunColumns.time.totalMs]
///
/// NaN, infinities and empty text become absent: none of them is a measurement, and a file could
/// not give them back.
public struct Row: Sendable, Equatable {
    /// The table that the row was read from, and which of its rows it is; nil of one that was made.
    private let origin: (table: TableText, row: Int)?
    /// The cells that were set; nil is one that was emptied.
    private var changed: [String: Cell?] = [:]

    /// A row of empty cells.
    public init() { origin = nil }

    /// A row of a table, counted from 0.
    init(_ row: Int, of table: TableText) { origin = (table, row) }

    /// Where all cells of the row stand; nil where some were set.
    var unchanged: (table: TableText, row: Int)? { changed.isEmpty ? origin : nil }

    /// The value of a column; nil is an empty cell.
    public subscript<Value>(_ column: TypedColumn<Value>) -> Value? {
        get { self[named: column.name].flatMap(Value.init(cell:)) }
        set { self[named: column.name] = newValue.flatMap(\.cell) }
    }

    /// The cell of a column whose type is known only while running.
    ///
    /// Setting a cell of another kind than the column's is a programming error and traps.
    public subscript(_ column: Column) -> Cell? {
        get { self[named: column.name] }
        set {
            precondition(
                newValue.map { column.kind.holds($0) } ?? true,
                "column \(column.name) holds \(column.kind.name)")
            if case .decimal(let value) = newValue, !value.isFinite {
                self[named: column.name] = nil
            } else if case .text("") = newValue {
                self[named: column.name] = nil
            } else {
                self[named: column.name] = newValue
            }
        }
    }

    /// The cell of a column by its name in the header line; also of columns that only a later
    /// version of the tool knows, as text.
    public package(set) subscript(named name: String) -> Cell? {
        get {
            if let cell = changed[name] { return cell }
            guard let origin, let place = origin.table.place(name) else { return nil }
            return origin.table.cell(origin.row, place)
        }
        set { changed[name] = .some(newValue) }
    }

    /// The figure of a column; nil where it was not measured or is no figure.
    public func number(_ column: Column) -> Double? { self[named: column.name]?.number }

    /// Rows are equal where their cells are, wherever they come from.
    public static func == (first: Row, second: Row) -> Bool { first.cells == second.cells }

    private var cells: [String: Cell] {
        let names = Set(origin?.table.names ?? []).union(changed.keys)
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in self[named: name].map { (name, $0) } })
    }
}

extension ColumnKind {
    /// Whether a cell is of this kind.
    func holds(_ cell: Cell) -> Bool {
        switch (self, cell) {
        case (.text, .text), (.integer, .integer), (.decimal, .decimal), (.flag, .flag),
            (.time, .time):
            true
        default: false
        }
    }
}
