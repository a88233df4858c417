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
    private var cells: [String: Cell] = [:]

    /// A row of empty cells.
    public init() {}

    /// An empty row with room for so many cells.
    init(minimumCapacity: Int) {
        cells = Dictionary(minimumCapacity: minimumCapacity)
    }

    /// The value of a column; nil is an empty cell.
    public subscript<Value>(_ column: TypedColumn<Value>) -> Value? {
        get { cells[column.name].flatMap(Value.init(cell:)) }
        set { cells[column.name] = newValue.flatMap(\.cell) }
    }

    /// The cell of a column whose type is known only while running.
    ///
    /// Setting a cell of another kind than the column's is a programming error and traps.
    public subscript(_ column: Column) -> Cell? {
        get { cells[column.name] }
        set {
            precondition(
                newValue.map { column.kind.holds($0) } ?? true,
                "column \(column.name) holds \(column.kind.name)")
            if case .decimal(let value) = newValue, !value.isFinite {
                cells[column.name] = nil
            } else if case .text("") = newValue {
                cells[column.name] = nil
            } else {
                cells[column.name] = newValue
            }
        }
    }

    /// The cell of a column by its name in the header line; also of columns that only a later
    /// version of the tool knows, as text.
    public package(set) subscript(named name: String) -> Cell? {
        get { cells[name] }
        set { cells[name] = newValue }
    }

    /// The figure of a column; nil where it was not measured or is no figure.
    public func number(_ column: Column) -> Double? { cells[column.name]?.number }
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
