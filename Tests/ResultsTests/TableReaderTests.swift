import Testing

@testable import Results

@Suite struct TableReaderTests {
    private let columns = [
        RunColumns.identity.runID.column, RunColumns.amount.rounds.column,
        RunColumns.time.totalMs.column, RunColumns.outcome.verified.column,
        RunColumns.identity.startedAt.column,
    ]
    private let header = "run_id,rounds,total_ms,verified,started_at\n"

    private func read(_ text: String, required: [Column]? = nil) throws -> TableReader {
        try TableReader(
            path: "runs.csv", bytes: [UInt8](text.utf8), columns: columns, required: required)
    }

    @Test func rowsByColumn() throws {
        let table = try read(header + "a,3,1.5,true,\n\"b\n\",,,false,2026-11-22T21:03:11.250Z\n")
        #expect(table.rows.count == 2)
        #expect(table.lines == [2, 3])
        #expect(table.rows[0][RunColumns.amount.rounds] == 3)
        #expect(table.rows[0][RunColumns.time.totalMs] == 1.5)
        #expect(table.rows[0][RunColumns.outcome.verified] == true)
        #expect(table.rows[0][RunColumns.identity.startedAt] == nil)
        #expect(table.rows[1][RunColumns.identity.runID] == "b\n")
        #expect(table.rows[1][RunColumns.amount.rounds] == nil)
        #expect(table.warnings.isEmpty)
    }

