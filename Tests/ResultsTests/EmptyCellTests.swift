import Foundation
import Testing

@testable import Results

@Suite struct EmptyCellTests {
    private func row(_ transport: String, _ workload: String = "uniform") -> Row {
        var row = Row()
        row[RunColumns.outcome.status] = RunStatus.completed.rawValue
        row[RunColumns.case.transport] = transport
        row[RunColumns.case.workload] = workload
        row[RunColumns.case.dirtyRateTargetMiBS] = 64
        return row
    }

    @Test func whatIsThereHasNoReason() {
        var row = row("tcp")
        let column = RunColumns.amount.tcpRetransmits
        row[column] = 0
        #expect(EmptyCells().reason(for: column.column, in: row) == nil)
    }

    @Test func theReasonIsThatOfTheRow() {
        let cells = EmptyCells(notes: [RunColumns.amount.linkCeilingMbps.name: "not asked for"])
        let lateness = RunColumns.guest.opP999Us.column
        func reason(_ column: Column, _ row: Row) -> String? { cells.reason(for: column, in: row) }
        #expect(reason(lateness, row("tcp", "idle")) == "an idle guest does nothing")
        #expect(reason(lateness, row("tcp"))?.hasPrefix("too few operations") == true)
        var unpaced = row("tcp")
        unpaced[RunColumns.case.dirtyRateTargetMiBS] = nil
        #expect(reason(lateness, unpaced)?.hasPrefix("nothing is due") == true)
        var failed = row("tcp", "idle")
        failed[RunColumns.outcome.status] = RunStatus.failed.rawValue
        #expect(reason(lateness, failed) == "not measured in a run that is failed")
        let depth = RunColumns.rdma.queueDepth.column
        #expect(reason(depth, row("tcp")) == "transports over RDMA only")
        #expect(reason(depth, row("rsocket")) == "makes no difference to this transport")
        let ceiling = RunColumns.amount.linkCeilingMbps.column
        #expect(reason(ceiling, row("tcp")) == "not asked for")
        #expect(reason(ceiling, row("null")) == "null sends no pages")
    }

    /// What is right for a guest alone only is emptied, and it is said why.
    @Test func guestsAtOnceHaveNoFiguresOfTheHost() {
        var row = row("tcp")
        let cost = RunColumns.totalCPU.cpuSPerGiB
        row[cost] = 1
        row[RunColumns.concurrency.guests] = 3
        row.emptyWhatOthersShare()
        #expect(row[cost] == nil)
        #expect(EmptyCells().reason(for: cost.column, in: row)?.contains("evacuations.csv") == true)
        let guests = RunColumns.concurrency.guests.column
        let alone = EmptyCells().reason(for: guests, in: self.row("tcp"))
        #expect(alone == "one guest had the hosts for itself")
    }

    private func sample(_ side: Side, _ fill: (inout Row) -> Void = { _ in }) -> Row {
        var row = Row()
        for column in TimelineColumns.all where column.name != "side" { row[column] = nil }
        row[TimelineColumns.sample.runID] = "r"
        row[TimelineColumns.sample.side] = side.rawValue
        fill(&row)
        return row
    }

    /// Of what may have two causes it is said which it was.
    @Test func ofATimelineTheCauseIsSaid() {
        let columns = TimelineColumns.sample
        func reasons(_ rows: [Row]) -> [String: String] {
            EmptyCells.reasons(of: rows, in: "timeline.csv", TimelineColumns.all)
        }
        let begin = "not looked at in the row where a phase begins"
        #expect(reasons([sample(.source)])["host_busy_s"] == begin)
        #expect(reasons([sample(.source)])["round"] == "nothing was sent yet")
        #expect(reasons([sample(.destination)])["round"] == "the source's")
        let look = sample(.source) { $0[columns.processS] = 1 }
        #expect(reasons([look])["host_busy_s"] == "/proc/stat does not show it")
        #expect(reasons([look])["wire_bytes"] == "nothing counts on this way")
        let full = sample(.source) {
            $0[columns.processS] = 1
            $0[columns.hostBusyS] = 1
        }
        #expect(
            reasons([full, look])["host_busy_s"]
                == "reading /proc/stat takes so long on this host that a later sample has it")
        #expect(reasons([full, look])["process_s"] == nil)
        // That the other end has it says nothing of this one.
        let other = sample(.destination) { $0[columns.processS] = 1 }
        #expect(
            reasons([full, other])["host_busy_s"] == "/proc/stat does not show it")
    }

    @Test func whyThereIsNoCostIsSaid() {
        let cost = RunColumns.totalCPU.cpuSPerGiB.column
        var row = row("tcp")
        func reason() -> String? { EmptyCells().reason(for: cost, in: row) }
        #expect(reason() == "a part of it was not measured")
        for side in Side.allCases {
            row[RunColumns.cpu(side).hostBusyS] = 1
            row[RunColumns.cpu(side).hostBaselineBusyS] = 1
            row[RunColumns.cpu(side).vcpuS] = 1
        }
        #expect(reason() == "nothing was sent")
        row[RunColumns.amount.sentBytes] = 1
        #expect(reason()?.hasPrefix("the migration was over before") == true)
    }

    @Test func reasonsAreListedOnce() {
        let rows = [row("tcp", "idle"), row("tcp"), row("multifd", "idle")]
        let reasons = EmptyCells().reasons(of: rows)
        let own = reasons[RunColumns.guest.opP99Us.name]
        #expect(
            own
                == "an idle guest does nothing; too few operations for that percentile, or none fell "
                + "due in that time or is noted (--without histograms)")
        #expect(reasons[RunColumns.case.transport.name] == nil)
        // Nobody says why a row without a suite has none.
        #expect(reasons[RunColumns.identity.suiteID.name] == EmptyCells.unknown)
    }

    /// What else the file says stays, to the last digit.
    @Test func theNoteKeepsTheRestOfTheFile() throws {
        let folder = try TemporaryFolder()
        let suite = try SuiteFolder.create(at: folder.path("s"))
        let text = """
            {
              "big" : 18446744073709551615,
              "list" : [1, -2, 0.1, true, null, "a/b"],
              "object" : {"np_cnp_sent": 7}
            }
            """
        try suite.write(.environment, text)
        var run = row("tcp")
        run[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
        try suite.runs.append(run)
        var round = Row()
        for column in RoundColumns.all { round[column] = nil }
        round[RoundColumns.round.runID] = "r"
        try suite.rounds.append(round)
        for _ in 0..<2 { try suite.noteEmptyCells(EmptyCells()) }
        let written = try #require(try SuiteFolder.text(of: .environment, in: suite.path))
        var document = try JSONDecoder().decode(
            [String: JSONDocument].self, from: Data(written.utf8))
        guard case .object(let reasons)? = document.removeValue(forKey: "empty_columns") else {
            Issue.record("no empty_columns")
            return
        }
        #expect(reasons["working_set_bytes"] == .text("only workload hotset has one"))
        let words = "only transports over RDMA have a queue of writes"
        guard case .object(let beside)? = document.removeValue(forKey: "empty_columns_beside"),
            case .object(let rounds)? = beside["rounds.csv"]
        else {
            Issue.record("no empty_columns_beside")
            return
        }
        #expect(rounds["idle_queue"] == .text(words) && rounds["run_id"] == nil)
        #expect(beside.count == 1)
        #expect(
            try document
                == JSONDecoder().decode([String: JSONDocument].self, from: Data(text.utf8)))
        #expect(document["big"] == .unsigned(.max))
    }
}
