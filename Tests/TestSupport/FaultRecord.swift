internal import Foundation

/// What came of a fault in a test: `scripts/fault-matrix` makes docs/reliability.md of such lines.
public struct FaultRecord: Codable, Sendable {
    /// Which cell of the table it fills.
    public var cell: FaultCell
    /// How the migration ended, in the words that a user reads.
    public var outcome: String
    /// From the fault, or else from the start, until nothing of it was left.
    public var seconds: Double

    /// A cell that the table does not have.
    public struct Undeclared: Error {
        /// Which.
        public let cell: FaultCell
    }

    /// What came of a fault is not what must come of it.
    public struct OtherOutcome: Error {
        /// Which fault.
        public let cell: FaultCell
        /// What came of it.
        public let outcome: String
    }

    /// The file that records go to; nil where nobody asked for them.
    public static var path: String? { Hardware.environment("BENCH_FAULT_RECORDS") }

    /// Notes that `cell` ended with `outcome`, and was clean after `seconds`.
    ///
    /// Ports, and where agents are, differ from run to run and are left out.
    /// - Throws: ``Undeclared`` where the table has no such cell, ``OtherOutcome`` where that must come
    ///   to something else: ``FaultCell/outcome``.
    public static func write(
        _ fault: FaultKind, _ state: FaultState, _ place: FaultPlace, outcome: String,
        seconds: Double
    ) throws {
        let cell = FaultCell(fault, state, place)
        guard FaultCell.all.contains(cell) else { throw Undeclared(cell: cell) }
        let words = plain(outcome)
        guard cell.outcome.holds(for: words) else { throw OtherOutcome(cell: cell, outcome: words) }
        try append(FaultRecord(cell: cell, outcome: words, seconds: seconds))
    }

    /// Writes all cells of the table, for the script to know which there must be.
    public static func declareAll() throws {
        for cell in FaultCell.all { try append(cell) }
    }

    /// `text` without what differs from run to run.
    public static func plain(_ text: String) -> String {
        text.replacing(/(source|destination) \(.*?\)(?=: |, [a-z]+: )/) { "\($0.output.1)" }
            .replacing(/(\d+\.\d+\.\d+\.\d+):\d+/) { "\($0.output.1)" }
            .replacing(/; it begins with ".*"/, with: "")
            .replacing("\n", with: " ")
    }

    private static func append(_ line: some Encodable) throws {
        guard let path else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(line) + Data("\n".utf8)
        if !FileManager.default.fileExists(atPath: path) {
            try Data().write(to: URL(filePath: path))
        }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: data)
        try file.close()
    }
}
