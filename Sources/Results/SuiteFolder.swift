public import FoundationEssentials
internal import Platform
internal import Synchronization
internal import SystemPackage

/// The folder of one suite: its tables and its sidecars, written by one run at a time.
public final class SuiteFolder: Sendable {
    /// The path of the folder.
    public let path: String
    /// The suite's id: the name of the folder.
    public let id: String
    /// `runs.csv`: one row a migration, see ``RunColumns``.
    public let runs: TableWriter
    /// `rounds.csv`: one row a precopy round, see ``RoundColumns``.
    public let rounds: TableWriter
    /// `timeline.csv`: samples, see ``TimelineColumns``.
    public let timeline: TableWriter
    /// `channels.csv`: one row a TCP connection, see ``ChannelColumns``.
    public let channels: TableWriter
    /// `cpus.csv`: one row a CPU of a host, see ``ProcessorColumns``.
    public let cpus: TableWriter

    /// `evacuations.csv`: one row for all guests that migrated at once, see ``EvacuationColumns``; nil
    /// until there is one.
    private let sums: Mutex<TableWriter?>

    /// Half-written rows that opening removed, for a message.
    public var repairs: [TableWriter.Repair] {
        ([runs, rounds, timeline, channels, cpus] + [sums.withLock { $0 }].compactMap(\.self))
            .compactMap(\.repair)
    }

    /// A file beside the tables that is written as a whole.
    public enum Sidecar: String, Sendable, CaseIterable {
        /// Facts about both hosts.
        case environment = "environment.json"
        /// The scenario as it was run.
        case scenario = "scenario.yml"
        /// How the virtual machines were made; of suites between such only.
        case lab = "lab.json"
        /// What workload `replay` played, in a scenario that has it.
        case trace = "replay.trace"
        /// How the two ends were reached.
        case endpoints = "endpoints.json"

        /// Whether it may hold what others should not see.
        var isPrivate: Bool { self == .endpoints }
    }

    /// The folder of suites whose place nobody chose.
    public static let usualParent = "results"

    /// Makes sure that a folder can be made at `path`, or is there and empty, before work is done
    /// for it; nothing stays.
    ///
    /// - Throws: ``ResultsError`` `.folder` or `.folderExists`.
    public static func checkCreation(at path: String) throws(ResultsError) {
        if Files.isFolder(path), !Files.isEmptyFolder(path) { throw .folderExists(path: path) }
        try checkCreation(under: path)
    }

    /// Makes sure that folders can be made under `parent`, which need not be there yet.
    ///
    /// - Throws: ``ResultsError`` `.folder`.
    public static func checkCreation(under parent: String) throws(ResultsError) {
        var place = FilePath(parent)
        while !Files.exists(place.string), !place.isEmpty { place.removeLastComponent() }
        // Permissions do not tell of a file system that is read-only, or none for folders.
        let trial = place.appending(".bench-\(ThisProcess.id)").string
        do throws(SystemError) {
            _ = try Files.makeFolder(trial)
            try Files.removeFolder(trial)
        } catch { throw .folder(path: parent, error) }
    }

    /// Makes a new folder under `parent`, named by time and scenario; a number is added where
    /// that name is taken.
    ///
    /// - Throws: ``ResultsError`` `.folder`, or what opening a table throws.
    public static func create(
        under parent: String = usualParent, scenario: String, at time: Date = Date()
    ) throws(ResultsError) -> SuiteFolder {
        let id = identifier(scenario: scenario, at: time)
        return try create(numbered: FilePath(parent).appending(id).string)
    }

    /// Makes a new folder at `path`; a number is added where that name is taken.
    ///
    /// - Throws: ``ResultsError`` `.folder`, or what opening a table throws.
    public static func create(numbered path: String) throws(ResultsError) -> SuiteFolder {
        for number in 1...1000 {
            do {
                return try create(at: number == 1 ? path : "\(path)-\(number)")
            } catch .folderExists {
                continue
            }
        }
        throw .folderExists(path: path)
    }

    /// Makes a new folder at `path`; an empty folder that is there already is used.
    ///
    /// - Throws: ``ResultsError`` `.folder`, `.folderExists`, or what opening a table throws.
    public static func create(at path: String) throws(ResultsError) -> SuiteFolder {
        let isNew: Bool
        do throws(SystemError) {
            isNew = try Files.makeFolder(path)
            if isNew { try Files.syncFolder(of: path) }
        } catch {
            throw .folder(path: path, error)
        }
        guard isNew || Files.isEmptyFolder(path) else { throw .folderExists(path: path) }
        return try SuiteFolder(path: path)
    }

    /// Opens a suite to go on with it; ``repairs`` says what was mended.
    ///
    /// - Throws: ``ResultsError`` `.notASuite`, or what opening a table throws: `.locked` where
    ///   another run writes it.
    public static func resume(_ path: String) throws(ResultsError) -> SuiteFolder {
        guard Files.exists(FilePath(path).appending(Table.runs).string) else {
            throw .notASuite(path: path)
        }
        return try SuiteFolder(path: path)
    }

