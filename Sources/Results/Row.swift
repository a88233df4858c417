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
    /// Where the columns of the table stand that the row was read from; nil of one that was made.
    let places: ColumnPlaces?
    /// The cells of those columns.
    private var read: [Cell?]
    /// All other cells.
    private var other: [String: Cell] = [:]

    /// A row of empty cells.
    public init() {
        places = nil
        read = []
    }

    /// A row of a table: it shares the names with all others of it, so that a large file takes no
    /// dictionary a row.
    init(_ cells: [Cell?], at places: ColumnPlaces) {
        self.places = places
        read = cells
    }

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
        get { if let place = places?[name] { read[place] } else { other[name] } }
        set {
            if let place = places?[name] { read[place] = newValue } else { other[name] = newValue }
        }
    }

    /// The cell at a place of the row's table.
    func cell(at place: Int) -> Cell? { read[place] }

    /// The figure of a column; nil where it was not measured or is no figure.
    public func number(_ column: Column) -> Double? { self[named: column.name]?.number }

    /// Rows are equal where their cells are, wherever they come from.
    public static func == (first: Row, second: Row) -> Bool { first.cells == second.cells }

    private var cells: [String: Cell] {
        var cells = other
        for (name, place) in places?.byName ?? [:] { cells[name] = read[place] }
        return cells
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
