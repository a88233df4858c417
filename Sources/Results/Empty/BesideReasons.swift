/// Why cells of the tables beside runs.csv are empty.
///
/// The columns that are not here never are.
extension EmptyReason {
    /// Of `rows` of a table.
    static func beside(_ table: String, _ rows: [Row]) -> [EmptyReason] {
        switch table {
        case SuiteFolder.Table.rounds: rounds
        case SuiteFolder.Table.timeline: timeline(rows)
        case SuiteFolder.Table.cpus: cpus
        case SuiteFolder.Table.evacuations: evacuations
        default: []
        }
    }

    private static let rounds = [
        EmptyReason(
            [RoundColumns.round.idleQueue.column],
            "only transports over RDMA have a queue of writes")
    ]

    /// What a row of all guests lacks; what it shares with those of its guests is told as of them.
    private static let evacuations: [EmptyReason] = {
        let sum = EvacuationColumns.sum
        let figures =
            [
                RunColumns.time.totalMs.column, RunColumns.time.setupMs.column,
                RunColumns.amount.sentBytes.column, RunColumns.amount.bandwidthMbps.column,
            ] + RunColumns.totalCPU.columns + both(RunColumns.cpu, \.hostBaselineBusyS)
            + sum.columns
        return [
            EmptyReason(figures, "a guest did not complete", where: { !$0.isCompleted }),
            EmptyReason(
                RunColumns.totalCPU.columns + both(RunColumns.cpu, \.hostBaselineBusyS),
                "the hosts' counters were not looked at, or the guests' time was too short for it to be told"
            ),
        ] + table
    }()

    private static let cpus: [EmptyReason] = {
        let columns = ProcessorColumns.cpu
        let figures = [
            columns.busyS, columns.userS, columns.systemS, columns.irqS, columns.softIRQS,
            columns.stealS,
        ]
        return [
            EmptyReason(
                figures.map(\.column),
                "the kernel does not count it, or its counter of that CPU went backwards")
        ]
    }()

    private static func timeline(_ rows: [Row]) -> [EmptyReason] {
        let columns = TimelineColumns.sample
        let host = [
            columns.hostBusyS, columns.hostUserS, columns.hostSystemS, columns.hostIRQS,
            columns.hostSoftIRQS, columns.hostStealS,
        ]
        let threads = [columns.vcpuS, columns.migrationS, columns.channelS, columns.processS]
        let progress = [columns.round, columns.sentBytes, columns.remainingBytes]
        let shown = Set(rows.filter { $0[columns.hostBusyS] != nil }.map(\.end))
        let sampled =
            (host + threads + [columns.dirtyRateMiBS]).map(\.column) + [columns.wireBytes.column]
        return [
            EmptyReason(
                progress.map(\.column), "the source's",
                where: { $0[columns.side] == Side.destination.rawValue }),
            EmptyReason(progress.map(\.column), "nothing was sent yet"),
            EmptyReason(
                sampled, "not looked at in the row where a phase begins",
                where: { $0[columns.processS] == nil }),
            EmptyReason([columns.wireBytes.column], "nothing counts on this way"),
            EmptyReason(
                [columns.dirtyRateMiBS.column],
                "needs a sample before it, of a guest at the same end"),
            EmptyReason(
                host.map(\.column),
                "reading /proc/stat takes so long on this host that a later sample has it",
                where: { shown.contains($0.end) }),
            EmptyReason(host.map(\.column), "/proc/stat does not show it"),
        ]
    }
}

extension Row {
    /// The migration and the end that a sample is of.
    fileprivate var end: [String] {
        let columns = TimelineColumns.sample
        return [self[columns.runID] ?? "", self[columns.side] ?? ""]
    }
}
