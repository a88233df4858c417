/// Why cells are empty: from the row itself, and from what only the suite knows.
///
/// ``EmptyReason/table`` has a line for each column that may be empty; the first one that speaks
/// counts.
public struct EmptyCells: Sendable {
    /// Reasons that only the suite knows, by column: why nothing was counted or probed.
    public var notes: [String: String]

    /// What is said of an empty cell that the table has no line for.
    public static let unknown = "no reason is known"

    /// Puts the suite's own reasons down.
    public init(notes: [String: String] = [:]) { self.notes = notes }

    /// Why `column` is empty in `row`; nil where it is not.
    public func reason(for column: Column, in row: Row) -> String? {
        guard row[column] == nil else { return nil }
        for line in EmptyReason.table where line.columns.contains(column.name) {
            if let reason = line.reason(row) { return reason }
        }
        return notes[column.name] ?? Self.unknown
    }

    /// Of each column that is empty in some row, why: each reason once.
    public func reasons(of rows: [Row]) -> [String: String] {
        Self.reasons(of: rows, RunColumns.all, reason)
    }

    /// The same of the rows of a table beside runs.csv.
    static func reasons(
        of rows: [Row], in table: String, _ columns: [Column]
    ) -> [String: String] {
        let lines = EmptyReason.beside(table, rows)
        return reasons(of: rows, columns) { column, row in
            guard row[column] == nil else { return nil }
            let own = lines.lazy.filter { $0.columns.contains(column.name) }
            return own.compactMap { $0.reason(row) }.first ?? unknown
        }
    }

    private static func reasons(
        of rows: [Row], _ columns: [Column], _ reason: (Column, Row) -> String?
    ) -> [String: String] {
        var found: [String: [String]] = [:]
        for row in rows {
            for column in columns {
                guard let reason = reason(column, row) else { continue }
                if found[column.name, default: []].contains(reason) { continue }
                found[column.name, default: []].append(reason)
            }
        }
        return found.mapValues { $0.joined(separator: "; ") }
    }
}
