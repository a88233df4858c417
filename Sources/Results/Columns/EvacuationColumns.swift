/// The columns of `evacuations.csv`: one row for all guests that migrated at once.
///
/// Each guest has a row of its own in `runs.csv`, so that no reader takes a sum for a migration.
public enum EvacuationColumns {
    package static let sum = EvacuationGroup()

    /// What the row has in common with those of its guests.
    package static let shared: [Column] =
        RunColumns.identity.columns
        + [RunColumns.order.block.column, RunColumns.order.orderIndex.column] + RunColumns.setting
        + RunColumns.carrier

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(
        shared + outcome + figures + Side.allCases.flatMap(host) + sum.columns)

    /// The schema version that ``all`` makes up.
    public static let schemaVersion = all.map(\.since).max() ?? 1

    /// The name in runs.csv of one of the guests of a run, counted from 1.
    package static func runID(ofGuest number: Int, in shared: String) -> String {
        "\(shared)-g\(number)"
    }

    private static let outcome = [
        RunColumns.outcome.status.column, RunColumns.outcome.reason.column,
        RunColumns.outcome.verified.column,
    ]

    private static let figures =
        [
            RunColumns.time.totalMs.column, RunColumns.time.setupMs.column,
            RunColumns.amount.sentBytes.column, RunColumns.amount.bandwidthMbps.column,
        ] + RunColumns.totalCPU.columns

    private static func host(_ side: Side) -> [Column] {
        let cpu = RunColumns.cpu(side)
        return [
            cpu.vcpuS.column, cpu.hostBusyS.column, cpu.hostUserS.column, cpu.hostSystemS.column,
            cpu.hostIRQS.column, cpu.hostSoftIRQS.column, cpu.hostStealS.column,
            cpu.hostBaselineBusyS.column,
        ]
    }
}

/// What only all guests together have.
package struct EvacuationGroup: ColumnGroup {
    static let group = "evacuation"

    package let completedGuests = Self.integer(
        "completed_guests", "guests", .higherIsBetter, "guests that completed", since: 10)
    package let startSpreadMs = Self.decimal(
        "start_spread_ms", "ms", places: 3, .lowerIsBetter,
        "from the first guest's start to the last one's", since: 10)
    package let largestDowntimeMs = Self.decimal(
        "largest_downtime_ms", "ms", places: 3, .lowerIsBetter,
        "the largest downtime_ms of a guest", since: 10)
    package let slowestGuest = Self.integer(
        "slowest_guest", "number of the guest whose migration took longest", since: 10)
    package let slowestTotalMs = Self.decimal(
        "slowest_total_ms", "ms", places: 3, .lowerIsBetter, "its total_ms", since: 10)
}
