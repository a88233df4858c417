import Testing

@testable import Results

/// Rows are told apart by what their cells say, however a file writes it.
@Suite struct AlikeRowsTests {
    private let columns = [RunColumns.case.transport.column, RunColumns.time.totalMs.column]

    private func rows(_ text: String, knowing columns: [Column]? = nil) throws -> [Row] {
        try TableReader(
            path: "runs.csv", bytes: [UInt8](text.utf8), columns: columns ?? self.columns,
            required: []
        ).rows
    }

    @Test func otherBytesForEqualCells() throws {
        let rows = try rows("transport,total_ms\ntcp,1.5\nnull,1.5\n\"tcp\",1.50\ntcp,\ntcp,1.5\n")
        let alike = rows.alike(in: columns)
        #expect(alike.map(\.places) == [[0, 2, 4], [1], [3]])
        #expect(
            alike.map(\.cells)
                == [
                    [.text("tcp"), .decimal(1.5)], [.text("null"), .decimal(1.5)],
                    [.text("tcp"), nil],
                ])
    }

    /// Less the outer quotes the fourth and the fifth row are the same bytes, x,",y.
    @Test func whereACellEndsCounts() throws {
        let rows = try rows(
            "scenario,transport\na,bc\nab,c\n\"a,b\",c\n\"x,\",y\nx,\",y\"\n,abc\n\"\",abc\n")
        let columns = [RunColumns.case.scenario.column, RunColumns.case.transport.column]
        let alike = rows.alike(in: columns)
        #expect(alike.map(\.places) == [[0], [1], [2], [3], [4], [5, 6]])
        #expect(alike[3].cells == [.text("x,"), .text("y")])
        #expect(alike[4].cells == [.text("x"), .text(",y")])
    }

    @Test func aColumnThatIsNotThereTellsNothingApart() throws {
        let rows = try rows("transport\ntcp\ntcp\n")
        #expect(rows.alike(in: columns).map(\.cells) == [[.text("tcp"), nil]])
        #expect(rows.alike(in: []).map(\.places) == [[0, 1]])
        #expect([Row]().alike(in: columns).isEmpty)
    }

    /// The same bytes are a number to a table that knows the column, and text to one that does not.
    @Test func rowsOfSeveralTables() throws {
        let text = "transport,total_ms\ntcp,1.5\n"
        let known = try rows(text)
        let unknown = try rows(text, knowing: [RunColumns.case.transport.column])
        var made = Row()
        made[RunColumns.case.transport] = "tcp"
        made[RunColumns.time.totalMs] = 1.5
        var changed = known[0]
        changed[RunColumns.case.transport] = "null"
        let all = known + unknown + [made, changed] + known
        #expect(all.alike(in: columns).map(\.places) == [[0, 2, 4], [1], [3]])
    }

    @Test(arguments: 1...20) func asTheStandardLibraryGroupsThem(seed: UInt64) throws {
        var generator = Xorshift(state: seed)
        let texts = ["", "a", "b", "\"a\"", "\"a,b\"", "\"a\"\"\"", "é"]
        let figures = ["", "1", "1.0", "-0", "0", "2"]
        let lines = (0..<200).map { _ in
            (texts.randomElement(using: &generator) ?? "") + ","
                + (figures.randomElement(using: &generator) ?? "") + "\n"
        }
        let rows = try rows("transport,total_ms\n" + lines.joined())
        let expected = Dictionary(grouping: rows.indices) { place in
            columns.map { rows[place][$0] }
        }
        let alike = rows.alike(in: columns)
        #expect(
            Dictionary(uniqueKeysWithValues: alike.map { ($0.cells, $0.places) }) == expected)
        #expect(alike.map { $0.places[0] } == expected.values.map { $0[0] }.sorted())
    }
}
