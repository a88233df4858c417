/// Why some columns are empty in some rows: a line of the table of reasons.
///
/// A column that may be empty gets its reason here, beside the columns.
struct EmptyReason: Sendable {
    /// The names of the columns.
    let columns: Set<String>
    /// The reason, where this one applies to the row.
    let reason: @Sendable (Row) -> String?

    init(_ columns: [Column], _ reason: @escaping @Sendable (Row) -> String?) {
        self.columns = Set(columns.map(\.name))
        self.reason = reason
    }

    /// A reason that applies wherever `isSo` does.
    init(
        _ columns: [Column], _ words: String, where isSo: @escaping @Sendable (Row) -> Bool
    ) {
        self.init(columns) { isSo($0) ? words : nil }
    }

    /// A reason that applies to every row that comes to it.
    init(_ columns: [Column], _ words: String) {
        self.init(columns) { _ in words }
    }

    /// All lines in order: of a run that has no figures first, of what was asked for, of what was
    /// measured.
    static let table: [EmptyReason] =
        concurrency + outcome + cases + transports + network + processors + guests + hosts
}

extension Row {
    private func word(_ column: TypedColumn<String>) -> String { self[column] ?? "" }

    var isCompleted: Bool {
        word(RunColumns.outcome.status) == RunStatus.completed.rawValue
    }
    var isNull: Bool { word(RunColumns.case.transport) == "null" }
    var isIdle: Bool { word(RunColumns.case.workload) == "idle" }
    /// Whether the guest writes as fast as it can.
    package var isUnpaced: Bool { !isIdle && self[RunColumns.case.dirtyRateTargetMiBS] == nil }
    var usesRDMA: Bool {
        word(RunColumns.case.transport).hasPrefix("rdma")
            || word(RunColumns.case.transport) == "rsocket"
    }
    var status: String { word(RunColumns.outcome.status) }
}

/// The columns of both ends.
func both<Group: ColumnGroup, Value>(
    _ columns: (Side) -> SideColumns<Group>, _ column: KeyPath<Group, TypedColumn<Value>>
) -> [Column] {
    Side.allCases.map { columns($0)[dynamicMember: column].column }
}

extension EmptyReason {
    /// Runs that did not come to figures.
    private static let measured = RunColumns.all.filter {
        ["time", "amount", "CPU", "guest", "memory", "network", "placement"].contains($0.group)
            || $0.name == RunColumns.outcome.verified.name
            || $0.name == RunColumns.outcome.disturbed.name
            || $0.name == RunColumns.rdma.device.name
            || $0.name == RunColumns.rdma.mtuBytes.name
    }

    static let outcome = [
        EmptyReason(measured) { row in
            row.isCompleted ? nil : "not measured in a run that is \(row.status)"
        },
        EmptyReason(
            [RunColumns.outcome.reason.column], "only a run that did not complete has one",
            where: \.isCompleted),
        EmptyReason(
            [RunColumns.outcome.verified.column], "null discards the pages", where: \.isNull),
        EmptyReason(
            [RunColumns.outcome.disturbed.column], "/proc/stat shows nothing on either host"),
        EmptyReason(
            [RunColumns.identity.gitCommit.column], "the build could not tell its commit"),
        EmptyReason(
            [RunColumns.case.sourceHost.column, RunColumns.case.destinationHost.column],
            "the host does not show its name"),
    ]

    static let cases = [
        EmptyReason(
            [RunColumns.case.dirtyRateTargetMiBS.column], "an idle guest writes nothing",
            where: \.isIdle),
        EmptyReason(
            [RunColumns.case.dirtyRateTargetMiBS.column], "the guest writes as fast as it can"),
        EmptyReason(
            [RunColumns.case.workingSetBytes.column], "only workload hotset has one"),
        EmptyReason([RunColumns.case.maxBandwidthMbps.column], "unlimited"),
    ]
}
