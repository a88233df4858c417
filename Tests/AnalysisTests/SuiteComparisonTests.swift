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
        #expect(comparison.unpaired.map(\.before.count) == [0])
        #expect(
            comparison.unpaired.map { $0.example[RunColumns.case.transport] } == ["rsocket"])
        let effects = comparison.lines.map { line in
            let transport = comparison.pairs[line.pair].example[RunColumns.case.transport]
            return "\(transport ?? "") \(line.comparison.effect.rawValue)"
        }
        #expect(effects.sorted() == ["multifd worse", "tcp same"])
    }

    /// What the host did was sampled by ticks up to version 9: that is no regression.
    @Test func figuresThatChangedMeaningAreNamed() {
        let suite = { (name: String, version: Int) in
            MadeUpSuite.suite(
                MadeUpSuite.rows().map { row in
                    var row = row
                    row[RunColumns.identity.schemaVersion] = version
                    row[RunColumns.identity.suiteID] = name
                    return row
                }, name: name)
        }
        let cpu = [RunColumns.time.totalMs.column, RunColumns.totalCPU.cpuSPerGiB.column]
        for (old, new) in [(9, 10), (10, 9)] {
            let words = SuiteCautions.words(suite("a", old), suite("b", new), cpu)
            #expect(words.count == 1)
            #expect(
                words.first?.hasPrefix(
                    "cpu_s_per_gib changed meaning: a has schema_version \(old), b has "
                        + "schema_version \(new); up to version 9") == true, "\(words)")
        }
        #expect(SuiteCautions.words(suite("a", 8), suite("b", 9), cpu).isEmpty)
        #expect(SuiteCautions.words(suite("a", 10), suite("b", 10), cpu).isEmpty)
        #expect(
            SuiteCautions.words(suite("a", 9), suite("b", 10), [RunColumns.time.totalMs.column])
                .isEmpty)
        #expect(
            SuiteCautions.words(suite("a", 9), suite("a", 9), cpu)
                == ["a and a are one suite: suite_id a is in both"])
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

    /// Cases stand in the order in which they first appear, whatever hashes say.
    @Test func orderIsThatOfTheFiles() {
        let names = (0..<20).map { "t\($0)" }
        let rows = names.flatMap { MadeUpSuite.rows($0, runs: 1) }
        let comparison = compare(rows, rows.reversed())
        #expect(comparison.pairs.map { $0.example[RunColumns.case.transport] } == names)
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
        ("workload", "\"workload\" is no condition; allowed: column=value"),
        ("worklod=x", "did you mean \"workload\"?"),
        ("channels=two", "channels is never \"two\": its kind is integer"),
        ("workload=", "workload has no value"), ("memory_bytes=2x", "\"x\" is not a unit"),
        ("total_ms=5", "\"total_ms\" is what was measured"),
    ])
    func wrongConditions(text: String, words: String) {
        let error = #expect(throws: ValueError.self) { try RowFilter(parsing: text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func metricsByName() throws {
        #expect(try Metric.named("total_ms") == RunColumns.time.totalMs.column)
        let setting = #expect(throws: ValueError.self) { try Metric.named("workload") }
        #expect(setting?.description.contains("has no better and worse") == true)
        let slip = #expect(throws: ValueError.self) { try Metric.named("totl_ms") }
        #expect(slip?.description.contains("did you mean \"total_ms\"?") == true)
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

    /// A suite of which nothing is known stands between two that differ: they are held against
    /// each other all the same.
    @Test func manyEnvironments() {
        func suite(_ id: String, kernel: String? = nil) -> RecordedSuite {
            let rows = MadeUpSuite.rows(runs: 1).map { row in
                var row = row
                row[RunColumns.identity.environmentID] = id
                return row
            }
            return MadeUpSuite.suite(
                rows, name: "\(id)\(kernel ?? "")",
                environment: kernel.map { MadeUpSuite.environment(kernel: $0) })
        }
        func mismatch(_ suites: RecordedSuite...) -> [String]? {
            EnvironmentMatch.mismatch(among: suites).map { [$0.first.name, $0.second.name] }
        }
        #expect(mismatch(suite("a")) == nil)
        #expect(mismatch(suite("a"), suite("a"), suite("a")) == nil)
        #expect(mismatch(suite("a"), suite(""), suite("b")) == ["a", "b"])
        #expect(mismatch(suite(""), suite("a"), suite("")) == ["a", ""])
        #expect(mismatch(suite(""), suite("")) == ["", ""])
        #expect(
            mismatch(suite("a"), suite("", kernel: "6.1"), suite("", kernel: "6.2"))
                == ["6.1", "6.2"])
        // Conditions that leave nothing of a suite do not hide where it ran.
        #expect(mismatch(suite("a"), suite("b").with(rows: [])) == ["a", "b"])
    }
}
