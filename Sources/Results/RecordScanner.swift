/// Splits the bytes of a CSV file into records and cells, and knows where each one stands.
///
/// It works on bytes because a text's characters are not the format's: a combining mark behind a
/// quote or a comma makes one character with it. SwiftCSV goes by characters and fails there; it
/// also takes a missing closing quote for the end of a cell, and cannot name the line.
///
/// A cell is where its bytes are: text is made only of those that hold some.
struct RecordScanner {
    let bytes: [UInt8]
    private var position: Int
    private var line = 1
    /// How many cells the last record had.
    private var width = 0

    /// A record with the line that it begins in.
    struct Record {
        var cells: [Field] = []
        var line: Int
        /// Offset in bytes of its beginning and of what follows it.
        var start: Int
        var end: Int
        /// Whether the file ended before the record did.
        var isTruncated = false
    }

    /// The bytes of a cell, less the quotes around it.
    typealias Field = Range<Int>

    /// The text of a cell, which was found to be UTF-8 unless the end of the file cuts it off.
    ///
    /// A quote inside a cell is written as two.
    static func text(_ bytes: Span<UInt8>, _ field: Field) -> String {
        var isSecond = false
        var content: [UInt8] = []
        content.reserveCapacity(field.count)
        for index in field {
            let byte = bytes[index]
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if byte != UInt8(ascii: "\"") || isSecond { content.append(byte) }
        }
        return String(decoding: content, as: UTF8.self)
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
        record.cells.reserveCapacity(width)
        defer { width = record.cells.count }
        while true {
            let cell = try scanCell(number: record.cells.count + 1)
            record.cells.append(cell.field)
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
    ) throws(Malformed) -> (field: Field, end: CellEnd) {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            return try scanQuoted(number: number)
        }
        let (field, all) = plain(from: position)
        position = field.upperBound
        guard position < bytes.count else { return (field, .endOfFile) }
        guard bytes[position] != UInt8(ascii: "\"") else {
            throw malformed(number, "a quote inside a cell that does not begin with one")
        }
        if bytes[position] == 0 {
            return (try unwritten(from: field.lowerBound, number), .endOfFile)
        }
        try check(field, all, number: number, line: line)
        return (field, try scanEnd(number: number))
    }

    /// A cell from its first byte to the end of a file of which no more than NUL bytes is left: what
    /// a crash leaves where the size of a file was written and its blocks were not.
    private mutating func unwritten(from start: Int, _ number: Int) throws(Malformed) -> Field {
        guard bytes[position...].allSatisfy({ $0 == 0 }) else {
            throw malformed(number, "a NUL byte")
        }
        position = bytes.count
        return start..<position
    }

    /// A cell without quotes, and its bytes, ORed.
    private func plain(from start: Int) -> (field: Field, all: UInt8) {
        let bytes = bytes.span
        var (end, all) = (start, 0 as UInt8)
        while end < bytes.count {
            let byte = bytes[end]
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""), 0:
                return (start..<end, all)
            default:
                all |= byte
                end += 1
            }
        }
        return (start..<end, all)
    }

    private mutating func scanQuoted(
        number: Int
    ) throws(Malformed) -> (field: Field, end: CellEnd) {
        let opening = line
        position += 1
        let start = position
        var all: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0 { return (try unwritten(from: start, number), .endOfFile) }
            position += 1
            all |= byte
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "\"") else { continue }
            if position < bytes.count, bytes[position] == byte {
                position += 1
            } else {
                let range = start..<position - 1
                try check(range, all, number: number, line: opening)
                return (range, try scanEnd(number: number))
            }
        }
        return (start..<position, .endOfFile)
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

    /// Refuses a cell that is not UTF-8.
    ///
    /// - Parameter all: Its bytes, ORed: below 0x80 it is ASCII, as nearly all are.
    private func check(
        _ range: Range<Int>, _ all: UInt8, number: Int, line: Int
    ) throws(Malformed) {
        guard all >= 0x80, String(validating: bytes[range], as: UTF8.self) == nil else { return }
        throw Malformed(line: line, column: number, what: "bytes that are not UTF-8")
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
