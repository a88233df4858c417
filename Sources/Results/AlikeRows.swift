/// Rows with equal cells in certain columns.
package struct AlikeRows: Sendable {
    /// The cells that they share.
    package let cells: [Cell?]
    /// Where they stand among all rows, from 0; never none.
    package fileprivate(set) var places: [Int]
}

extension [Row] {
    /// The rows by their cells in these columns, in the order of each one's first row.
    ///
    /// Most rows have the very text of an earlier one there: cells are made only of others.
    package func alike(in columns: [Column]) -> [AlikeRows] {
        var sorter = RowSorter(columns)
        for (place, row) in enumerated() { sorter.add(row, place) }
        return sorter.groups
    }
}

private struct RowSorter {
    var groups: [AlikeRows] = []
    private var picker: CellPicker
    private var byCells: [[Cell?]: Int] = [:]
    /// Of one table alone: in another, the same text may be another kind of cell.
    private var byText: [String: Int] = [:]
    private var table: TableText?

    init(_ columns: [Column]) { picker = CellPicker(columns) }

    mutating func add(_ row: Row, _ place: Int) {
        if row.unchanged?.table !== table {
            table = row.unchanged?.table
            byText = [:]
        }
        groups[group(of: row)].places.append(place)
    }

    private mutating func group(of row: Row) -> Int {
        guard let text = picker.text(of: row) else { return group(of: picker.cells(of: row)) }
        if let known = byText[text] { return known }
        let group = group(of: picker.cells(of: row))
        byText[text] = group
        return group
    }

    private mutating func group(of cells: [Cell?]) -> Int {
        if let known = byCells[cells] { return known }
        byCells[cells] = groups.count
        groups.append(AlikeRows(cells: cells, places: []))
        return groups.count - 1
    }
}
