import Results
import Testing

@testable import Analysis
@testable import Presentation

@Suite struct ComparisonReportTests {
    private func suite(_ rows: [Row]) -> RecordedSuite {
        RecordedSuite(
            name: "s", rows: rows, columns: Set(RunColumns.all.map(\.name)), environment: nil)
    }

    private func runs(_ transport: String, channels: Int = 1, total: Double) -> [Row] {
        (0..<12).map { index in
            SampleRuns.row(
                transport, channels: channels, total: total * (1 + 0.002 * Double(index % 6)))
        }
    }

    private var settings: ComparisonSettings {
        ComparisonSettings(metrics: [RunColumns.time.totalMs.column])
    }

    private var report: ComparisonReport {
        let before = runs("tcp", total: 3020) + runs("multifd", channels: 8, total: 3300)
        let after =
            runs("tcp", total: 3410) + runs("multifd", channels: 8, total: 3301)
            + runs("rsocket", total: 1) + [SampleRuns.row("tcp", status: .failed)]
        return ComparisonReport(
            SuiteComparison(of: suite(before), and: suite(after), settings),
            before: "results/monday", after: "results/tuesday", environment: .same(id: "a41f"))
    }

    @Test func table() {
        #expect(
            report.text == """
                                     monday  tuesday  ratio
                hotset, 256 MiB, 64 MiB/s dirtied
                  tcp         total  3.04 s   3.43 s  1.13 [1.12, 1.13]  worse  (p 1e-6, n 12/12)
                  multifd x8  total  3.32 s   3.32 s  1.00 [1.00, 1.00]  same   (within 2 %, n 12/12)

                (not comparable: only in tuesday: rsocket, hotset, 256 MiB, 64 MiB/s dirtied)
                (tuesday: tcp, hotset, 256 MiB, 64 MiB/s dirtied: of 13 runs 12 completed, 12 verified, \
                1 failed)
                (medians; ratio with 95 % bootstrap interval (seed 1); p of Mann-Whitney after Holm for 2 \
                comparisons)
                (environments match (a41f))

                """)
    }

    @Test func markdownIsNotMarkedUpByNames() {
        let hostile = runs("a|b*c_[d]", total: 5)
        let report = ComparisonReport(
            SuiteComparison(of: suite(hostile), and: suite(hostile), settings), before: "a",
            after: "b")
        #expect(report.markdown.contains(#"| a\|b\*c\_\[d\] | hotset, 256 MiB"#))
    }

    @Test func csvHasARowALine() {
        let lines = report.csv.split(separator: "\r\n")
        #expect(lines.count == 3)
        let last = "ratio,ratio_lower,ratio_upper,p,p_holm,effect,more_runs,runs_at_least"
        #expect(lines[0].hasSuffix(",\(last)"))
        #expect(lines[1].contains(",monday,tuesday,total_ms,12,12,"))
        #expect(lines[1].hasSuffix(",worse,,"))
    }

    /// A spread that reaches zero cannot be settled by a number of runs that anybody could name.
    @Test func whatCannotBeSaidIsNotSaid() {
        let before = (0..<8).map { SampleRuns.row("tcp", cpu: [-1, 0.5, 1, 2][$0 % 4]) }
        let settings = ComparisonSettings(metrics: [RunColumns.totalCPU.cpuSPerGiB.column])
        let report = ComparisonReport(
            SuiteComparison(of: suite(before), and: suite(before), settings), before: "a",
            after: "b")
        #expect(report.text.contains("inconclusive  (too wide a spread to say more, n 8/8)"))
    }

    /// A case without another value is named, and the first value is what others are held against.
    @Test func valuesOfOneSuite() {
        let rows = [8, 2, 4].flatMap { runs("multifd", channels: $0, total: 3020) }
        let lone = runs("tcp", total: 1)
        let channels = RunColumns.case.channels.column
        let report = ComparisonReport(
            SuiteComparison(in: suite(rows + lone), by: Variation(of: channels), settings) {
                CaseOrder.isBefore($0, $1, by: channels)
            }, before: "before", after: "after")
        #expect(report.text.contains("multifd, channels 2 → channels 4"))
        #expect(report.text.contains("multifd, channels 2 → channels 8"))
        #expect(report.text.contains("(not comparable: no other channels to hold against: tcp, "))
    }

    /// What all others are held against did not always arrive: that is said of it, and once.
    @Test func eachSideIsNamedByItsOwnRows() {
        let rows =
            runs("tcp", total: 3020) + [SampleRuns.row("tcp", status: .notConverged)]
            + runs("multifd", channels: 4, total: 3300) + runs("rsocket", total: 3100)
        let report = ComparisonReport(
            SuiteComparison(
                in: suite(rows), by: Variation(of: RunColumns.case.transport.column), settings
            ) { CaseOrder.isBefore($0, $1, by: RunColumns.case.transport.column) },
            before: "before", after: "after")
        #expect(
            report.notes.filter { $0.contains("not converged") } == [
                "before: tcp, hotset, 256 MiB, 64 MiB/s dirtied: of 13 runs 12 completed, 12 verified, "
                    + "1 not converged, 0 failed"
            ], "\(report.notes)")
    }

    /// Of three runs nobody knows the spread, nor how many would settle anything.
    @Test func tooFewRunsAreNoEstimate() throws {
        let few = { (total: Double) in Array(runs("tcp", total: total).prefix(3)) }
        let report = ComparisonReport(
            SuiteComparison(of: suite(few(3020)), and: suite(few(4000)), settings), before: "a",
            after: "b")
        #expect(
            report.text.contains(
                "(too few runs: at least 4 before anything can be told, n 3/3)"), "\(report.text)")
        #expect(report.csv.hasSuffix(",inconclusive,,4\r\n"), "\(report.csv)")
        let json = String(decoding: try report.json(), as: UTF8.self)
        #expect(json.contains("\"more_runs\" : null"), "\(json)")
        #expect(json.contains("\"runs_at_least\" : 4"))
    }

    @Test func nothingInCommon() {
        let report = ComparisonReport(
            SuiteComparison(of: suite([]), and: suite(runs("tcp", total: 1)), settings),
            before: "a", after: "b")
        #expect(report.text.hasPrefix("(nothing to compare"))
        #expect(report.markdown.hasPrefix("- nothing to compare"))
    }
}

@Suite struct SparkTests {
    @Test func barsSpanTheFigures() {
        #expect(HistoryReport.spark([1, 2, 3, 8]) == "▁▂▃█")
        #expect(HistoryReport.spark([5, 5]) == "▅▅")
        #expect(HistoryReport.spark([]) == "")
        #expect(HistoryReport.spark((0..<100).map(Double.init)).count == 40)
    }
}
