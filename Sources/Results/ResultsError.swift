public import Platform

/// What can go wrong with files of results: which file, where in it, and what to do.
public enum ResultsError: Error, Sendable, CustomStringConvertible {
    /// A system call failed on a file or folder; the error says which and why.
    case system(SystemError, path: String)
    /// A folder for results cannot be made or written.
    case folder(path: String, SystemError)
    /// A folder was to be made and is there already.
    case folderExists(path: String)
    /// A folder was to be resumed and holds no suite.
    case notASuite(path: String)
    /// Another run writes this file now.
    case locked(path: String)
    /// What has this name is nothing to read results from.
    case unreadable(path: String, String)
    /// Rows could not be written. The file ends with the last whole row, unless `repaired` is
    /// false; `rows` are the lost ones, as they would stand in the file.
    case rowsNotWritten(path: String, rows: String, SystemError, repaired: Bool)
    /// The file has another header line than this version writes.
    case headerDiffers(path: String, column: Int, found: String, expected: String)
    /// The file is empty or does not begin with the header line of this table.
    case notATable(path: String, missing: [String])
    /// A place in the file that cannot be read. `line` and `column` count from 1, `name` is the
    /// column's.
    case malformed(path: String, line: Int, column: Int, name: String?, what: String)
    /// A file beside the tables that is not what this version writes.
    case sidecar(path: String, what: String)

    /// The error for a user, with what to do where something can be done.
    public var description: String {
        switch self {
        case .system(let error, let path): "\(path): \(error)"
        case .folder(let path, let error):
            "cannot write results to \(path): \(SystemError.text(for: error.code))\n"
                + "  choose another folder with --output"
        case .folderExists(let path):
            "\(path) exists already\n"
                + "  choose another folder with --output, or go on with --resume \(path)"
        case .notASuite(let path): "\(path) holds no suite: it has no runs.csv"
        case .locked(let path):
            "\(path) is being written by another run\n"
                + "  wait until it ends, or choose another folder with --output"
        case .unreadable(let path, let what): "\(path): \(what)"
        case .rowsNotWritten(let path, _, let error, let repaired):
            "\(path): a row could not be written: \(SystemError.text(for: error.code))\n"
                + (repaired
                    ? "  the file ends with the last whole row"
                    : "  the file may end with a part of it, which the next --resume removes")
        case .headerDiffers(let path, let column, let found, let expected):
            "\(path): line 1, column \(column): '\(found)' where this version writes "
                + "'\(expected)'\n  the file is of another version: write to a new folder"
        case .notATable(let path, let missing):
            "\(path): not a table of results: "
                + (missing.isEmpty
                    ? "it is empty"
                    : "line 1: no column \(missing.prefix(3).joined(separator: ", "))")
        case .malformed(let path, let line, let column, let name, let what):
            "\(path): line \(line), column \(column)" + (name.map { " (\($0))" } ?? "") + ": "
                + what
        case .sidecar(let path, let what): "\(path): not what this version writes: \(what)"
        }
    }

    /// The rows that are in no file, as CSV lines, for stderr; nil for other errors.
    public var lostRows: String? {
        guard case .rowsNotWritten(_, let rows, _, _) = self else { return nil }
        return rows
    }
}

extension ResultsError {
    /// The error with more rows that could not be written because of it.
    func losing(_ more: String) -> ResultsError {
        guard case .rowsNotWritten(let path, let rows, let error, let repaired) = self else {
            return self
        }
        return .rowsNotWritten(path: path, rows: rows + more, error, repaired: repaired)
    }

    /// Runs calls on a file and says which file it was where one fails.
    static func naming<Value>(
        _ path: String, _ body: () throws(SystemError) -> Value
    ) throws(ResultsError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error, path: path) }
    }

    /// A place that the scanner refused, with the name of its column.
    static func malformed(
        _ error: RecordScanner.Malformed, _ path: String, _ names: [String]
    ) -> ResultsError {
        .malformed(
            path: path, line: error.line, column: error.column,
            name: error.column <= names.count ? names[error.column - 1] : nil, what: error.what)
    }

    /// A quoted cell that the file ends in, and that holds whole rows.
    static func neverClosed(
        _ record: RecordScanner.Record, _ path: String, _ names: [String]
    ) -> ResultsError {
        let column = record.cells.count
        return .malformed(
            path: path, line: record.line, column: column,
            name: column <= names.count ? names[column - 1] : nil,
            what: "a quote that is never closed")
    }
}
