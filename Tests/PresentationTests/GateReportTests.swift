import Foundation
import FoundationXML
import Results
import Testing

@testable import Analysis
@testable import Presentation

@Suite struct GateReportTests {
    private func rows(_ total: Double, _ transport: String = "tcp", runs: Int = 10) -> [Row] {
        (0..<runs).map { index in
            SampleRuns.row(transport, total: total * (1 + 0.001 * Double(index)))
        }
    }

    private func suite(_ rows: [Row]) -> RecordedSuite {
        RecordedSuite(
            name: "s", rows: rows, columns: Set(RunColumns.all.map(\.name)), environment: nil)
    }

    private func gate(_ baseline: [Row], _ current: [Row]) -> Gate {
        Gate(baseline: suite(baseline), current: suite(current), .standard)
    }

    private func report(_ current: [Row], again: [Row]? = nil) -> GateReport {
        let found = gate(rows(3020), current)
        guard let again else { return GateReport(GateDecision(found)) }
        return GateReport(
            GateDecision(
                found, baseline: suite(rows(3020)), again: suite(again), .standard))
    }

    @Test func textSaysWhatFailed() {
        let failed = report(rows(3410))
        #expect(
            failed.text == """
                FAIL  total_ms  tcp, hotset, 256 MiB, 64 MiB/s dirtied: 3.03 s → 3.43 s, +12.9 % \
                [+12.5 %, +13.3 %] (limit +5 %)
                0 of 1 check passed

                """)
        #expect(failed.verdict == .regression)
    }

    /// The exit code and every format say the same.
    @Test(arguments: [
        (3410.0, Gate.Verdict.regression, "FAIL", "::error", 1),
        (3020, .passed, "ok", "::notice", 0),
    ])
    func confirmationDecides(
        total: Double, expected: Gate.Verdict, mark: String, command: String, failures: Int
    ) throws {
        let found = report(rows(3410), again: rows(total))
        let words = expected == .passed ? "; not confirmed by" : "; confirmed by"
        #expect(found.verdict == expected)
        #expect(found.text.hasPrefix("\(mark)  total_ms"))
        #expect(found.text.contains("\(words) 10 more runs, "))
        #expect(found.annotations.hasPrefix(command))
        let junit = try JUnit(found.junit)
        #expect(junit.elements["failure", default: 0] == failures)
        #expect(junit.suite["failures"] == "\(failures)")
    }

    /// What was unclear and is confirmed is a failure for those who read XML too.
    @Test func whatIsConfirmedIsNotSkipped() throws {
        let found = report(rows(3410, runs: 4), again: rows(3410))
        #expect(found.verdict == .regression)
        let junit = try JUnit(found.junit)
        #expect(junit.elements["failure"] == 1)
        #expect(junit.elements["skipped"] == nil)
    }

    @Test func whatBreaksWhileMeasuringAgainIsSaid() throws {
        let broken = SampleRuns.row("tcp", status: .corrupt)
        let found = report(rows(3410), again: rows(3020) + [broken])
        #expect(found.verdict == .broken)
        #expect(found.text.contains("64 MiB/s dirtied: 1 of 11 runs corrupt"))
        #expect(try JUnit(found.junit).elements["error"] == 1)
    }

    @Test(arguments: [
        (1, "1 of 11 runs failed: no route"), (2, "2 of 12 runs failed; the first: no route"),
    ])
    func whyRunsFailedIsSaid(count: Int, words: String) throws {
        let failed = (0..<count).map { index in
            var row = SampleRuns.row("tcp", status: .failed)
            row[RunColumns.outcome.reason] = index == 0 ? "no route" : "timed out"
            return row
        }
        let found = report(rows(3020) + failed)
        #expect(found.verdict == .broken && found.text.contains(words), "\(found.text)")
    }

    @Test func runsThatGaveUpAreCounted() {
        let gaveUp = (0..<5).map { _ in SampleRuns.row("tcp", status: .notConverged) }
        let found = report(rows(3020, runs: 5) + gaveUp)
        let words = "5 of 10 runs not converged, 0 of 10 in the baseline, p 0.0162"
        #expect(found.text.contains(words), "\(found.text)")
        let cleared = report(rows(3020, runs: 5) + gaveUp, again: rows(3020))
        #expect(cleared.verdict == .passed)
        #expect(cleared.text.contains("\(words); not confirmed by new runs"), "\(cleared.text)")
    }

    @Test func junitIsXML() throws {
        let hostile = "<a> & \"b\"\u{1}\u{FFFF}"
        let failed = GateReport(
            GateDecision(gate(rows(3020, hostile), rows(3410, hostile))))
        let junit = try JUnit(failed.junit)
        #expect(junit.suite["tests"] == "1")
        #expect(junit.suite["failures"] == "1")
        #expect(junit.elements == ["testsuites": 1, "testsuite": 1, "testcase": 1, "failure": 1])
        #expect(junit.names.first?.hasPrefix("<a> & \"b\"  , hotset") == true)
        let passed = try JUnit(report(rows(3020)).junit)
        #expect(passed.suite["failures"] == "0")
        #expect(passed.elements["system-out"] == 1)
    }

    /// The order of rows in a file makes no difference to what is printed.
    @Test func orderIsThatOfTheTables() {
        let names = ["tcp", "multifd", "rdma-pin-all", "rsocket", "null", "other"]
        let before = names.flatMap { rows(3020, $0) }
        let after = names.flatMap { rows(3410, $0) }
        let first = GateReport(GateDecision(gate(before, after)))
        let second = GateReport(GateDecision(gate(before.reversed(), after.shuffled())))
        #expect(first.junit == second.junit)
        #expect(first.text == second.text)
        #expect(first.entries.map(\.name).first?.hasPrefix("tcp,") == true)
    }

    @Test func rulesThatFitNothingAreNamed() {
        let rules = GateRules(rules: [
            .init(metric: RunColumns.time.totalMs.column, maximumRegression: 0.05),
            .init(metric: RunColumns.time.setupMs.column, maximumRegression: 0.05),
        ])
        let found = Gate(baseline: suite(rows(3020)), current: suite(rows(3020)), rules)
        #expect(GateReport(GateDecision(found)).text.contains("rule 2 fits nothing\n"))
        #expect(!report(rows(3020)).text.contains("fits nothing"))
    }

    /// Not only that the gate is not proven: which check, which way, and why.
    @Test func selfTestSaysWhichCheckAndWhy() {
        let few = GateSelfTest(suite(rows(3020, runs: 4)), .standard).text
        #expect(few.contains("(exit code 3)\n"))
        #expect(
            few.contains(
                "  regression not caught, every figure 5 times as bad put in: 4 runs, and the rules ask "
                    + "for 5\n"), "\(few)")
        // However many ways it is wrong in, a check is listed once.
        #expect(few.split(separator: "    total_ms, tcp, hotset").count == 2, "\(few)")
        #expect(few.contains("what to do: measure a baseline with bench run --repetitions 10, or"))
        let transports = (1...7).flatMap { rows(3020, "t\($0)", runs: 5) }
        let many = GateSelfTest(suite(transports), .standard).text
        #expect(
            many.contains(
                "5 runs a side give p 0.0079 at least, and Holm's correction for 7 checks asks for "
                    + "less than 0.0071: 6 runs would do\n"), "\(many)")
        #expect(many.split(separator: "    total_ms, t1, hotset").count == 2, "\(many)")
        #expect(many.contains("    total_ms, t7, hotset"))
        let apart = (0..<12).map { SampleRuns.row("tcp", total: $0 % 2 == 0 ? 1 : 100) }
        let noisy = GateSelfTest(suite(apart), .standard).text
        #expect(
            noisy.contains("noise: the baseline's 12 runs lie between 1.0 ms and 100 ms (±98 %)"),
            "\(noisy)")
        #expect(noisy.contains("or rules (--rules FILE) without total_ms\n"))
        #expect(!noisy.contains("--repetitions"))
    }

    @Test func markdownAndAnnotations() {
        let report = report(rows(3410))
        #expect(report.markdown.hasPrefix("### Gate failed: it got worse than is allowed\n"))
        #expect(report.markdown.contains("| regression | total\\_ms | tcp, hotset, 256 MiB"))
        #expect(
            report.annotations.hasPrefix("::error title=bench gate::total_ms, tcp, hotset, 256 MiB")
        )
        #expect(report.annotations.contains("+12.9 %25"))
        #expect(report.annotations.split(separator: "\n").count == 1)
    }
}

/// A JUnit report as an XML parser reads it.
private final class JUnit: NSObject, XMLParserDelegate {
    /// How many elements there are of each name.
    private(set) var elements: [String: Int] = [:]
    /// The attributes of the suite.
    private(set) var suite: [String: String] = [:]
    /// The names of the cases.
    private(set) var names: [String] = []

    struct Malformed: Error {}

    init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? Malformed() }
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements[element, default: 0] += 1
        if element == "testsuite" { suite = attributes }
        if element == "testcase" { names.append(attributes["name"] ?? "") }
    }
}
