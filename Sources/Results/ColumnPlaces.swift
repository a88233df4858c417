/// Where in the rows of one table each column stands.
final class ColumnPlaces: Sendable {
    /// From 0.
    let byName: [String: Int]

    /// Takes the names in the header line, none of which comes twice.
    init(_ names: [String]) {
        byName = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// The place of a column; nil where the table has none of this name.
    subscript(name: String) -> Int? { byName[name] }
}

/// Picks the cells of the same columns out of many rows.
///
/// The columns are looked up once a table, not once a row.
package struct CellPicker {
    private let columns: [Column]
    private var table: ColumnPlaces?
    private var found: [Int?] = []

    /// Picks these, in this order.
    package init(_ columns: [Column]) { self.columns = columns }

    /// The cells of a row.
    package mutating func cells(of row: Row) -> [Cell?] {
        guard let places = row.places else { return columns.map { row[$0] } }
        if places !== table {
            table = places
            found = columns.map { places[$0.name] }
        }
        return zip(found, columns).map { place, column in
            if let place { row.cell(at: place) } else { row[column] }
        }
    }
}
