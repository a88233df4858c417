extension EmptyCells {
    /// Why cells of the tables beside runs.csv are empty, by table and column.
    ///
    /// The columns that are not here never are.
    ///
    /// Their causes are the same in every suite, so that these are said of all suites alike: unlike
    /// those of runs.csv, which are looked for in its rows.
    package static let beside: [String: [String: String]] = [
        SuiteFolder.Table.rounds: rounds, SuiteFolder.Table.timeline: timeline,
    ]

    private static let rounds = reasons([
        ([RoundColumns.round.idleQueue.column], "only transports over RDMA have a queue of writes")
    ])

    private static let timeline: [String: String] = {
        let columns = TimelineColumns.sample
        let beginning = "not looked at in the row where a phase begins"
        let host = [
            columns.hostBusyS, columns.hostUserS, columns.hostSystemS, columns.hostIRQS,
            columns.hostSoftIRQS, columns.hostStealS,
        ]
        let threads = [columns.vcpuS, columns.migrationS, columns.channelS, columns.processS]
        let progress = [columns.round, columns.sentBytes, columns.remainingBytes]
        return reasons([
            (progress.map(\.column), "the source's, from its first batch on"),
            ([columns.wireBytes.column], "\(beginning); nothing counts on this way"),
            (
                [columns.dirtyRateMiBS.column],
                "\(beginning); needs a sample before it, of a guest at the same end"
            ), (threads.map(\.column), beginning),
            (
                host.map(\.column),
                "\(beginning); reading /proc/stat takes so long that a later sample has it"
            ),
        ])
    }()

    private static func reasons(_ lines: [([Column], String)]) -> [String: String] {
        var found: [String: String] = [:]
        for (columns, reason) in lines { for column in columns { found[column.name] = reason } }
        return found
    }
}
