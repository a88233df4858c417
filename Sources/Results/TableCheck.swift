internal import Platform

/// What a file that is to be appended to holds already.
struct TableCheck {
    let path: String
    let columns: [Column]

    /// Reads the whole file and refuses what this version could not go on with.
    ///
    /// - Returns: the record that is cut off by the end of the file, if one is.
    func tornRecord(_ bytes: [UInt8]) throws(ResultsError) -> RecordScanner.Record? {
        var scanner = RecordScanner(bytes)
        guard var header = try next(&scanner) else { return nil }
        header.start = 0  // a byte order mark before it goes with it
        if header.isTruncated, CSVFormat.header(columns).utf8.starts(with: bytes) {
            return header
        }
        try checkHeader(header.cells.map { RecordScanner.text(bytes.span, $0) })
        while let record = try next(&scanner) {
            if record.isTruncated {
                // Of a damaged file nothing is removed.
                guard scanner.isDamaged(record, columns: columns.count) else { return record }
                throw .neverClosed(record, path, columns.map(\.name))
            }
            guard record.cells.count == columns.count else {
                throw .malformed(
                    path: path, line: record.line, column: record.cells.count, name: nil,
                    what: "\(record.cells.count) cells where the header has \(columns.count)")
            }
        }
        // A header without its line end: nothing was ever written behind it.
        return header.isTruncated ? header : nil
    }

    private func checkHeader(_ found: [String]) throws(ResultsError) {
        for index in 0..<max(found.count, columns.count) {
            let name = index < found.count ? found[index] : ""
            let expected = index < columns.count ? columns[index].name : ""
            guard name == expected else {
                throw .headerDiffers(
                    path: path, column: index + 1, found: name, expected: expected)
            }
        }
    }

    private func next(
        _ scanner: inout RecordScanner
    ) throws(ResultsError) -> RecordScanner.Record? {
        do {
            return try scanner.next()
        } catch {
            throw .malformed(error, path, columns.map(\.name))
        }
    }
}
