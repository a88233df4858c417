/// How a column's figures come about and how well they are known: a line of docs/columns.md.
public struct ColumnDefinition: Sendable {
    /// The columns that it is of: those of both ends share one.
    public let columns: [Column]
    /// What is computed from what, or what is counted.
    public let formula: String
    /// Where the kernel, the device or this program keeps what it is made of.
    public let source: String
    /// How far a figure may be from the truth.
    public let uncertainty: String
    /// Which other tool has the same figure; `none` where none has.
    public let peer: String

    init(
        _ columns: [Column], _ formula: String, from source: String, known uncertainty: String,
        peer: String = "none"
    ) {
        self.columns = columns
        self.formula = formula
        self.source = source
        self.uncertainty = uncertainty
        self.peer = peer
    }
}

/// A table of a suite, with a definition for each of its columns.
public struct ColumnTable: Sendable {
    /// The file.
    public let file: String
    /// What a row is.
    public let row: String
    /// The columns in the order of the header line.
    public let columns: [Column]
    let definitions: [ColumnDefinition]

    /// Of a column; nil where somebody forgot it, which a test looks for.
    public func definition(of column: Column) -> ColumnDefinition? {
        definitions.first { $0.columns.contains(column) }
    }

    /// All definitions, those of columns that the table does not have too.
    public var defined: [Column] { definitions.flatMap(\.columns) }

    /// The tables of a suite.
    public static let all = [runs, rounds, timeline, channels, cpus, evacuations]

    static let runs = ColumnTable(
        file: SuiteFolder.Table.runs, row: "a migration", columns: RunColumns.all,
        definitions: ColumnDefinition.identity + ColumnDefinition.cases + ColumnDefinition.outcome
            + ColumnDefinition.time + ColumnDefinition.amounts + ColumnDefinition.network
            + ColumnDefinition.threads + ColumnDefinition.hosts + ColumnDefinition.guest
            + ColumnDefinition.memory + ColumnDefinition.placement + ColumnDefinition.rdma
            + ColumnDefinition.concurrency)

    static let rounds = ColumnTable(
        file: SuiteFolder.Table.rounds, row: "a precopy round, the last one too",
        columns: RoundColumns.all, definitions: ColumnDefinition.names + ColumnDefinition.rounds)

    static let timeline = ColumnTable(
        file: SuiteFolder.Table.timeline, row: "a sample of one end, every 50 ms",
        columns: TimelineColumns.all,
        definitions: ColumnDefinition.names + ColumnDefinition.timeline)

    static let channels = ColumnTable(
        file: SuiteFolder.Table.channels, row: "a TCP connection of a migration",
        columns: ChannelColumns.all,
        definitions: ColumnDefinition.names + ColumnDefinition.channels)

    static let cpus = ColumnTable(
        file: SuiteFolder.Table.cpus,
        row: "a CPU of an end's host that did anything during a migration",
        columns: ProcessorColumns.all,
        definitions: ColumnDefinition.names + ColumnDefinition.cpus)

    static let evacuations = ColumnTable(
        file: SuiteFolder.Table.evacuations, row: "all guests that migrated at once",
        columns: EvacuationColumns.all, definitions: ColumnDefinition.evacuations)
}