    /// A row is a view of its table until it is changed, and the table stays as it was read.
    @Test func aChangedRowKeepsItsOtherCells() throws {
        let rows = try read(header + "a,3,1.5,true,\n").rows
        var row = rows[0]
        row[RunColumns.amount.rounds] = nil
        row[RunColumns.time.totalMs] = 2.5
        #expect(row != rows[0])
        var picker = CellPicker(columns)
        #expect(picker.cells(of: row) == [.text("a"), nil, .decimal(2.5), .flag(true), nil])
        #expect(
            picker.cells(of: rows[0])
                == [.text("a"), .integer(3), .decimal(1.5), .flag(true), nil])
        var made = Row()
        made[RunColumns.identity.runID] = "a"
        made[RunColumns.time.totalMs] = 2.5
        made[RunColumns.outcome.verified] = true
        #expect(made == row)
    }

    @Test func columnsOfALaterVersionAreKept() throws {
        let table = try read("run_id,rounds,total_ms,verified,started_at,new_ms\na,,,,,4.2\n")
        #expect(table.rows[0][named: "new_ms"] == .text("4.2"))
        #expect(table.warnings.count == 1)
        #expect(table.warnings[0].contains("new_ms"))
    }

    @Test func truncatedLastRowIsAWarning() throws {
        let table = try read(header + "a,3,1.5,true,\nb,4,2")
        #expect(table.rows.count == 1)
        #expect(table.warnings == ["runs.csv: line 3: the last row is cut off and was left out"])
    }

    /// A quote that is never closed makes one cell of all rows behind it: that is no torn row.
    @Test(arguments: [
        "a,\"3,,,\nb,4,2,,\nc,5,,,\n", "\"a,3,,,\r\nb,4,2,,\r\n",
        "a,3,,,\"" + String(repeating: "x", count: 70_000),
    ])
    func openQuotesAreDamage(text: String) {
        let error = #expect(throws: ResultsError.self) { try read(header + text) }
        #expect(error?.description.contains("runs.csv: line 2, column ") == true)
        #expect(error?.description.hasSuffix("a quote that is never closed") == true)
    }

    @Test func aTornTextOfSeveralLinesIsAWarning() throws {
        let table = try read(header + "a,3,,,\n\"b\nc, d\n")
        #expect(table.rows.count == 1)
        #expect(table.warnings == ["runs.csv: line 3: the last row is cut off and was left out"])
    }

    @Test(arguments: [
        ("a,3,1.5,true,\nb,x,,,\n", "runs.csv: line 3, column 2 (rounds): 'x' is no integer"),
        ("a,3,nan,,\n", "runs.csv: line 2, column 3 (total_ms): 'nan' is no decimal"),
        ("a,3,inf,,\n", "runs.csv: line 2, column 3 (total_ms): 'inf' is no decimal"),
        ("a,3,\"1,5\",,\n", "runs.csv: line 2, column 3 (total_ms): '1,5' is no decimal"),
        ("a,3,,yes,\n", "runs.csv: line 2, column 4 (verified): 'yes' is no flag"),
        ("a,3,,,now\n", "runs.csv: line 2, column 5 (started_at): 'now' is no time"),
        ("\"a\n\n\",3,,,\nb,3\n", "runs.csv: line 5, column 2: 2 cells where the header has 5"),
        (
            "a,3\"4,,,\n",
            "runs.csv: line 2, column 2 (rounds): a quote inside a cell that does not begin with one"
        ),
        (
            "a,\"3\"4,,,\n",
            "runs.csv: line 2, column 2 (rounds): something between a closing quote and the next "
                + "comma"
        ),
    ])
    func errorsNameThePlace(text: String, message: String) {
        let error = #expect(throws: ResultsError.self) { try read(header + text) }
        #expect(error?.description == message)
    }

    /// The short way reads what the standard library reads, bit for bit, and nothing else.
    @Test func plainNumbersAreReadExactly() throws {
        var generator = Xorshift(state: 7)
        var texts = ["0", "-0", "-0.0", "0.1", "00.10", "1.", ".5", "-.5", "+1.5", "1e3", "-1E-3"]
        texts += [
            "999999999999999", "9999999999999999", "123456789012345.678", "0.000000000000001",
        ]
        for _ in 0..<2000 {
            let digits = String(UInt64.random(in: 0...UInt64.max, using: &generator))
            let whole = digits.prefix(Int.random(in: 1...12, using: &generator))
            let places = Int.random(in: 0...8, using: &generator)
            let sign = Bool.random(using: &generator) ? "-" : ""
            texts.append("\(sign)\(whole)" + (places > 0 ? ".\(digits.suffix(places))" : ""))
        }
        let table = try read(header + texts.map { "a,,\($0),,\n" }.joined())
        for (row, text) in zip(table.rows, texts) {
            let expected = try #require(Double(text))
            #expect(row[RunColumns.time.totalMs]?.bitPattern == expected.bitPattern, "\(text)")
        }
        #expect(table.rows.count == texts.count)
        for text in ["0x10", "1..2", "-", ".", "--1", "1-", "1e", "0x1p3", "infinity"] {
            let error = #expect(throws: ResultsError.self) { try read(header + "a,,\(text),,\n") }
            #expect(error?.description.hasSuffix("'\(text)' is no decimal") == true)
        }
        let whole = try read(header + "a,-12,,,\nb,+7,,,\nc,123456789012345678,,,\n")
        #expect(
            whole.rows.map { $0[RunColumns.amount.rounds] } == [-12, 7, 123_456_789_012_345_678])
        #expect(throws: ResultsError.self) { try read(header + "a,1.0,,,\n") }
    }

    /// Doubled quotes stand for one each, and a cell of text may look like a number.
    @Test func quotesAndNumbersInText() throws {
        let table = try read(header + "\"a\"\"b\"\"\"\"\",,\"1.5\",,\n12,,,,\n\"é\"\"\",,,,\n")
        #expect(
            table.rows.map { $0[RunColumns.identity.runID] } == ["a\"b\"\"", "12", "é\""])
        #expect(table.rows[0][RunColumns.time.totalMs] == 1.5)
    }

    @Test func bytesThatAreNoText() {
        let bytes = [UInt8](header.utf8) + [0x61, 0xFF, 0x2C, 0x2C, 0x2C, 0x2C, 0x0A]
        let error = #expect(throws: ResultsError.self) {
            try TableReader(path: "runs.csv", bytes: bytes, columns: columns)
        }
        #expect(
            error?.description
                == "runs.csv: line 2, column 1 (run_id): bytes that are not UTF-8")
    }

    @Test func notATable() {
        for text in ["", "<html>\n", "run_id,rounds\n"] {
            #expect(throws: ResultsError.self) { try read(text) }
        }
        let error = #expect(throws: ResultsError.self) { try read("run_id,rounds\n") }
        #expect(
            error?.description
                == "runs.csv: not a table of results: line 1: no column total_ms, verified, "
                + "started_at")
        let twice = #expect(throws: ResultsError.self) { try read("run_id,run_id\n", required: []) }
        #expect(twice?.description.contains("twice") == true)
    }

    @Test func byteOrderMarkIsSkipped() throws {
        #expect(try read("\u{FEFF}" + header + "a,,,,\n").rows.count == 1)
    }

    /// What has no end is not read until memory has.
    @Test(.timeLimit(.minutes(1)))
    func devicesAndLargeFilesAreRefused() throws {
        let device = #expect(throws: ResultsError.self) {
            try TableReader(path: "/dev/zero", columns: columns)
        }
        #expect(device?.description == "/dev/zero: a device, not a file")
        let folder = try TemporaryFolder()
        let (small, large) = (String(repeating: "x", count: 1 << 20), folder.path("large"))
        try folder.write("small", small)
        try folder.write("large", small + "x")
        #expect(
            try UserFile.read(folder.path("small"), atMost: 1 << 20) == Array(small.utf8))
        let error = #expect(throws: ResultsError.self) {
            try UserFile.read(large, atMost: 1 << 20)
        }
        #expect(error?.description == "\(large): larger than 1 MiB")
    }

    @Test func missingFileIsNamed() {
        let error = #expect(throws: ResultsError.self) {
            try TableReader(path: "/nonexistent.csv", columns: columns)
        }
        #expect(error?.description.contains("/nonexistent.csv") == true)
    }

    /// Random bytes give rows, warnings or an error with a place, never a trap.
    @Test(arguments: 1...50) func noiseIsNotFatal(seed: UInt64) {
        var generator = Xorshift(state: seed)
        let alphabet = [UInt8]("ab1,,\"\"\r\n\n=é.".utf8) + [0xFF]
        let bytes = (0..<2000).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
        do {
            _ = try TableReader(
                path: "noise", bytes: [UInt8](header.utf8) + bytes, columns: columns)
        } catch {
            #expect(error.description.contains("noise: line"))
        }
    }
}
