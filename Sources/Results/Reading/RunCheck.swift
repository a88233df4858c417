/// What must hold of rows of `runs.csv` for figures to be made of them.
struct RunCheck {
    private let table: TableReader
    /// Where in a row each column stands, from 1.
    private let places: [String: Int]

    init(_ table: TableReader) {
        self.table = table
        places = Dictionary(
            uniqueKeysWithValues: table.names.enumerated().map { ($1, $0 + 1) })
    }

    /// A file has all columns of the versions that its rows are of.
    func columns() throws(ResultsError) {
        let version = table.rows.compactMap { $0[RunColumns.identity.schemaVersion] }.max() ?? 1
        let missing = RunColumns.all.filter { $0.since <= version && places[$0.name] == nil }
        guard missing.isEmpty else {
            throw .notATable(
                path: table.path,
                missing: MissingColumn.words(missing.map(\.name), among: table.names))
        }
    }

    func rows() throws(ResultsError) {
        var seen: [String: Int] = [:]
        for (row, line) in zip(table.rows, table.lines) {
            try oneRow(row, line)
            let id = RunColumns.identity.runID
            guard let name = row[id] else { throw malformed(line, id.column, "no run_id") }
            if let first = seen.updateValue(line, forKey: name) {
                throw malformed(
                    line, id.column, "'\(name.prefix(40))' stands in line \(first) too")
            }
        }
    }

    /// What is odd but does no harm.
    func warnings() -> [String] {
        laterVersion + pooledCase
            + warning("a completed run without total_ms", RunColumns.time.totalMs) { row in
                row[RunColumns.outcome.status] == RunStatus.completed.rawValue
                    && row[RunColumns.time.totalMs] == nil
            }
            + warning(
                "further below zero than the clocks' uncertainty explains",
                RunColumns.time.guestBlackoutMs, Self.isEndedBeforeItBegan)
    }

    /// Whether the guest ran at the destination before it stopped at the source, by more than the two
    /// clocks may be apart.
    private static func isEndedBeforeItBegan(_ row: Row) -> Bool {
        let blackout = row[RunColumns.time.guestBlackoutMs] ?? 0
        return -blackout * 1000 > row[RunColumns.time.clockUncertaintyUs] ?? 0
    }

    /// One warning where rows are odd: it names the first.
    private func warning(
        _ what: String, _ column: TypedColumn<Double>, _ isOdd: (Row) -> Bool
    ) -> [String] {
        let odd = zip(table.rows, table.lines).filter { isOdd($0.0) }.map(\.1)
        guard let first = odd.first, let place = places[column.name] else { return [] }
        let more = odd.count > 1 ? ", and \(odd.count - 1) more" : ""
        return [
            "\(table.path): line \(first), column \(place) (\(column.name)): \(what)\(more)"
        ]
    }

    private var laterVersion: [String] {
        let versions = table.rows.map { $0[RunColumns.identity.schemaVersion] ?? 1 }
        guard let later = versions.firstIndex(where: { $0 > RunColumns.schemaVersion }) else {
            return []
        }
        return [
            "\(table.path): line \(table.lines[later]): schema_version \(versions[later]) is of a "
                + "later version; this one knows \(RunColumns.schemaVersion)"
        ]
    }

    /// What to say where a block holds a case twice, which it runs once.
    ///
    /// The two rows differ in what no column says, such as the share of memory that compresses. Only
    /// warming up, block 0, may run a case again.
    private var pooledCase: [String] {
        var picker = CellPicker(RunColumns.caseIdentity.filter { places[$0.name] != nil })
        var seen: Set<BlockCase> = []
        for (row, line) in zip(table.rows, table.lines) {
            guard let block = row[RunColumns.order.block], block > 0 else { continue }
            let key = BlockCase(
                suite: row[RunColumns.identity.suiteID], block: block,
                cells: picker.cells(of: row))
            guard !seen.insert(key).inserted else { continue }
            return [
                "\(table.path): line \(line): block \(block) has a row of this case already: cases "
                    + "that differ in what no column says are taken for one"
            ]
        }
        return []
    }

    private struct BlockCase: Hashable {
        let suite: String?
        let block: Int
        let cells: [Cell?]
    }

    private func oneRow(_ row: Row, _ line: Int) throws(ResultsError) {
        let version = RunColumns.identity.schemaVersion
        guard let number = row[version], number >= 1 else {
            let text =
                if case .integer(let found) = row[version.column] { "\(found) is " } else { "" }
            throw malformed(
                line, version.column,
                "\(text)no schema version: they are whole numbers from 1, and this one knows "
                    + "\(RunColumns.schemaVersion)")
        }
        let status = RunColumns.outcome.status
        guard row[status].flatMap(RunStatus.init(rawValue:)) != nil else {
            throw malformed(
                line, status.column,
                "'\(row[status]?.prefix(40) ?? "")' is no status; allowed: "
                    + RunStatus.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    /// Columns that are differences of two estimates.
    private static let differences: Set = [
        RunColumns.time.guestBlackoutMs.name, RunColumns.cpu(.source).hostBaselineBusyS.name,
        RunColumns.cpu(.destination).hostBaselineBusyS.name,
    ]

    /// Times, bytes and CPU seconds are not below zero, and no figure is beyond all measure.
    ///
    /// The guest's blackout spans two clocks, whose offset is an estimate: it may come out below
    /// zero. What is a difference to a baseline may too.
    static func objection(_ column: Column) -> TableReader.Objection? {
        guard column.kind != .text else { return nil }
        let mayBeNegative = !amounts.contains(column.unit) || differences.contains(column.name)
        let unit = column.unit
        return { cell in
            guard let number = cell.number else { return nil }
            guard abs(number) <= largest else { return "\(number) is more than can be measured" }
            guard number < 0, !mayBeNegative else { return nil }
            return "\(number) \(unit) cannot be below zero"
        }
    }

    /// Far below where sums and ratios overflow.
    private static let largest = 1e30

    private static let amounts: Set<String> = ["ms", "µs", "s", "bytes", "pages"]

    private func malformed(_ line: Int, _ column: Column, _ what: String) -> ResultsError {
        .malformed(
            path: table.path, line: line, column: places[column.name] ?? 1, name: column.name,
            what: what)
    }
}
