import Foundation
import Results
import Testing

@testable import Analysis
@testable import Presentation

@Suite struct GateReportTests {
    private func suite(_ total: Double, transport: String = "tcp") -> RecordedSuite {
        let rows = (0..<10).map { index in
            SampleRuns.row(transport, total: total * (1 + 0.001 * Double(index)))
        }
        return RecordedSuite(
            name: "s", rows: rows, columns: Set(RunColumns.all.map(\.name)), environment: nil)
    }

    private var failed: Gate {
        Gate(baseline: suite(3020), current: suite(3410), .standard)
    }

    @Test func textSaysWhatFailed() {
        #expect(
            GateReport(failed).text == """
                FAIL  total_ms  tcp, hotset, 256 MiB, 64 MiB/s dirtied: 3.03 s → 3.43 s, +12.9 % \
                [+12.5 %, +13.3 %] (limit +5 %)
                0 of 1 checks passed

                """)
        #expect(GateReport(failed).verdict == .regression)
    }

    @Test func confirmationDecides() {
        let again = GateReport(failed, confirmation: failed)
        #expect(again.verdict == .regression)
        #expect(again.text.contains("; confirmed by 10 more runs, +12.9 %"))
        let gone = GateReport(
            failed, confirmation: Gate(baseline: suite(3020), current: suite(3020), .standard))
        #expect(gone.verdict == .passed)
        #expect(gone.text.contains("; not confirmed by 10 more runs"))
    }

    @Test func junitIsXML() throws {
        let hostile = Gate(
            baseline: suite(3020, transport: "<a> & \"b\""),
            current: suite(3410, transport: "<a> & \"b\""), .standard)
        let text = GateReport(hostile).junit
        #expect(text.contains("tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""))
        #expect(text.contains("name=\"&lt;a&gt; &amp; &quot;b&quot;, hotset"))
        #expect(text.contains("<failure message=\"3.03 s"))
        let passed = Gate(baseline: suite(3020), current: suite(3020), .standard)
        #expect(GateReport(passed).junit.contains("failures=\"0\""))
    }

    @Test func markdownAndAnnotations() {
        let report = GateReport(failed)
        #expect(report.markdown.hasPrefix("### Gate failed: it got worse than is allowed\n"))
        #expect(report.markdown.contains("| regression | total\\_ms | tcp, hotset, 256 MiB"))
        #expect(
            report.annotations.hasPrefix("::error title=bench gate::total_ms, tcp, hotset, 256 MiB")
        )
        #expect(report.annotations.contains("+12.9 %25"))
        #expect(report.annotations.split(separator: "\n").count == 1)
    }
}
