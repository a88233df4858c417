/// Splits the bytes of a CSV file into records and cells, and knows where each one stands.
///
/// It works on bytes because a text's characters are not the format's: a combining mark behind a
/// quote or a comma makes one character with it. SwiftCSV goes by characters and fails there; it
/// also takes a missing closing quote for the end of a cell, and cannot name the line.
struct RecordScanner {
    private let bytes: [UInt8]
    private var position: Int
    private var line = 1

    /// A record with the line that it begins in.
    struct Record {
        var cells: [String] = []
        var line: Int
        /// Offset in bytes of its beginning and of what follows it.
        var start: Int
        var end: Int
        /// Whether the file ended before the record did.
        var isTruncated = false
    }

    /// Something that no writer of the format makes.
    struct Malformed: Error {
        /// From 1.
        let line: Int
        /// Number of the cell in the record, from 1.
        let column: Int
        let what: String
    }

    /// Starts behind a byte order mark, if there is one.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next record, nil at the end of the file.
    mutating func next() throws(Malformed) -> Record? {
        guard position < bytes.count else { return nil }
        var record = Record(line: line, start: position, end: position)
        while true {
            let cell = try scanCell(number: record.cells.count + 1)
            record.cells.append(cell.text)
            record.end = position
            switch cell.end {
            case .comma: continue
            case .newline: return record
            case .endOfFile:
                record.isTruncated = true
                return record
            }
        }
    }

    private enum CellEnd { case comma, newline, endOfFile }

    private mutating func scanCell(
        number: Int
    ) throws(Malformed) -> (text: String, end: CellEnd) {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            return try scanQuoted(number: number)
        }
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                let text = try decode(bytes[start..<position], number: number)
                return (text, try scanEnd(number: number))
            case UInt8(ascii: "\""):
                throw malformed(number, "a quote inside a cell that does not begin with one")
            default: position += 1
            }
        }
        return (try decode(bytes[start...], number: number, isCut: true), .endOfFile)
    }

    private mutating func scanQuoted(
        number: Int
    ) throws(Malformed) -> (text: String, end: CellEnd) {
        let opening = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte != UInt8(ascii: "\"") {
                content.append(byte)
            } else if position < bytes.count, bytes[position] == byte {
                content.append(byte)
                position += 1
            } else {
                let text = try decode(content[...], number: number, line: opening)
                return (text, try scanEnd(number: number))
            }
        }
        return (
            try decode(content[...], number: number, line: opening, isCut: true), .endOfFile
        )
    }

    /// What stands behind a cell: a comma, a line break (CR LF, or LF alone) or nothing.
    private mutating func scanEnd(number: Int) throws(Malformed) -> CellEnd {
        guard position < bytes.count else { return .endOfFile }
        if bytes[position] == UInt8(ascii: ",") {
            position += 1
            return .comma
        }
        if bytes[position] == UInt8(ascii: "\r") {
            guard position + 1 < bytes.count else {
                position += 1
                return .endOfFile
            }
            guard bytes[position + 1] == UInt8(ascii: "\n") else {
                throw malformed(number, "a carriage return without a line feed")
            }
            position += 1
        }
        guard bytes[position] == UInt8(ascii: "\n") else {
            throw malformed(number, "something between a closing quote and the next comma")
        }
        position += 1
        line += 1
        return .newline
    }

    /// Bytes as UTF-8; a cell cut off by the end of the file may end inside a character.
    private func decode(
        _ cell: ArraySlice<UInt8>, number: Int, line: Int? = nil, isCut: Bool = false
    ) throws(Malformed) -> String {
        // Half of all cells are empty, and validating costs the same for those.
        if cell.isEmpty { return "" }
        if let text = String(validating: cell, as: UTF8.self) { return text }
        if isCut { return String(decoding: cell, as: UTF8.self) }
        throw Malformed(line: line ?? self.line, column: number, what: "bytes that are not UTF-8")
    }

    private func malformed(_ number: Int, _ what: String) -> Malformed {
        Malformed(line: line, column: number, what: what)
    }
}

extension RecordScanner {
    /// More than this without an end is no row that a stopped write left.
    private static let longestTornRow = 64 << 10

    /// Whether a record without an end is more than the last row of a stopped write: a quote that
    /// is never closed makes one record of all that stands behind it.
    ///
    /// - Parameter columns: So many cells make a whole row: one inside the record gives it away.
    func isDamaged(_ record: Record, columns: Int) -> Bool {
        let torn = bytes[record.start..<record.end]
        guard torn.count <= Self.longestTornRow else { return true }
        let lines = torn.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The first is the beginning of the row itself, and behind the last stands no line break.
        return lines.dropFirst().dropLast().contains { line in
            var scanner = RecordScanner(Array(line) + [UInt8(ascii: "\n")])
            do { return try scanner.next()?.cells.count == columns } catch { return false }
        }
    }
}
