import Results
import Scenarios
import Testing

@testable import Analysis

@Suite struct SuiteComparisonTests {
    private let settings = ComparisonSettings(metrics: [RunColumns.time.totalMs.column])

    private func compare(_ first: [Row], _ second: [Row]) -> SuiteComparison {
        SuiteComparison(of: MadeUpSuite.suite(first), and: MadeUpSuite.suite(second), settings)
    }

    @Test func casesAreMatchedByWhatWasAskedFor() {
        let before = MadeUpSuite.rows("tcp") + MadeUpSuite.rows("multifd", channels: 4, total: 80)
        let after =
            MadeUpSuite.rows("multifd", channels: 4, total: 90, seed: 2)
            + MadeUpSuite.rows("tcp", seed: 3).map { row in
                var row = row
                row[RunColumns.case.sourceHost] = "twin"
                row[RunColumns.case.scenario] = "another name"
                return row
            } + MadeUpSuite.rows("rsocket")
        let comparison = compare(before, after)
        #expect(comparison.pairs.count == 2)
        #expect(comparison.onlyBefore.isEmpty)
        #expect(comparison.onlyAfter.map { $0[RunColumns.case.transport] } == ["rsocket"])
        let effects = comparison.lines.map { line in
            let transport = comparison.pairs[line.pair].example[RunColumns.case.transport]
            return "\(transport ?? "") \(line.comparison.effect.rawValue)"
        }
        #expect(effects.sorted() == ["multifd worse", "tcp same"])
    }

    /// An earlier version's file has no queue depths: that alone makes no other case.
    @Test func columnsOfLaterVersionsDoNotSplitCases() {
        let rows = MadeUpSuite.rows("rdma-pin-all")
        let later = rows.map { row in
            var row = row
            row[RunColumns.rdma.queueDepth] = 512
            return row
        }
        let first = MadeUpSuite.suite(rows, columns: RunColumns.all.filter { $0.since < 3 })
        let comparison = SuiteComparison(of: first, and: MadeUpSuite.suite(later), settings)
        #expect(comparison.pairs.count == 1)
        #expect(compare(rows, later).pairs.isEmpty)
    }

    @Test func onlyCompletedRunsHaveFigures() {
        let broken = MadeUpSuite.rows(runs: 3, status: .failed)
        let comparison = compare(MadeUpSuite.rows(), MadeUpSuite.rows(runs: 9) + broken)
        #expect(comparison.lines.map(\.comparison.after.count) == [9])
        #expect(compare(MadeUpSuite.rows(), broken).lines.map(\.comparison.after.count) == [0])
    }

    @Test func transportsOfOneSuite() {
        let suite = MadeUpSuite.suite(
            MadeUpSuite.rows("tcp") + MadeUpSuite.rows("multifd", channels: 4, total: 80)
                + MadeUpSuite.rows("null", total: 1)
                + MadeUpSuite.rows("multifd", channels: 4, memory: 1 << 30))
        let order = ["tcp", "multifd", "null"]
        let comparison = SuiteComparison(
            in: suite, by: RunColumns.case.transport.column, settings,
            isBefore: { a, b in
                let place = { (row: Row) in
                    order.firstIndex(of: row[RunColumns.case.transport] ?? "") ?? 9
                }
                return place(a) < place(b)
            })
        #expect(comparison.pairs.count == 1)
        #expect(comparison.pairs[0].before[0][RunColumns.case.transport] == "tcp")
        #expect(comparison.lines.map(\.comparison.effect) == [.better])
    }

    @Test func valuesOfOneColumn() {
        let suite = MadeUpSuite.suite(
            MadeUpSuite.rows("multifd", channels: 2)
                + MadeUpSuite.rows("multifd", channels: 4, total: 80)
                + MadeUpSuite.rows("multifd", channels: 8, total: 60) + MadeUpSuite.rows("tcp"))
        let channels = RunColumns.case.channels
        let comparison = SuiteComparison(
            in: suite, by: channels.column, settings,
            isBefore: { ($0[channels] ?? 0) < ($1[channels] ?? 0) })
        #expect(comparison.pairs.map { $0.before[0][channels] } == [2, 2])
        #expect(Set(comparison.pairs.map { $0.after[0][channels] }) == [4, 8])
    }

    @Test(arguments: [
        ("workload=hotset", true), ("transport=multifd,tcp", true), ("transport=multifd", false),
        ("memory_bytes=256MiB", true), ("memory_bytes=268435456", true), ("channels=2", false),
    ])
    func conditions(text: String, accepts: Bool) throws {
        let row = try #require(MadeUpSuite.rows("tcp").first)
        #expect(try RowFilter(parsing: text).accepts(row) == accepts)
    }

    @Test(arguments: [
        ("workload", "column=value"), ("worklod=x", "did you mean \"workload\"?"),
        ("channels=two", "is no integer, which channels has"), ("memory_bytes=2", ""),
        ("total_ms=5", "unknown column"),
    ])
    func wrongConditions(text: String, words: String) {
        do {
            _ = try RowFilter(parsing: text)
            #expect(words.isEmpty)
        } catch { #expect(error.description.contains(words), "\(error)") }
    }

    @Test func metricsByName() throws {
        #expect(try Metric.named("total_ms") == RunColumns.time.totalMs.column)
        #expect(throws: (any Error).self) { try Metric.named("workload") }
        do { _ = try Metric.named("totl_ms") } catch {
            #expect(error.description.contains("did you mean \"total_ms\"?"))
        }
    }

    @Test func environments() {
        let rows = MadeUpSuite.rows()
        func match(_ ids: [String], _ kernels: [String]?) -> EnvironmentMatch {
            let suites = (0..<2).map { index in
                MadeUpSuite.suite(
                    rows.map { row in
                        var row = row
                        row[RunColumns.identity.environmentID] = ids[index]
                        return row
                    }, environment: kernels.map { MadeUpSuite.environment(kernel: $0[index]) })
            }
            return EnvironmentMatch(suites[0], suites[1])
        }
        #expect(match(["a", "a"], nil) == .same(id: "a"))
        #expect(match(["a", "b"], nil) == .different(["environment_id: a and b"]))
        let kernels = ["source: kernel: 6.1 and 6.2", "destination: kernel: 6.1 and 6.2"]
        #expect(match(["a", "b"], ["6.1", "6.2"]) == .different(kernels))
        // Without ids the facts decide.
        #expect(match(["", ""], ["6.1", "6.1"]) == .same(id: nil))
        #expect(match(["", ""], ["6.1", "6.2"]) == .different(kernels))
        #expect(match(["", "a"], ["6.1", "6.1"]) == .same(id: nil))
        guard case .unknown = match(["", ""], nil) else {
            Issue.record("nothing is known")
            return
        }
    }
}
