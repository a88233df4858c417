/// Columns whose figures are measured in another way from a schema version on.
package struct ColumnMeaning: Sendable {
    /// The first version that has them as they are now.
    package let since: Int
    /// The columns.
    package let columns: Set<Column>
    /// What they were before, and what they are now.
    package let change: String

    /// All such changes.
    package static let changes: [ColumnMeaning] = [
        ColumnMeaning(
            since: 10,
            columns: Set(
                Side.allCases.flatMap { side -> [Column] in
                    let cpu = RunColumns.cpu(side)
                    return [cpu.hostBusyS.column, cpu.hostBaselineBusyS.column]
                } + [RunColumns.totalCPU.cpuSPerGiB.column]),
            change:
                "up to version 9 they are the sum of what ticks sampled, from 10 on what the host "
                + "was not idle for")
    ]
}

extension RecordedSuite {
    /// The schema versions that its rows are of.
    package var schemaVersions: Set<Int> {
        Set(
            rows.alike(in: [RunColumns.identity.schemaVersion.column]).map { alike in
                rows[alike.places[0]][RunColumns.identity.schemaVersion] ?? 1
            })
    }
}
