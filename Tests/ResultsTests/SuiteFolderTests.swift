import Foundation
import Testing

@testable import Results

@Suite struct SuiteFolderTests {
    private let moment = Date(timeIntervalSince1970: 1_795_381_391)

    @Test func idIsTimeAndScenario() {
        #expect(
            SuiteFolder.identifier(scenario: "quick", at: moment) == "2026-11-22T21-03-11Z-quick")
        #expect(
            SuiteFolder.identifier(scenario: "../é x", at: moment)
                == "2026-11-22T21-03-11Z-..---x")
        #expect(SuiteFolder.identifier(scenario: "", at: moment).hasSuffix("Z-suite"))
    }

    @Test func newFolderHasItsTables() throws {
        let folder = try TemporaryFolder()
        let suite = try SuiteFolder.create(
            under: folder.path("deep/results"), scenario: "quick", at: moment)
        #expect(suite.id == "2026-11-22T21-03-11Z-quick")
        #expect(
            try folder.text("deep/results/\(suite.id)/runs.csv")
                .hasPrefix("schema_version,suite_id,run_id,"))
        #expect(try folder.text("deep/results/\(suite.id)/rounds.csv").hasSuffix("idle_queue\r\n"))
        #expect(
            try folder.text("deep/results/\(suite.id)/timeline.csv").hasSuffix("host_steal_s\r\n"))
        #expect(
            try folder.text("deep/results/\(suite.id)/channels.csv").hasSuffix("segments\r\n"))
        #expect(try folder.text("deep/results/\(suite.id)/cpus.csv").hasSuffix("steal_s\r\n"))
    }

    @Test func takenNameGetsANumber() throws {
        let folder = try TemporaryFolder()
        let suites = try (1...3).map { _ in
            try SuiteFolder.create(under: folder.url.path, scenario: "q", at: moment)
        }
        #expect(
            suites.map(\.id) == [
                "2026-11-22T21-03-11Z-q", "2026-11-22T21-03-11Z-q-2", "2026-11-22T21-03-11Z-q-3",
            ])
    }

    @Test func givenFolderMustBeEmpty() throws {
        let folder = try TemporaryFolder()
        do { _ = try SuiteFolder.create(at: folder.url.path) }
        let error = #expect(throws: ResultsError.self) {
            try SuiteFolder.create(at: folder.url.path)
        }
        #expect(error?.description.contains("--resume") == true)
    }

    @Test func unwritableFolderSaysWhatToDo() {
        let error = #expect(throws: ResultsError.self) {
            try SuiteFolder.create(under: "/proc/results", scenario: "quick")
        }
        #expect(error?.description.contains("/proc/results") == true)
        #expect(error?.description.contains("--output") == true)
    }

    @Test func aFolderThatCanBeMadeIsNotMadeByTheCheck() throws {
        let folder = try TemporaryFolder()
        try SuiteFolder.checkCreation(at: folder.path("deep/s"))
        try SuiteFolder.checkCreation(at: folder.url.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }

    /// The check refuses what making the folder would refuse, in the same words.
    @Test func aFolderThatCannotBeMadeIsToldBeforehand() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "")
        for path in [folder.url.path, folder.path("file"), folder.path("file/s"), "/proc/s"] {
            let before = #expect(throws: ResultsError.self) {
                try SuiteFolder.checkCreation(at: path)
            }
            let after = #expect(throws: ResultsError.self) { try SuiteFolder.create(at: path) }
            #expect("\(try #require(before))" == "\(try #require(after))")
        }
    }

    @Test func sidecarsAreReplacedAsAWhole() throws {
        let folder = try TemporaryFolder()
        let suite = try SuiteFolder.create(at: folder.path("s"))
        try suite.write(.scenario, "name: a\n")
        try suite.write(.scenario, "name: b\n")
        try suite.write(.environment, "{}")
        #expect(try SuiteFolder.text(of: .scenario, in: suite.path) == "name: b\n")
        #expect(try SuiteFolder.text(of: .lab, in: suite.path) == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: suite.path).sorted()
        #expect(
            names == [
                "channels.csv", "cpus.csv", "environment.json", "rounds.csv", "runs.csv",
                "scenario.yml", "timeline.csv",
            ])
    }

    @Test func finishedRunsAreKnownOnResume() throws {
        let folder = try TemporaryFolder()
        do {
            let suite = try SuiteFolder.create(at: folder.path("s"))
            try suite.runs.append(run(1, 0, .completed))
            try suite.runs.append(run(1, 1, .notConverged))
        }
        let torn = try folder.text("s/runs.csv") + "1,s,half"
        try folder.write("s/runs.csv", torn)
        let suite = try SuiteFolder.resume(folder.path("s"))
        #expect(suite.repairs.map(\.text) == ["1,s,half"])
        #expect(
            try suite.finishedRuns() == [
                RunKey(block: 1, orderIndex: 0): .completed,
                RunKey(block: 1, orderIndex: 1): .notConverged,
            ])
    }

    /// Only guests that migrate at once make the table of their sums, and it is found again: but for a
    /// sum whose guests a crash cut off.
    @Test func evacuationsHaveATableOfTheirOwn() throws {
        let folder = try TemporaryFolder()
        do {
            let suite = try SuiteFolder.create(at: folder.path("s"))
            try suite.append([RunRecord(run: run(1, 0, .completed))])
            #expect(try SuiteFolder.evacuations(of: suite.path).isEmpty)
            for block in 2...4 {
                var sum = Row()
                sum[RunColumns.identity.runID] = "b\(block)"
                sum[RunColumns.concurrency.guests] = 2
                sum[RunColumns.outcome.status] = RunStatus.completed.rawValue
                let guests = (1...(block == 4 ? 1 : 2)).map { number in
                    var row = guest(number, of: 2, block, .completed)
                    row[RunColumns.identity.runID] = "b\(block)-g\(number)"
                    return RunRecord(run: row)
                }
                try suite.append(guests, sum: sum)
            }
        }
        let torn = try folder.text("s/evacuations.csv") + "1,s,half"
        try folder.write("s/evacuations.csv", torn)
        let suite = try SuiteFolder.resume(folder.path("s"))
        #expect(suite.repairs.map(\.text) == ["1,s,half"])
        let sums = try SuiteFolder.evacuations(of: suite.path)
        #expect(sums.map { $0[RunColumns.identity.runID] } == ["b2", "b3"])
        #expect(try TableReader(path: suite.runs.path, columns: RunColumns.all).rows.count == 6)
    }

    /// What a crash has cut off is run again, and the worst of the guests is how it ended.
    @Test func anEvacuationIsDoneWhenAllGuestsHaveARow() throws {
        let folder = try TemporaryFolder()
        let suite = try SuiteFolder.create(at: folder.path("s"))
        try suite.runs.append([
            guest(1, of: 2, 1, .completed), guest(2, of: 2, 1, .failed),
            guest(1, of: 2, 2, .completed),
        ])
        #expect(try suite.finishedRuns() == [RunKey(block: 1, orderIndex: 0): .failed])
    }

    private func guest(_ number: Int, of guests: Int, _ block: Int, _ status: RunStatus) -> Row {
        var row = run(block, 0, status)
        row[RunColumns.concurrency.guests] = guests
        row[RunColumns.guestNumber.guest] = number
        return row
    }

    @Test func resumeNeedsASuite() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ResultsError.self) { try SuiteFolder.resume(folder.url.path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }

    @Test func twoRunsDoNotShareAFolder() throws {
        let folder = try TemporaryFolder()
        let first = try SuiteFolder.create(at: folder.path("s"))
        let error = #expect(throws: ResultsError.self) {
            try SuiteFolder.resume(folder.path("s"))
        }
        #expect(error?.description.contains("written by another run") == true)
        try first.runs.append(run(1, 0, .completed))
    }

    private func run(_ block: Int, _ index: Int, _ status: RunStatus) -> Row {
        var row = Row()
        row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
        row[RunColumns.order.block] = block
        row[RunColumns.order.orderIndex] = index
        row[RunColumns.outcome.status] = status.rawValue
        return row
    }
}
