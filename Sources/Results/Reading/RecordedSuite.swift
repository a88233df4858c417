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
            refusing: { RunCheck.objection(to: $1, in: $0) })
        let place = isFolder ? folder : file.removingLastComponent()
        try self.init(
            name: path, table,
            environment: try RecordedEnvironment.read(
                path: place.appending(SuiteFolder.Sidecar.environment.rawValue).string))
    }

    /// Takes a table that was read already.
    public init(
        name: String, _ table: TableReader, environment: RecordedEnvironment?
    ) throws(ResultsError) {
        let check = RunCheck(table)
        try check.columns()
        try check.rows()
        self.name = name
        rows = table.rows
        columns = Set(table.names)
        self.environment = environment
        warnings = table.warnings + check.warnings()
    }

    /// Puts a suite together that no file holds.
    package init(
        name: String, rows: [Row], columns: Set<String>, environment: RecordedEnvironment?
    ) {
        self.name = name
        self.rows = rows
        self.columns = columns
        self.environment = environment
        warnings = []
    }

    /// The suite with other rows, for what is made of it.
    public func with(rows: [Row]) -> RecordedSuite { RecordedSuite(self, rows) }

    private init(_ other: RecordedSuite, _ rows: [Row]) {
        name = other.name
        columns = other.columns
        environment = other.environment
        warnings = other.warnings
        self.rows = rows
    }

    /// When the earliest run began; nil where no row says it.
    public var startedAt: Date? { rows.compactMap { $0[RunColumns.identity.startedAt] }.min() }
}
