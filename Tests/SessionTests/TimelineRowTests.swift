import Migration
import Results
import Scenarios
import Testing

@testable import Session

/// timeline.csv from what both ends saw.
@Suite struct TimelineRowTests {
    private let columns = TimelineColumns.sample

    private func rows(_ source: SideReport, _ destination: SideReport) -> [Row] {
        var result = MigrationResult(.completed)
        result.source = source
        result.destination = destination
        return TimelineRows(suiteID: "s", runID: "r", result: result).rows
    }

    @Test func phasesStandBetweenTheSamplesOfTheSource() {
        var source = SideReport()
        source.samples = [Reports.sample(1)]
        source.looks = [Reports.look(0), Reports.look(49), Reports.look(100)]
        var destination = SideReport()
        destination.looks = [Reports.look(51)]
        let rows = rows(source, destination)
        #expect(rows.map { $0[columns.tMs] } == [0, 49, 50, 100, 51])
        #expect(
            rows.map { $0[columns.side] } == Array(repeating: "source", count: 4) + ["destination"])
        #expect(rows[2][columns.phase] == "switchover")
        #expect(rows[2][columns.hostBusyS] == nil)
        #expect(rows[1][columns.phase] == "precopy")
        #expect(rows[1][columns.hostBusyS] == 0.25)
        #expect(rows[1][columns.hostStealS] == 0.03)
        #expect(rows[1][columns.channelS] == 0.0625)
        #expect(rows.allSatisfy { $0[columns.schemaVersion] == 8 })
    }

    /// The engine tells of a phase some time after its beginning, and a look is dated after it has seen.
    @Test(arguments: 1...100) func countsAndTimesNeverGoDown(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let phases: [MigrationPhase] = [
            .precopy, .switchover, .lastRound, .deviceState, .resume, .completed,
        ]
        var source = SideReport()
        var posts: [Int64] = []
        var ms: Int64 = 0
        for (index, phase) in phases.enumerated() {
            var sample = Reports.sample(1)
            (sample.phase, sample.ms, sample.bytes) = (phase, Double(ms), UInt64(index) * 100)
            source.samples.append(sample)
            posts.append(ms + Int64.random(in: 0...30, using: &random))
            ms = posts[index] + Int64.random(in: 0...30, using: &random)
        }
        var seen: Int64 = 0
        while seen < ms {
            let number = posts.lastIndex { $0 <= seen }
            seen += Int64.random(in: 0...9, using: &random)
            var look = Reports.look(seen)
            look.phase = number.map { phases[$0] } ?? .precopy
            look.bytes = number.map { source.samples[$0].bytes }
            look.guestOperations = .random(in: 0...1000, using: &random)
            source.looks.append(look)
            seen += 1
        }
        let rows = rows(source, SideReport())
        let times = rows.compactMap { $0[columns.tMs] }
        #expect(times.count == rows.count && times == times.sorted())
        let bytes = rows.compactMap { $0[columns.sentBytes] }
        #expect(bytes == bytes.sorted())
        let operations = rows.compactMap { $0[columns.guestOps] }
        #expect(operations == operations.sorted())
        let order = rows.compactMap { row in
            phases.firstIndex { $0.rawValue == row[columns.phase] }
        }
        #expect(order == order.sorted())
    }

    /// 25,600 pages of 4 KiB are 100 MiB.
    @Test func theDirtyRateIsThatSinceTheLookBefore() {
        var source = SideReport()
        source.looks = [
            Reports.look(0, operations: 10), Reports.look(50, operations: 25_610),
            Reports.look(150, operations: 25_610),
        ]
        // The guest arrives with what it did at the source.
        var destination = SideReport()
        destination.looks = [
            Reports.look(0, operations: 0), Reports.look(50, operations: 0),
            Reports.look(100, operations: 25_610), Reports.look(200, operations: 51_210),
        ]
        let rates = rows(source, destination).map { $0[columns.dirtyRateMiBS] }
        #expect(rates == [nil, 2000, 0, nil, 0, nil, 1000])
    }

    /// A clock that is wrong by more than the time since then shows as a time before the start.
    @Test func aLookBeforeTheStartIsKept() {
        var destination = SideReport()
        destination.looks = [Reports.look(-1)]
        #expect(rows(SideReport(), destination).map { $0[columns.tMs] } == [-1])
    }
}
