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

    /// What nobody measured is no cell: neither an outcome nor a time is empty.
    @Test func everyCellIsFilled() throws {
        let text = try Repository.text(of: "docs/reliability.md")
        for line in text.split(separator: "\n") where line.hasPrefix("| ") {
            let columns = line.split(separator: "|").map { $0.filter { $0 != " " } }
            #expect(columns.count == 5 && columns.allSatisfy { !$0.isEmpty }, "\(line)")
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
