import TestSupport
import Testing

/// docs/reliability.md has the table that the tests declare.
@Suite struct ReliabilityTests {
    /// A cell of the table is a line that begins with its three names.
    private static func line(_ cell: FaultCell) -> String {
        "| \(cell.fault.rawValue) | \(cell.state.rawValue) | \(cell.place.rawValue) |"
    }

    /// For scripts/fault-matrix: each cell must be filled by a record.
    @Test func theCellsAreDeclared() throws {
        #expect(Set(FaultCell.all).count == FaultCell.all.count)
        try FaultRecord.declareAll()
    }

    @Test func theTableHasEachCellOnceAndNoOther() throws {
        let text = try Repository.text(of: "docs/reliability.md")
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
        // Without the head.
        let cells = lines.dropFirst().filter { !$0.hasPrefix("| ---") }
        for cell in FaultCell.all {
            #expect(
                cells.count { $0.hasPrefix(Self.line(cell)) } == 1,
                "\(Self.line(cell)): run scripts/fault-matrix")
        }
        #expect(cells.count == FaultCell.all.count)
    }

    /// The outcomes that stand there are those that the tests hold their faults to, one or several.
    @Test func theTableSaysWhatTheTestsAskFor() throws {
        let text = try Repository.text(of: "docs/reliability.md")
        let lines = text.split(separator: "\n")
        for cell in FaultCell.all {
            let line = try #require(lines.first { $0.hasPrefix(Self.line(cell)) })
            let columns = line.split(separator: "|").map { $0.trimmingPrefix(" ").dropLast() }
            try #require(columns.count == 5 && Double(columns[4]) != nil, "\(line)")
            for outcome in "\(columns[3])".split(separator: "; or: ") {
                #expect(cell.outcome.holds(for: "\(outcome)"), "\(line)")
            }
        }
    }

    /// Other ends of a run, another end that is blamed and another moment are other outcomes.
    @Test func anotherOutcomeIsNoticed() throws {
        let killed = FaultCell(.sourceKilled, .verifying, .oneHost)
        let words = "failed: source: the agent ended while verifying (killed by signal 9)"
        #expect(killed.outcome.holds(for: words))
        for other in [
            "completed and verified", words.replacing("source", with: "destination"),
            words.replacing("verifying", with: "migrating"), words.replacing("9", with: "11"), "",
        ] {
            #expect(!killed.outcome.holds(for: other), "\(other)")
        }
        #expect(throws: FaultRecord.OtherOutcome.self) {
            try FaultRecord.write(
                .halfOpen, .connecting, .oneHost, outcome: "failed: source", seconds: 0)
        }
    }

    @Test func whatDiffersFromRunToRunIsLeftOut() {
        #expect(
            FaultRecord.plain("failed: source (exec:a b | c): the agent ended (killed)")
                == "failed: source: the agent ended (killed)")
        #expect(
            FaultRecord.plain("failed: destination (local), setup: no 10.0.0.2:4711 there")
                == "failed: destination, setup: no 10.0.0.2 there")
        #expect(
            FaultRecord.plain("a frame of 9 bytes; it begins with \"{\"a\":1}\"; is it one?")
                == "a frame of 9 bytes; is it one?")
    }
}
