internal import Platform
internal import SystemPackage

extension SuiteFolder {
    /// All runs that have a row, with how they ended.
    ///
    /// Of guests that migrated at once the worst counts, and only where all of them have a row: a crash
    /// may have cut some off.
    ///
    /// - Throws: ``ResultsError`` as ``TableReader`` does; `.malformed` for a row without a
    ///   place in the plan or with an unknown status.
    public func finishedRuns() throws(ResultsError) -> [RunKey: RunStatus] {
        let table = try TableReader(path: runs.path, columns: RunColumns.all)
        var ended: [RunKey: [RunStatus]] = [:]
        var expected: [RunKey: Int] = [:]
        for (row, line) in zip(table.rows, table.lines) {
            guard let block = row[RunColumns.order.block],
                let index = row[RunColumns.order.orderIndex],
                let status = row[RunColumns.outcome.status].flatMap(RunStatus.init(rawValue:))
            else {
                throw .malformed(
                    path: table.path, line: line, column: 1, name: nil,
                    what: "a row without block, order_index or a known status")
            }
            let key = RunKey(block: block, orderIndex: index)
            ended[key, default: []].append(status)
            expected[key] = row[RunColumns.concurrency.guests] ?? 1
        }
        return ended.filter { $0.value.count >= expected[$0.key] ?? 1 }
            .compactMapValues(RunStatus.worst)
    }

    /// The rows of evacuations.csv in the folder at `suite`; none where it has no such file.
    ///
    /// The sum of guests that have not all a row is of a run that a crash cut off: it is left out.
    ///
    /// - Throws: ``ResultsError``: a file that cannot be read or is no such table.
    public static func evacuations(of suite: String) throws(ResultsError) -> [Row] {
        let path = FilePath(suite).appending(Table.evacuations).string
        guard Files.exists(path) else { return [] }
        let name = RunColumns.identity.runID
        let guests = RunColumns.concurrency.guests
        let sums = try TableReader(
            path: path, columns: EvacuationColumns.all,
            required: [name.column, guests.column, RunColumns.outcome.status.column])
        let runs = try TableReader(
            path: FilePath(suite).appending(Table.runs).string, columns: RunColumns.all,
            required: [name.column])
        let names = Set(runs.rows.compactMap { $0[name] })
        return sums.rows.filter { sum in
            guard let shared = sum[name], let count = sum[guests], count > 0 else { return false }
            return (1...count).allSatisfy {
                names.contains(EvacuationColumns.runID(ofGuest: $0, in: shared))
            }
        }
    }
}

extension RunStatus {
    /// What is to be said of runs that ended like these: what went worst; nil of none.
    public static func worst(_ all: [RunStatus]) -> RunStatus? {
        let order: [RunStatus] = [.corrupt, .failed, .notConverged, .skipped, .completed]
        return order.first(where: all.contains)
    }
}
