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

    /// Half the size of a ``RecordScanner/Field``; ``TableReader`` reads no file that
    /// has no place in it.
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

    /// What the file has for neighbouring cells of a row, with a byte before and a byte behind:
    /// whether a quote opens the first makes a difference to all that follows.
    func bytes(_ row: Int, _ places: ClosedRange<Int>) -> ArraySlice<UInt8> {
        let first = fields[row * names.count + places.lowerBound]
        let last = fields[row * names.count + places.upperBound]
        return bytes[Int(first.lowerBound) - 1...Int(last.upperBound)]
    }

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
    /// The places, neighbours together.
    private var runs: [ClosedRange<Int>] = []

    /// Picks these, in this order.
    package init(_ columns: [Column]) { self.columns = columns }

    /// The cells of a row.
    package mutating func cells(of row: Row) -> [Cell?] {
        guard let unchanged = row.unchanged else { return columns.map { row[$0] } }
        turn(to: unchanged.table)
        return places.map { place in
            place.flatMap { unchanged.table.cell(unchanged.row, $0) }
        }
    }

    /// All cells of a row as its file has them: rows of one table that have the same text here have
    /// equal cells.
    ///
    /// - Returns: nil of a row that no file has as it is.
    mutating func text(of row: Row) -> String? {
        guard let unchanged = row.unchanged else { return nil }
        turn(to: unchanged.table)
        var all: [UInt8] = []
        all.reserveCapacity(256)
        for run in runs { all += unchanged.table.bytes(unchanged.row, run) }
        return String(decoding: all, as: UTF8.self)
    }

    private mutating func turn(to other: TableText) {
        guard other !== table else { return }
        table = other
        places = columns.map { other.place($0.name) }
        runs = []
        for place in places.compactMap(\.self).sorted() {
            if let last = runs.last, last.upperBound == place - 1 {
                runs[runs.count - 1] = last.lowerBound...place
            } else {
                runs.append(place...place)
            }
        }
    }
}
