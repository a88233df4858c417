public import Results
public import Scenarios

/// Which rows take part: `workload=hotset` or `transport=tcp,multifd`.
public struct RowFilter: Sendable, Hashable {
    /// The column.
    public let column: Column
    /// The cells that it may have.
    let cells: Set<Cell>
    /// As it was typed.
    public let text: String

    /// Reads a filter as it is typed.
    /// - Throws: ``ValueError`` where it names no column, or a value that the column cannot have.
    public init(parsing text: String) throws(ValueError) {
        guard let equals = text.firstIndex(of: "=") else {
            throw ValueError(
                "\(quoted(text)) is no condition", allowed: "column=value, such as workload=hotset")
        }
        column = try Self.column(String(text[..<equals]))
        self.text = text
        var cells: Set<Cell> = []
        let values = text[equals...].dropFirst()
        for value in values.split(separator: ",", omittingEmptySubsequences: false) {
            cells.insert(try Self.cell(String(value), column))
        }
        self.cells = cells
    }

    /// The column of a name, of those that say what was asked for.
    /// - Throws: ``ValueError`` with the nearest name.
    public static func column(_ name: String) throws(ValueError) -> Column {
        let known = RunColumns.all.filter { $0.polarity == .none }
        if let column = known.first(where: { $0.name == name }) { return column }
        throw ValueError(
            "unknown column \(quoted(name))",
            allowed: "a column of `bench list columns`, such as transport, workload, memory_bytes",
            suggestion: NearMiss.suggestion(for: name, among: known.map(\.name)))
    }

    /// Whether a row takes part.
    public func accepts(_ row: Row) -> Bool { row[column].map(cells.contains) ?? false }

    private static func cell(_ text: String, _ column: Column) throws(ValueError) -> Cell {
        if column.unit == "bytes" {
            if let bytes = Int(text) { return .integer(Int128(bytes)) }
            return .integer(Int128(try ByteSize(parsing: text).bytes))
        }
        guard let cell = Cell(parsing: text, as: column.kind) else {
            throw ValueError("\(quoted(text)) is no \(column.kind.name), which \(column.name) has")
        }
        return cell
    }
}
