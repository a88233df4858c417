import Results
import Scenarios
import Testing

@testable import Analysis

/// Cases of one suite against each other.
@Suite struct VariationTests {
    private let settings = ComparisonSettings(metrics: [RunColumns.time.totalMs.column])

    /// Compares, the cells of the column in the order of the alphabet or by size.
    private func compare(_ rows: [Row], by column: Column) -> SuiteComparison {
        SuiteComparison(in: MadeUpSuite.suite(rows), by: Variation(of: column), settings) {
            a, b in
            if let a = a.number(column), let b = b.number(column) { return a < b }
            return "\(a[column], default: "")" < "\(b[column], default: "")"
        }
    }

    private func names(_ comparison: SuiteComparison, _ column: TypedColumn<String>) -> [String] {
        comparison.pairs.map { pair in
            "\(pair.before[0][column] ?? "") \(pair.after[0][column] ?? "")"
        }
    }

    private func guest(_ workload: String, rate: Double, workingSet: Int? = nil) -> [Row] {
        MadeUpSuite.rows(runs: 5).map { row in
            var row = row
            row[RunColumns.case.workload] = workload
            row[RunColumns.case.dirtyRateTargetMiBS] = rate
            row[RunColumns.case.workingSetBytes] = workingSet
            return row
        }
    }

    @Test func transportsOfOneSuite() {
        let comparison = compare(
            MadeUpSuite.rows("multifd", channels: 4, total: 80) + MadeUpSuite.rows("tcp")
                + MadeUpSuite.rows("null", total: 1)
                + MadeUpSuite.rows("multifd", channels: 4, memory: 1 << 30),
            by: RunColumns.case.transport.column)
        #expect(names(comparison, RunColumns.case.transport) == ["multifd tcp"])
        #expect(comparison.lines.map(\.comparison.effect) == [.worse])
        // The guest of 1 GiB was carried in one way only.
        #expect(comparison.unpaired.map { $0.example[RunColumns.case.memoryBytes] } == [1 << 30])
    }

    @Test func valuesOfOneColumn() {
        let channels = RunColumns.case.channels
        let comparison = compare(
            MadeUpSuite.rows("multifd", channels: 8, total: 60)
                + MadeUpSuite.rows("multifd", channels: 2)
                + MadeUpSuite.rows("multifd", channels: 4, total: 80) + MadeUpSuite.rows("tcp"),
            by: channels.column)
        #expect(comparison.pairs.map { $0.before[0][channels] } == [2, 2])
        #expect(comparison.pairs.map { $0.after[0][channels] } == [4, 8])
        #expect(
            comparison.unpaired.map { $0.example[RunColumns.case.transport] } == ["tcp"])
    }

    /// Idle guests have no rate and no working set, and are held against all that write.
    @Test func workloadsPairThoughTheirSettingsDiffer() {
        let workload = RunColumns.case.workload
        let idle = guest("0 idle", rate: 0)
        let hot = guest("hotset", rate: 64, workingSet: 1 << 20)
        let uniform = guest("uniform", rate: 64)
        let fast = guest("uniform", rate: 512)
        #expect(
            names(compare(hot + uniform + idle + fast, by: workload.column), workload)
                == ["0 idle hotset", "0 idle uniform", "0 idle uniform"])
        // Without it, only those that write as much.
        let writing = compare(hot + uniform + fast, by: workload.column)
        #expect(names(writing, workload) == ["hotset uniform"])
        #expect(
            writing.unpaired.map { $0.example[RunColumns.case.dirtyRateTargetMiBS] } == [512])
    }

    /// A build is no case: runs of two builds in one file are compared by it.
    @Test func buildsOfOneFile() {
        let commit = RunColumns.identity.gitCommit
        let rows = ["b", "a"].flatMap { name in
            MadeUpSuite.rows(runs: 5).map { row in
                var row = row
                row[commit] = name
                return row
            }
        }
        #expect(names(compare(rows, by: commit.column), commit) == ["a b"])
    }

    @Test func onlyWhatMakesSenseIsVaried() throws {
        #expect(try Variation(named: "git_commit").column.name == "git_commit")
        for name in ["run_id", "seed", "block", "started_at", "status", "total_ms", "nonsense"] {
            #expect(throws: ValueError.self) { try Variation(named: name) }
        }
        let slip = #expect(throws: ValueError.self) { try Variation(named: "transprt") }
        #expect(slip?.description.contains("did you mean \"transport\"?") == true)
    }
}
