/// The rows of one CSV file, by column name.
///
/// Columns that this version does not know are kept as text: a later version may have appended
/// them.
public struct TableReader: Sendable {
    /// The path of the file.
    public let path: String
    /// The names in the header line, in its order.
    public let names: [String]
    /// The rows in the order of the file.
    public let rows: [Row]
    /// The line that each row begins in, from 1; as many as ``rows``.
    public let lines: [Int]
    /// What was odd but did not stop the reading, each with file and line.
    public let warnings: [String]

    /// The largest file that is read: millions of rows.
    static let maximumBytes = 1 << 30

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - columns: The columns that this version knows.
    ///   - required: Those that the file must have; all where nil.
    ///   - limits: Those of the figures of a known column; nil where any will do.
    /// - Throws: ``ResultsError`` `.system`, `.unreadable`, `.notATable` or `.malformed`.
    public init(
        path: String, columns: [Column], required: [Column]? = nil,
        limits: (Column) -> FigureLimits? = { _ in nil }
    ) throws(ResultsError) {
        let bytes = try UserFile.read(path, atMost: Self.maximumBytes)
        try self.init(
            path: path, bytes: bytes, columns: columns, required: required, limits: limits)
    }

    /// Reads a table from bytes; `path` is only for the messages.
    public init(
        path: String, bytes: [UInt8], columns: [Column], required: [Column]? = nil,
        limits: (Column) -> FigureLimits? = { _ in nil }
    ) throws(ResultsError) {
        try UserFile.check(bytes, atMost: Self.maximumBytes, path)
        var decoder = TableDecoder(path: path, bytes: bytes)
        try decoder.readHeader(columns, required: required ?? columns, limits: limits)
        try decoder.readRows()
        self.path = path
        names = decoder.names
        let text = TableText(bytes, names, decoder.kinds, decoder.fields)
        rows = decoder.lines.indices.map { Row($0, of: text) }
        lines = decoder.lines
        warnings = decoder.warnings
    }
}

/// The reading of one file, step by step.
private struct TableDecoder {
    let path: String
    var scanner: RecordScanner
    var names: [String] = []
    /// What each cell is.
    var kinds: [ColumnKind] = []
    /// The whole numbers that each cell can hold; nil of columns of another version.
    var integers: [ClosedRange<Int128>?] = []
    /// Those of the figures in each cell; nil where any will do.
    var limits: [FigureLimits?] = []
    /// Where the cells of all rows stand.
    var fields: [TableText.PackedField] = []
    var lines: [Int] = []
    var warnings: [String] = []

    init(path: String, bytes: [UInt8]) {
        self.path = path
        scanner = RecordScanner(bytes)
    }

    mutating func readHeader(
        _ columns: [Column], required: [Column],
        limits: (Column) -> FigureLimits?
    ) throws(ResultsError) {
        guard let header = try nextRecord() else { throw .notATable(path: path, missing: []) }
        names = header.cells.map { RecordScanner.text(scanner.bytes.span, $0) }
        let found = Set(names)
        let missing = required.map(\.name).filter { !found.contains($0) }
        guard missing.isEmpty else {
            throw .notATable(path: path, missing: MissingColumn.words(missing, among: names))
        }
        if header.isTruncated { warnings.append("\(path): line 1: the header line has no end") }
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            throw .malformed(
                path: path, line: 1, column: index + 1, name: name, what: "the name comes twice")
        }
        let byName = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0) })
        kinds = names.map { byName[$0]?.kind ?? .text }
        integers = names.map { byName[$0]?.integers }
        self.limits = names.map { byName[$0].flatMap(limits) }
        let unknown = names.filter { byName[$0] == nil }
        if !unknown.isEmpty {
            warnings.append(
                "\(path): line 1: columns of another version, kept as text: "
                    + unknown.joined(separator: ", "))
        }
    }

    mutating func readRows() throws(ResultsError) {
        while let record = try nextRecord() {
            if record.isTruncated {
                guard !scanner.isDamaged(record, columns: names.count) else {
                    throw .neverClosed(record, path, names)
                }
                warnings.append(
                    "\(path): line \(record.line): the last row is cut off and was left out")
                return
            }
            guard record.cells.count == names.count else {
                throw .malformed(
                    path: path, line: record.line, column: min(record.cells.count, names.count),
                    name: nil,
                    what: "\(record.cells.count) cells where the header has \(names.count)")
            }
            try check(record)
            if lines.isEmpty {
                // Rows are about as long as the first: growing would copy all places many times.
                let rows = scanner.bytes.count / (record.end - record.start) + 1
                fields.reserveCapacity(rows * names.count)
            }
            for field in record.cells {
                fields.append(UInt32(field.lowerBound)..<UInt32(field.upperBound))
            }
            lines.append(record.line)
        }
    }

    /// Every cell that can be wrong is read once, whether or not somebody ever asks for it.
    private func check(_ record: RecordScanner.Record) throws(ResultsError) {
        let bytes = scanner.bytes.span
        for (index, field) in record.cells.enumerated() where !field.isEmpty {
            if case .text = kinds[index] { continue }  // any text is one
            let cell: Cell?
            do { cell = try CellText.read(bytes, field, as: kinds[index]) } catch {
                let text = RecordScanner.text(bytes, field)
                throw malformed(record, index, "'\(text.prefix(40))' is no \(error.kind.name)")
            }
            if case .integer(let value) = cell, let all = integers[index], !all.contains(value) {
                throw malformed(
                    record, index, "\(value) is not between \(all.lowerBound) and \(all.upperBound)"
                )
            }
            if let figure = cell?.number, let what = limits[index]?.objection(to: figure) {
                throw malformed(record, index, what)
            }
        }
    }

    private func malformed(
        _ record: RecordScanner.Record, _ index: Int, _ what: String
    ) -> ResultsError {
        .malformed(
            path: path, line: record.line, column: index + 1, name: names[index], what: what)
    }

    private mutating func nextRecord() throws(ResultsError) -> RecordScanner.Record? {
        do {
            return try scanner.next()
        } catch {
            throw .malformed(error, path, names)
        }
    }
}
