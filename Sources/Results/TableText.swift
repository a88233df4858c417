/// The bytes of one table, and where in them each cell stands.
///
/// Its rows share it. Of the cells of a large file few are ever asked for, and only those are made.
final class TableText: Sendable {
    /// The names in the header line, none of which comes twice.
    let names: [String]
    private let bytes: [UInt8]
    private let kinds: [ColumnKind]
    /// Row after row; each was found to be of its column's kind.
    private let fields: [PackedField]
    private let places: [String: Int]

    /// Half the size of a ``RecordScanner/Field``; a file of more than 4 GiB has no place in it.
    typealias PackedField = Range<UInt32>

    init(_ bytes: [UInt8], _ names: [String], _ kinds: [ColumnKind], _ fields: [PackedField]) {
        self.bytes = bytes
        self.names = names
        self.kinds = kinds
        self.fields = fields
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// Where in each row a column stands, from 0; nil where the table has none of this name.
    func place(_ name: String) -> Int? { places[name] }

    /// The cell of a row, both counted from 0.
    func cell(_ row: Int, _ place: Int) -> Cell? {
        let field = fields[row * names.count + place]
        guard !field.isEmpty else { return nil }
        return Cell(of: bytes, Int(field.lowerBound)..<Int(field.upperBound), as: kinds[place])
    }
}

/// Picks the cells of the same columns out of many rows.
///
/// The columns are looked up once a table, not once a row.
package struct CellPicker {
    private let columns: [Column]
    private var table: TableText?
    private var places: [Int?] = []

    /// Picks these, in this order.
    package init(_ columns: [Column]) { self.columns = columns }

    /// The cells of a row.
    package mutating func cells(of row: Row) -> [Cell?] {
        guard let unchanged = row.unchanged else { return columns.map { row[$0] } }
        if unchanged.table !== table {
            table = unchanged.table
            places = columns.map { unchanged.table.place($0.name) }
        }
        return places.map { place in
            place.flatMap { unchanged.table.cell(unchanged.row, $0) }
        }
    }
}
