import Foundation
import Results
import Testing

@testable import Analysis
@testable import Presentation

@Suite struct HistoryReportTests {
    /// Nights whose total changes with the eleventh.
    private var nights: [RecordedSuite] {
        (0..<20).map { night in
            let rows = (0..<5).map { index in
                var row = SampleRuns.row(
                    "tcp", total: (night < 10 ? 3020 : 3410) + Double((night + index) % 4))
                row[RunColumns.identity.startedAt] = Date(
                    timeIntervalSince1970: Double(night) * 86_400)
                return row
            }
            return RecordedSuite(
                name: "night-\(night + 1)", rows: rows, columns: Set(RunColumns.all.map(\.name)),
                environment: nil)
        }
    }

    @Test func changesAreNamed() {
        let metrics = [RunColumns.time.totalMs.column]
        let text = HistoryReport(History(nights, metrics), metrics).text
        #expect(text.contains("changed (E-divisive, p <= 1 %):\n"))
        #expect(text.contains("(+12.9 %), worse since 1970-01-11, night-11, p 0.00"), "\(text)")
    }

    /// A metric that is asked for twice is no reason to trap.
    @Test func metricsMayComeTwice() {
        let metrics = [RunColumns.time.totalMs.column, RunColumns.time.totalMs.column]
        let report = HistoryReport(History(nights, metrics), metrics)
        #expect(report.text.contains("worse since"))
    }

    @Test func equalMediansAreNoWorse() {
        #expect(HistoryReport.word(5, 5, .lowerIsBetter) == "another spread")
        #expect(HistoryReport.word(5, 4, .lowerIsBetter) == "better")
        #expect(HistoryReport.word(5, 4, .higherIsBetter) == "worse")
    }
}
