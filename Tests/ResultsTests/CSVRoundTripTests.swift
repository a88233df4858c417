import SwiftCSV
import Testing

@testable import Results

/// Text that is hard on a CSV file goes out and comes back.
@Suite struct CSVRoundTripTests {
    private static let columns = [
        RunColumns.identity.runID.column, RunColumns.time.totalMs.column,
        RunColumns.outcome.reason.column, RunColumns.identity.suiteID.column,
    ]

    @Test(arguments: 1...20)
    func randomTextComesBack(seed: UInt64) throws {
        var generator = Xorshift(state: seed)
        var rows: [Row] = []
        for _ in 0..<100 {
            var row = Row()
            row[RunColumns.identity.runID] = text(&generator)
            row[RunColumns.outcome.reason] = text(&generator)
            row[RunColumns.identity.suiteID] = text(&generator)
            row[RunColumns.time.totalMs] = Bool.random(using: &generator) ? 1.5 : nil
            rows.append(row)
        }
        let file =
            CSVFormat.header(Self.columns)
            + rows.map { CSVFormat.line($0, Self.columns) }.joined()
        let read = try TableReader(path: "x", bytes: [UInt8](file.utf8), columns: Self.columns)
        #expect(read.rows == rows)
        #expect(read.warnings.isEmpty)
    }

    /// A NUL byte is no text: it is not written, and refused where somebody else did.
    @Test func noNULInText() throws {
        var row = Row()
        row[RunColumns.outcome.reason] = "a\0b"
        let line = CSVFormat.line(row, Self.columns)
        #expect(line == ",,a\u{FFFD}b,\r\n")
        let header = CSVFormat.header(Self.columns)
        let read = { (text: String) throws(ResultsError) in
            try TableReader(path: "x", bytes: [UInt8](text.utf8), columns: Self.columns)
        }
        for text in ["a\0b", "\"a,\0b\""] {
            let error = #expect(throws: ResultsError.self) { try read(header + ",,\(text),\r\n") }
            #expect(error?.description == "x: line 2, column 3 (reason): a NUL byte")
        }
        // Nothing but such bytes behind whole rows: what a crash of the host leaves.
        for tail in ["\0\0\0", "a,1.5,\0\0", "a,1.5,\"b\0\0"] {
            let torn = try read(header + "a,1.5,,\r\n" + tail)
            #expect(torn.rows.count == 1)
            #expect(torn.warnings == ["x: line 3: the last row is cut off and was left out"])
        }
    }

    /// Another parser reads our files as we do, within what it can read: it goes by characters,
    /// so no combining marks.
    @Test func anotherParserAgrees() throws {
        var row = Row()
        row[RunColumns.identity.runID] = "a \"quoted\" name, with commas"
        row[RunColumns.outcome.reason] = "two\r\nlines"
        row[RunColumns.identity.suiteID] = " spaces "
        let file = CSVFormat.header(Self.columns) + CSVFormat.line(row, Self.columns)
        let parsed = try CSV<Named>(string: file, delimiter: .comma)
        #expect(parsed.header == Self.columns.map(\.name))
        #expect(
            parsed.rows == [
                [
                    "run_id": "a \"quoted\" name, with commas", "total_ms": "",
                    "reason": "two\r\nlines", "suite_id": " spaces ",
                ]
            ])
    }

    private func text(_ generator: inout Xorshift) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "b", ",", "\"", "\r", "\n", " ", "\t", "=", "-", "'", "+", "@", "ß", "日",
            "\u{301}", "\u{FEFF}", "\u{200D}", "👩", "\u{85}", "\u{2028}",
        ]
        let count = Int.random(in: 0...8, using: &generator)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<count { scalars.append(alphabet.randomElement(using: &generator) ?? "x") }
        return String(scalars)
    }
}

/// A small generator with a seed, so that a failure can be repeated.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
