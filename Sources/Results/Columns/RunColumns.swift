/// The columns of `runs.csv`: one row a migration.
///
///     var row = Row()
///     row[RunColumns.time.totalMs] = 126.4
///     row[RunColumns.cpu(.source).hostBusyS] = nil  // not measured: an empty cell
///
/// To add a column, declare it in its group's file with `since:` one above
/// ``schemaVersion``: it then stands to the right of all older ones.
public enum RunColumns {
    package static let identity = IdentityColumns()
    package static let order = OrderColumns()
    package static let `case` = CaseColumns()
    package static let outcome = OutcomeColumns()
    package static let time = TimeColumns()
    package static let amount = AmountColumns()
    package static let totalCPU = TotalCPUColumns()
    package static let guest = GuestColumns()
    package static let memory = MemoryColumns()
    package static let rdma = RDMAColumns()
    package static let concurrency = ConcurrencyColumns()
    package static let guestNumber = GuestNumberColumns()

    /// The CPU columns of one end.
    package static func cpu(_ side: Side) -> SideColumns<HostCPUColumns> {
        SideColumns(base: HostCPUColumns(), side: side)
    }

    /// What the network's cards counted at one end.
    package static func network(_ side: Side) -> SideColumns<NetworkColumns> {
        SideColumns(base: NetworkColumns(), side: side)
    }

    /// Where memory and threads of one end went.
    package static func placement(_ side: Side) -> SideColumns<PlacementColumns> {
        SideColumns(base: PlacementColumns(), side: side)
    }

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(
        [
            identity.columns, order.columns, `case`.columns, outcome.columns, time.columns,
            amount.columns, cpu(.source).columns, cpu(.destination).columns, totalCPU.columns,
            guest.columns, memory.columns, rdma.columns, network(.source).columns,
            network(.destination).columns, placement(.source).columns,
            placement(.destination).columns, concurrency.columns, guestNumber.columns,
        ].flatMap { $0 })

    /// The schema version that ``all`` makes up: the latest that a column came with.
    public static let schemaVersion = all.map(\.since).max() ?? 1
}

/// Columns by the version they came with, so that a file only ever grows to the right.
func inOrderOfAppearance(_ columns: [Column]) -> [Column] {
    let versions = Set(columns.map(\.since)).sorted()
    return versions.flatMap { version in columns.filter { $0.since == version } }
}
