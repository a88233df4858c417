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
        let version = versions.map(\.number).max() ?? 1
        let missing = RunColumns.all.filter { $0.since <= version && places[$0.name] == nil }
        guard missing.isEmpty else {
            let words = MissingColumn.words(missing.map(\.name), among: table.names)
            if let later {
                throw malformed(
                    later.line, RunColumns.identity.schemaVersion.column,
                    "\(later.number) is of a later version than this one's "
                        + "\(RunColumns.schemaVersion), and the file has no column "
                        + words.prefix(3).joined(separator: ", ") + ", as that one has")
            }
            throw .notATable(
                path: table.path, missing: words)
        }
    }

    func rows() throws(ResultsError) {
        let said = [
            RunColumns.identity.schemaVersion.column, RunColumns.outcome.status.column,
            RunColumns.case.memoryBytes.column, RunColumns.case.transport.column,
        ]
        for alike in table.rows.alike(in: said) {
            try oneRow(table.rows[alike.places[0]], table.lines[alike.places[0]])
            try setting(table.rows[alike.places[0]], table.lines[alike.places[0]])
        }
        var seen = [String: Int](minimumCapacity: table.rows.count)
        for (row, line) in zip(table.rows, table.lines) {
            let id = RunColumns.identity.runID
            guard let name = row[id] else { throw malformed(line, id.column, "no run_id") }
            if let first = seen.updateValue(line, forKey: name) {
                throw malformed(
                    line, id.column, "'\(name.prefix(40))' stands in line \(first) too")
            }
            try times(row, line)
        }
    }

    /// A migration takes time, and the stop is a part of it.
    private func times(_ row: Row, _ line: Int) throws(ResultsError) {
        let (total, downtime) = (RunColumns.time.totalMs, RunColumns.time.downtimeMs)
        guard let whole = row[total] else { return }
        if whole == 0, row[RunColumns.outcome.status] == RunStatus.completed.rawValue {
            throw malformed(line, total.column, "0 ms: no run completes in no time")
        }
        // Each is rounded by itself.
        if let stop = row[downtime], stop > whole + Self.rounding {
            throw malformed(
                line, downtime.column, "\(stop) ms is more than all of the run, \(whole) ms")
        }
    }

    /// In ms: files have three decimal places.
    private static let rounding = 0.0011

    /// What is odd but does no harm.
    func warnings() -> [String] {
        laterVersion + mixedVersions + pooledCase
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

    /// The first row of a later version than this one knows.
    private var later: (number: Int, line: Int)? {
        versions.first { $0.number > RunColumns.schemaVersion }
    }

    /// What to say of rows that were put together.
    private var mixedVersions: [String] {
        let found = versions
        guard found.count > 1 else { return [] }
        let words = found.map { "\($0.number) (line \($0.line))" }
        let column = RunColumns.identity.schemaVersion.name
        return [
            "\(table.path): line \(found[1].line), column \(places[column] ?? 1) (\(column)): rows of "
                + "several versions: \(words.joined(separator: ", ")); columns may mean other things"
        ]
    }

    private var laterVersion: [String] {
        guard let later else { return [] }
        return [
            "\(table.path): line \(later.line): schema_version \(later.number) is of a "
                + "later version; this one knows \(RunColumns.schemaVersion)"
        ]
    }

    /// The schema versions of the rows, each with the first line that has it.
    private var versions: [(number: Int, line: Int)] {
        let column = RunColumns.identity.schemaVersion
        return table.rows.alike(in: [column.column]).map { alike in
            (table.rows[alike.places[0]][column] ?? 1, table.lines[alike.places[0]])
        }
    }

    /// What to say where a block holds a case twice, which it runs once.
    ///
    /// The two rows differ in what no column says, such as the share of memory that compresses. Only
    /// warming up, block 0, may run a case again.
    private var pooledCase: [String] {
        let cases = table.rows.alike(
            in: RunColumns.caseIdentity
                + [RunColumns.identity.suiteID.column, RunColumns.guestNumber.guest.column])
        guard let place = cases.compactMap({ firstOfKnownBlock($0.places) }).min() else {
            return []
        }
        let block = table.rows[place][RunColumns.order.block] ?? 0
        return [
            "\(table.path): line \(table.lines[place]): block \(block) has a row of this case already: "
                + "cases that differ in what no column says are taken for one"
        ]
    }

    /// The first of the rows at these places whose block an earlier one has.
    private func firstOfKnownBlock(_ places: [Int]) -> Int? {
        var seen: Set<Int> = []
        return places.first { place in
            guard let block = table.rows[place][RunColumns.order.block], block > 0 else {
                return false
            }
            return !seen.insert(block).inserted
        }
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

    private func setting(_ row: Row, _ line: Int) throws(ResultsError) {
        let transport = RunColumns.case.transport
        guard row[transport] != nil else {
            throw malformed(line, transport.column, "no transport")
        }
        let memory = RunColumns.case.memoryBytes
        guard row[memory] != 0 else {
            throw malformed(line, memory.column, "no guest has 0 bytes of memory")
        }
    }

    private func malformed(_ line: Int, _ column: Column, _ what: String) -> ResultsError {
        .malformed(
            path: table.path, line: line, column: places[column.name] ?? 1, name: column.name,
            what: what)
    }
}
