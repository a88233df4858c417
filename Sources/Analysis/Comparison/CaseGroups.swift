internal import Results

/// What tells cases apart in certain suites.
struct CaseIdentity: Sendable {
    /// The cells that runs of one case share.
    typealias Key = [Cell?]

    private let columns: [Column]

    /// Goes by these columns.
    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Goes by what was asked for.
    ///
    /// Columns that one file does not have, because it is of an earlier version, tell no cases
    /// apart, but for those whose absence says something.
    init(sharedBy suites: [RecordedSuite]) {
        columns = RunColumns.caseIdentity.filter { column in
            RunColumns.emptyWhereAbsent.contains(column)
                || suites.allSatisfy { $0.columns.contains(column.name) }
        }
    }

    /// The case of a row.
    func key(_ row: Row) -> Key { columns.map { row[$0] } }

    /// Rows by case.
    func grouped(_ rows: [Row]) -> CaseGroups { CaseGroups(rows, by: columns) }
}

/// Rows by case, the cases in the order in which they first appear.
struct CaseGroups: Sendable {
    let keys: [CaseIdentity.Key]
    private let rows: [CaseIdentity.Key: [Row]]

    fileprivate init(_ rows: [Row], by columns: [Column]) {
        let alike = rows.alike(in: columns)
        keys = alike.map(\.cells)
        self.rows = Dictionary(
            uniqueKeysWithValues: alike.map { ($0.cells, $0.places.map { rows[$0] }) })
    }

    /// The rows of every case.
    var all: [[Row]] { keys.map { self[$0] } }

    /// The rows of a case; none of one that is not there.
    subscript(key: CaseIdentity.Key) -> [Row] { rows[key] ?? [] }
}