    /// The id of a suite: UTC time with dashes and the scenario's name.
    ///
    /// For example `2026-11-22T21-03-11Z-quick`. Characters that a folder's name should not
    /// have become dashes.
    public static func identifier(scenario: String, at time: Date) -> String {
        let stamp = time.formatted(Date.ISO8601FormatStyle(timeSeparator: .colon))
            .split(separator: ":").joined(separator: "-")
        let name = String(
            scenario.unicodeScalars.prefix(80).map { scalar in
                let isPlain = scalar.isASCII && scalar.properties.isAlphabetic
                let isDigit = ("0"..."9").contains(scalar)
                return isPlain || isDigit || "._-".unicodeScalars.contains(scalar)
                    ? Character(scalar) : "-"
            })
        return "\(stamp)-\(name.isEmpty ? "suite" : name)"
    }

    /// Appends all that is known of one run, or of guests that migrated at once with their `sum`.
    ///
    /// Rows of runs come last, and in one write: rounds, samples and sums without a row are harmless, a
    /// row without them is not whole.
    ///
    /// - Throws: ``ResultsError`` `.rowsNotWritten` with the text of every row that is in no
    ///   file, the runs' own as the last: when their rounds do not fit, they are not written either.
    public func append(_ records: [RunRecord], sum: Row? = nil) throws(ResultsError) {
        var left: [(table: TableWriter, rows: [Row], columns: [Column])] = [
            (rounds, records.flatMap(\.rounds), RoundColumns.all),
            (timeline, records.flatMap(\.timeline), TimelineColumns.all),
            (channels, records.flatMap(\.channels), ChannelColumns.all),
            (cpus, records.flatMap(\.cpus), ProcessorColumns.all),
            (runs, records.map(\.run), RunColumns.all),
        ]
        func text() -> String {
            left.flatMap { part in part.rows.map { CSVFormat.line($0, part.columns) } }.joined()
        }
        if let sum {
            do { left.insert((try evacuations(), [sum], EvacuationColumns.all), at: 0) } catch {
                throw error.losing(CSVFormat.line(sum, EvacuationColumns.all) + text())
            }
        }
        while !left.isEmpty {
            let (table, rows, _) = left.removeFirst()
            do { try table.append(rows) } catch { throw error.losing(text()) }
        }
    }

    /// Writes a sidecar as a whole: a crash leaves the old one or the new one.
    ///
    /// - Throws: ``ResultsError`` `.system`.
    public func write(_ sidecar: Sidecar, _ text: String) throws(ResultsError) {
        try write(sidecar, bytes: [UInt8](text.utf8))
    }

    /// Writes a sidecar that is no text.
    ///
    /// - Throws: ``ResultsError`` `.system`.
    public func write(_ sidecar: Sidecar, bytes: [UInt8]) throws(ResultsError) {
        let path = FilePath(path).appending(sidecar.rawValue).string
        try ResultsError.naming(path) { () throws(SystemError) in
            try Files.replace(path, with: bytes, isPrivate: sidecar.isPrivate)
        }
    }

    /// Whether the folder has a sidecar.
    public func has(_ sidecar: Sidecar) -> Bool {
        Files.exists(FilePath(path).appending(sidecar.rawValue).string)
    }

    /// The text of a sidecar in the folder at `suite`, which nobody opens; nil where there is none.
    ///
    /// - Throws: ``ResultsError`` `.system` or `.unreadable` where it cannot be read, `.sidecar`
    ///   where it is not UTF-8.
    public static func text(
        of sidecar: Sidecar, in suite: String
    ) throws(ResultsError) -> String? {
        let path = FilePath(suite).appending(sidecar.rawValue).string
        guard Files.exists(path) else { return nil }
        let bytes = try UserFile.read(path, atMost: SidecarFile.maximumBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .sidecar(path: path, what: "not UTF-8")
        }
        return text
    }

    enum Table {
        static let runs = "runs.csv"
        static let rounds = "rounds.csv"
        static let timeline = "timeline.csv"
        static let channels = "channels.csv"
        static let cpus = "cpus.csv"
        static let evacuations = "evacuations.csv"
    }

    /// The names of all files that a suite is made of.
    static let files =
        [
            Table.runs, Table.rounds, Table.timeline, Table.channels, Table.cpus,
            Table.evacuations,
        ] + Sidecar.allCases.map(\.rawValue)

    private init(path: String) throws(ResultsError) {
        let folder = FilePath(path).lexicallyNormalized()
        self.path = folder.string
        id = folder.lastComponent?.string ?? folder.string
        // The lock of runs.csv is the folder's: it is taken before anything else is touched.
        runs = try TableWriter(
            path: folder.appending(Table.runs).string, columns: RunColumns.all)
        rounds = try TableWriter(
            path: folder.appending(Table.rounds).string, columns: RoundColumns.all)
        timeline = try TableWriter(
            path: folder.appending(Table.timeline).string, columns: TimelineColumns.all)
        channels = try TableWriter(
            path: folder.appending(Table.channels).string, columns: ChannelColumns.all)
        cpus = try TableWriter(
            path: folder.appending(Table.cpus).string, columns: ProcessorColumns.all)
        let evacuations = folder.appending(Table.evacuations).string
        sums = Mutex(
            Files.exists(evacuations)
                ? try TableWriter(path: evacuations, columns: EvacuationColumns.all) : nil)
    }

    /// The table of evacuations, which is made once there is something to put into it.
    private func evacuations() throws(ResultsError) -> TableWriter {
        if let table = sums.withLock({ $0 }) { return table }
        let table = try TableWriter(
            path: FilePath(path).appending(Table.evacuations).string,
            columns: EvacuationColumns.all)
        sums.withLock { $0 = table }
        return table
    }
}
