import Foundation
import Presentation
import Results
import Testing

@testable import Analysis

/// What a user reads of a self-check: what holds, and what to do where it does not.
@Suite struct SelfCheckTextTests {
    private func selfCheck(spread: Double, pace: Double? = nil) throws -> SelfCheck {
        var rows: [Row] = []
        for (side, name) in ["a", "a-again"].enumerated() {
            for index in 0..<10 {
                // Evenly spread, the two sides in between each other.
                let place = (Double(2 * index + side) - 9.5) / 10
                var row = Row()
                row[RunColumns.case.scenario] = name
                row[RunColumns.case.transport] = "tcp"
                row[RunColumns.case.workload] = "idle"
                row[RunColumns.outcome.status] = RunStatus.completed.rawValue
                row[RunColumns.time.totalMs] = 100 * (1 + spread * place)
                row[RunColumns.time.downtimeMs] = 10 * (1 + 0.3 * place)
                rows.append(row)
            }
        }
        var null = Row()
        null[RunColumns.case.scenario] = "a"
        null[RunColumns.case.transport] = "null"
        null[RunColumns.outcome.status] = RunStatus.completed.rawValue
        null[RunColumns.time.totalMs] = 2
        null[RunColumns.case.maxBandwidthMbps] = pace
        let suite = RecordedSuite(
            name: "a", rows: rows + [null], columns: Set(RunColumns.all.map(\.name)),
            environment: nil)
        return try #require(
            SelfCheck(suite, first: "a", second: "a-again", repetitions: 10))
    }

    @Test func whatHolds() throws {
        let text = try selfCheck(spread: 0.02).text
        #expect(text.contains("ok   A against A: no difference"))
        #expect(text.contains("ok   total_ms 10 % worse: found"))
        #expect(text.contains("     downtime_ms 10 % worse: found"))
        #expect(text.contains("as measured: no difference between the two names\n"))
        #expect(text.contains("the harness alone (null) takes 2.0 ms of 100 ms"), "\(text)")
        #expect(text.hasSuffix("tell 10 % apart with 10 repetitions\n"))
        #expect(!text.contains("FAIL"))
    }

    /// null keeps the pace too: that is no time of the harness.
    @Test func ofAPacedGuestTheHarnessIsNotTold() throws {
        let text = try selfCheck(spread: 0.02, pace: 5000).text
        #expect(!text.contains("the harness alone"), "\(text)")
        #expect(text.contains("ok   A against A"))
    }

    @Test func whatDoesNotHold() throws {
        let check = try selfCheck(spread: 0.2)
        let text = check.text
        #expect(text.contains("FAIL total_ms 10 % worse: found"), "\(text)")
        let more = try #require(check.repetitionsThatWouldDo)
        #expect(text.contains("do not tell 10 % apart with 10 repetitions: --repetitions \(more) "))
        let json = try #require(
            try JSONSerialization.jsonObject(with: check.json()) as? [String: Any])
        #expect(json["holds"] as? Bool == false)
        #expect(json["repetitions_that_would_do"] as? Int == more)
        #expect(json["null_total_ms"] as? Double == 2)
    }
}
