internal import Platform
internal import Synchronization
internal import SystemPackage

/// Appends rows to one CSV file, so that whatever happens the file holds whole rows only.
///
/// Rows go out in one write and are on the disk when ``append(_:)-(Row)`` returns. A file has
/// one writer at a time: a lock refuses the second.
public final class TableWriter: Sendable {
    /// The path of the file.
    public let path: String
    /// What opening took off the end of the file; nil where it was in order.
    public let repair: Repair?

    private let columns: [Column]
    private let file: FileDescriptor
    /// The length of the file: it ends with a whole row here.
    private let end: Mutex<Int64>
    private let write: WriteCall

    /// The half-written row that was found at the end of a file and removed.
    public struct Repair: Sendable, Equatable {
        /// The path of the file.
        public let path: String
        /// The line where the row began, from 1.
        public let line: Int
        /// The row's bytes as text.
        public let text: String
    }

    /// Writes bytes at an offset of a file; the tests put failing ones in its place.
    typealias WriteCall =
        @Sendable (FileDescriptor, _ offset: Int64, _ bytes: [UInt8]) throws -> Void

    /// Opens or makes a table.
    ///
    /// A new file gets its header line, and is on the disk with its name when this returns. Of a
    /// file that is there, the header must be the one that this version writes; a last row that
    /// was cut off in the middle is removed, see ``repair``.
    ///
    /// - Throws: ``ResultsError`` `.system`, `.locked`, `.headerDiffers`, `.malformed`, or
    ///   `.rowsNotWritten` for the header.
    public convenience init(path: String, columns: [Column]) throws(ResultsError) {
        try self.init(path: path, columns: columns) { file, offset, bytes in
            _ = try file.writeAll(toAbsoluteOffset: offset, bytes)
        }
    }

    init(path: String, columns: [Column], write: @escaping WriteCall) throws(ResultsError) {
        self.path = path
        self.columns = columns
        self.write = write
        file = try ResultsError.naming(path) { () throws(SystemError) in
            try Files.open(path, .readWrite, [.create, .closeOnExec])
        }
        do throws(ResultsError) {
            let (length, repair) = try Self.prepare(file, TableCheck(path: path, columns: columns))
            end = Mutex(Int64(length))
            self.repair = repair
        } catch {
            Files.unlockAndClose(file)
            throw error
        }
        if end.withLock({ $0 == 0 }) {
            try append(text: CSVFormat.header(columns))
            try ResultsError.naming(path) { () throws(SystemError) in
                try Files.syncFolder(of: path)
            }
        }
    }

    deinit { Files.unlockAndClose(file) }

    /// Appends one row and waits until it is on the disk.
    ///
    /// - Throws: ``ResultsError`` `.rowsNotWritten` with the row's text; the file then ends with
    ///   the row before it.
    public func append(_ row: Row) throws(ResultsError) {
        try append([row])
    }

    /// Appends rows in one write and waits until they are on the disk: all of them or none.
    ///
    /// - Throws: ``ResultsError`` `.rowsNotWritten` with the rows' text.
    public func append(_ rows: [Row]) throws(ResultsError) {
        guard !rows.isEmpty else { return }
        try append(text: rows.map { CSVFormat.line($0, columns) }.joined())
    }

    private func append(text: String) throws(ResultsError) {
        let failed: ResultsError? = end.withLock { end in
            let bytes = [UInt8](text.utf8)
            do throws(SystemError) {
                try put(bytes, at: end)
                end += Int64(bytes.count)
                return nil
            } catch {
                return .rowsNotWritten(
                    path: path, rows: text, error, repaired: cutBack(to: end))
            }
        }
        if let failed { throw failed }
    }

    private func put(_ bytes: [UInt8], at offset: Int64) throws(SystemError) {
        do {
            try write(file, offset, bytes)
        } catch {
            throw Files.wrap(error, "write", "writing \(path)")
        }
        try Files.sync(file, path)
    }

    /// Takes what a failed write left off the end again.
    private func cutBack(to end: Int64) -> Bool {
        do {
            try file.resize(to: end)
            return true
        } catch {
            return false
        }
    }

    /// Locks the file, checks it and takes a torn row off its end.
    ///
    /// - Returns: the length of what is whole, and what was removed.
    private static func prepare(
        _ file: FileDescriptor, _ check: TableCheck
    ) throws(ResultsError) -> (length: Int, repair: Repair?) {
        let path = check.path
        let bytes: [UInt8]? = try ResultsError.naming(path) { () throws(SystemError) in
            try Files.lock(file, path) ? try Files.contents(of: file, path) : nil
        }
        guard let bytes else { throw .locked(path: path) }
        guard let torn = try check.tornRecord(bytes) else { return (bytes.count, nil) }
        try ResultsError.naming(path) { () throws(SystemError) in
            do {
                try file.resize(to: Int64(torn.start))
            } catch {
                throw Files.wrap(error, "ftruncate", "removing a half-written row from \(path)")
            }
            try Files.sync(file, path)
        }
        let text = String(decoding: bytes[torn.start...], as: UTF8.self)
        return (torn.start, Repair(path: path, line: torn.line, text: text))
    }
}
