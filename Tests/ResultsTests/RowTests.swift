import Foundation
import Testing

@testable import Results

@Suite struct RowTests {
    @Test func givesBackWhatWasSet() {
        var row = Row()
        row[RunColumns.time.totalMs] = 12.5
        row[RunColumns.amount.rounds] = 3
        row[RunColumns.order.seed] = .max
        row[RunColumns.outcome.verified] = true
        row[RunColumns.outcome.status] = "completed"
        #expect(row[RunColumns.time.totalMs] == 12.5)
        #expect(row[RunColumns.amount.rounds] == 3)
        #expect(row[RunColumns.order.seed] == .max)
        #expect(row[RunColumns.outcome.verified] == true)
        #expect(row[RunColumns.outcome.status] == "completed")
        #expect(row.number(RunColumns.amount.rounds.column) == 3)
        #expect(row[named: "total_ms"] == .decimal(12.5))
        row[RunColumns.time.totalMs] = nil
        #expect(row[RunColumns.time.totalMs] == nil)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func whatIsNoMeasurementIsEmpty(value: Double) {
        var row = Row()
        row[RunColumns.time.totalMs] = value
        #expect(row == Row())
        row[RunColumns.time.totalMs.column] = .decimal(value)
        #expect(row == Row())
        row[RunColumns.outcome.reason] = ""
        #expect(row == Row())
    }

    @Test(arguments: [
        (12.5, 3, "12.500"), (0.0005, 3, "0.000"), (0.0015, 3, "0.002"), (-0.25, 1, "-0.2"),
        (-0.04, 1, "0.0"), (1e15, 3, "1000000000000000.000"), (0, 0, "0"), (7.6, 0, "8"),
        (99.9996, 3, "100.000"), (1e40, 2, "1e+40"),
    ])
    func decimalsHaveFixedPlaces(value: Double, places: Int, text: String) {
        #expect(CellText.decimal(value, places: places) == text)
    }

    @Test func timesAreUTCWithMilliseconds() throws {
        let moment = Date(timeIntervalSince1970: 1_795_381_391.25)
        let text = CellText.write(.time(moment), as: .time)
        #expect(text == "2026-11-22T21:03:11.250Z")
        #expect(try CellText.read(text, as: .time) == .time(moment))
        #expect(
            try CellText.read("2026-11-22T21:03:11Z", as: .time)
                == .time(Date(timeIntervalSince1970: 1_795_381_391)))
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1", "'", "'x", "plain", "a=b",
        "=\u{301}", "'=\u{301}",
    ])
    func formulasAreGuardedAndComeBack(text: String) throws {
        let written = CellText.write(.text(text), as: .text)
        #expect(!["=", "+", "-", "@", "\t", "\r"].contains(written.unicodeScalars.first))
        #expect(try CellText.read(written, as: .text) == .text(text))
    }

    @Test func numbersAreNotGuarded() {
        #expect(CellText.write(.decimal(-1), as: .decimal(places: 1)) == "-1.0")
    }
}
