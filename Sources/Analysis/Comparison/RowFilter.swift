public import Results
public import Scenarios

/// Which rows take part: `workload=hotset` or `transport=tcp,multifd`.
public struct RowFilter: Sendable, Hashable {
    /// The column.
    public let column: Column
    /// The cells that it may have.
    let cells: Set<Cell>

    /// Reads a filter as it is typed.
    /// - Throws: ``ValueError`` where it names no column, or a value that the column cannot have.
    public init(parsing text: String) throws(ValueError) {
        guard let equals = text.firstIndex(of: "=") else {
            throw ValueError(
                "\(quoted(text)) is no condition", allowed: "column=value, such as workload=hotset")
        }
        column = try Self.column(String(text[..<equals]))
        var cells: Set<Cell> = []
        let values = text[equals...].dropFirst()
        for value in values.split(separator: ",", omittingEmptySubsequences: false) {
            cells.insert(try Self.cell(String(value), column))
        }
        self.cells = cells
    }

    /// The column of a name, of those that say which run a row is of and not what came of it.
    private static func column(_ name: String) throws(ValueError) -> Column {
        let known = RunColumns.all.filter { $0.polarity == .none }
        if let column = known.first(where: { $0.name == name }) { return column }
        let isFigure = RunColumns.all.contains { $0.name == name }
        throw ValueError(
            isFigure
                ? "\(quoted(name)) is what was measured, and chooses no rows"
                : "unknown column \(quoted(name))",
            allowed: "a column of `bench list columns`, such as transport, workload, memory_bytes",
            suggestion: NearMiss.suggestion(for: name, among: known.map(\.name)))
    }

    /// Whether a row takes part.
    public func accepts(_ row: Row) -> Bool { row[column].map(cells.contains) ?? false }

    private static func cell(_ text: String, _ column: Column) throws(ValueError) -> Cell {
        guard !text.isEmpty else { throw ValueError("\(column.name) has no value") }
        if column.unit == "bytes" {
            if let bytes = Int(text) { return .integer(Int128(bytes)) }
            return .integer(Int128(try ByteSize(parsing: text).bytes))
        }
        guard let cell = Cell(parsing: text, as: column.kind) else {
            throw ValueError(
                "\(column.name) is never \(quoted(text)): its kind is \(column.kind.name)")
        }
        return cell
    }
}
