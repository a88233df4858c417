public import FoundationEssentials
internal import Platform
internal import SystemPackage

/// A suite as its files have it: read as a whole, and checked.
///
///     let suite = try RecordedSuite("results/2026-11-22T21-03-11Z-quick")
///     for row in suite.rows { ... }
public struct RecordedSuite: Sendable {
    /// The folder or the CSV file, as it was given.
    public let name: String
    /// One row a migration, in the order of the file.
    public let rows: [Row]
    /// The names in the header line.
    public let columns: Set<String>
    /// What environment.json says; nil where there is none beside the table.
    public let environment: RecordedEnvironment?
    /// The environment ids of the rows, the empty one for rows without; of the whole file where
    /// all rows were taken out.
    public let environmentIDs: Set<String>
    /// What was odd but did not stop the reading, each with file and line.
    public let warnings: [String]

    /// Reads the suite in a folder, or the one that a CSV file holds.
    ///
    /// - Throws: ``ResultsError``: a file that cannot be read, is no table of runs, lacks columns
    ///   of its own version, or holds a row that no run can have written.
    public init(_ path: String) throws(ResultsError) {
        let folder = FilePath(path)
        let isFolder = Files.isFolder(path)
        let file = isFolder ? folder.appending(SuiteFolder.Table.runs) : folder
        guard !isFolder || Files.exists(file.string) else { throw .notASuite(path: path) }
        let first = RunColumns.all.filter { $0.since == 1 }
        let table = try TableReader(
            path: file.string, columns: RunColumns.all, required: first,
            limits: FigureLimits.ofRuns)
        let check = RunCheck(table)
        try check.columns()
        try check.rows()
        name = path
        rows = table.rows
        columns = Set(table.names)
        environmentIDs = Self.environmentIDs(table.rows)
        let place = isFolder ? folder : file.removingLastComponent()
        var warnings = table.warnings + check.warnings()
        environment = try Self.environment(
            place.appending(SuiteFolder.Sidecar.environment.rawValue).string,
            isNeeded: environmentIDs.contains(""), &warnings)
        self.warnings = warnings
    }

    /// What environment.json says: where every row has an id, it only adds words to it.
    private static func environment(
        _ path: String, isNeeded: Bool, _ warnings: inout [String]
    ) throws(ResultsError) -> RecordedEnvironment? {
        do throws(ResultsError) { return try RecordedEnvironment.read(path: path) } catch {
            guard case .sidecar = error, !isNeeded else { throw error }
            warnings.append("\(error)")
            return nil
        }
    }

    private static func environmentIDs(_ rows: [Row]) -> Set<String> {
        Set(rows.map { $0[RunColumns.identity.environmentID] ?? "" })
    }

    /// Puts a suite together that no file holds.
    package init(
        name: String, rows: [Row], columns: Set<String>, environment: RecordedEnvironment?
    ) {
        self.name = name
        self.rows = rows
        self.columns = columns
        self.environment = environment
        environmentIDs = Self.environmentIDs(rows)
        warnings = []
    }

    /// The suite with other rows, for what is made of it.
    public func with(rows: [Row]) -> RecordedSuite { RecordedSuite(self, rows) }

    private init(_ other: RecordedSuite, _ rows: [Row]) {
        name = other.name
        columns = other.columns
        environment = other.environment
        environmentIDs = rows.isEmpty ? other.environmentIDs : Self.environmentIDs(rows)
        warnings = other.warnings
        self.rows = rows
    }

    /// The folder that the files of the suite are in.
    public var folder: String {
        guard name.hasSuffix(".csv") else { return name }
        let folder = FilePath(name).removingLastComponent()
        return folder.isEmpty ? "." : folder.string
    }

    /// Whether a path leads to a file that the suite is made of, or to where it would have one.
    public func owns(_ path: String) -> Bool {
        let file = FilePath(path)
        let parent = file.removingLastComponent()
        let isBeside = Files.isSame(parent.isEmpty ? "." : parent.string, folder)
        if isBeside, let last = file.lastComponent, SuiteFolder.files.contains(last.string) {
            return true
        }
        let own = SuiteFolder.files.map { FilePath(folder).appending($0).string } + [name]
        return own.contains { Files.isSame($0, path) }
    }

    /// The samples of timeline.csv; nil where there is none beside the table.
    ///
    /// - Throws: ``ResultsError``: a file that cannot be read or is no table of samples.
    public func samples() throws(ResultsError) -> TableReader? {
        let path = FilePath(folder).appending(SuiteFolder.Table.timeline).string
        guard Files.exists(path) else { return nil }
        let first = TimelineColumns.all.filter { $0.since == 1 }
        return try TableReader(path: path, columns: TimelineColumns.all, required: first)
    }

    /// Whether the suite ran between virtual machines of the lab, whose figures show function and
    /// no speed.
    public var isOfLab: Bool {
        Files.exists(FilePath(folder).appending(SuiteFolder.Sidecar.lab.rawValue).string)
    }

    /// The suites that the rows are of, by name: one, unless files were put together.
    public var suiteIDs: [String] {
        Set(rows.compactMap { $0[RunColumns.identity.suiteID] }).sorted()
    }

    /// When the earliest run began; nil where no row says it.
    public var startedAt: Date? { rows.compactMap { $0[RunColumns.identity.startedAt] }.min() }
}
