public import Results

/// The runs of one case on two sides.
public struct CasePair: Sendable {
    /// The runs that are compared with.
    public let before: [Row]
    /// The runs that are compared.
    public let after: [Row]

    /// A row that stands for the case.
    public var example: Row { after.first ?? before.first ?? Row() }

    /// Cases of two suites, matched by what was asked for.
    ///
    /// Columns that one file does not have, because it is of an earlier version, tell no cases
    /// apart.
    static func matching(_ first: RecordedSuite, _ second: RecordedSuite) -> [CasePair] {
        let names = first.columns.intersection(second.columns)
        let identity = RunColumns.caseIdentity.filter { names.contains($0.name) }
        let before = grouped(first.rows, by: identity)
        let after = grouped(second.rows, by: identity)
        return Set(before.keys).union(after.keys).map {
            CasePair(before: before[$0] ?? [], after: after[$0] ?? [])
        }
    }

    /// Cases of one suite that differ only in `column`: each value against the first.
    ///
    /// By transport, ways to carry memory are compared, so that what belongs to one transport
    /// alone may differ too; the one that only measures the harness takes no part beside others.
    static func alike(
        in suite: RecordedSuite, but column: Column, isBefore: (Row, Row) -> Bool
    ) -> [CasePair] {
        let varied = column == RunColumns.case.transport.column ? RunColumns.carrier : [column]
        let identity = RunColumns.caseIdentity.filter { !varied.contains($0) }
        return grouped(suite.rows, by: identity).values.flatMap { rows -> [CasePair] in
            let all = grouped(rows, by: varied).values.sorted { isBefore($0[0], $1[0]) }
            let real = all.filter { $0[0][RunColumns.case.transport] != "null" }
            let levels = real.count > 1 ? real : all
            guard let base = levels.first else { return [] }
            return levels.dropFirst().map { CasePair(before: base, after: $0) }
        }
    }

    private static func grouped(_ rows: [Row], by columns: [Column]) -> [[Cell?]: [Row]] {
        Dictionary(grouping: rows) { row in columns.map { row[$0] } }
    }
}
