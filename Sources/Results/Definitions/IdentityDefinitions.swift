/// What says which run a row is of, and how it ended.
extension ColumnDefinition {
    private static let own = RunColumns.identity

    /// In every table.
    static let names = [
        ColumnDefinition(
            [own.schemaVersion.column], "the latest version that a column came with",
            from: "the column table", known: "exact"),
        ColumnDefinition([own.suiteID.column], "the folder's name", from: "—", known: "exact"),
        ColumnDefinition(
            [own.runID.column], "block, order_index and the time of the beginning, in one word",
            from: "—", known: "exact"),
    ]

    static let identity =
        names + [
            ColumnDefinition(
                [own.startedAt.column], "before anything of the run is prepared",
                from: "CLOCK_REALTIME of the coordinator",
                known: "as well as that host's clock is set", peer: "iperf3 `start.timestamp`"),
            ColumnDefinition(
                [own.toolVersion.column], "of the program that coordinates", from: "the build",
                known: "exact", peer: "iperf3 `start.version`"),
            ColumnDefinition(
                [own.build.column, own.gitCommit.column],
                "of the agents, which are refused where they differ", from: "the agents",
                known: "exact; what differs from a commit is not told",
                peer: "iperf3 `start.version`"),
            ColumnDefinition(
                [own.engine.column], "`simulated`: guests of this program", from: "—",
                known: "exact"),
            ColumnDefinition(
                [own.environmentID.column],
                "the first 12 digits of XXH3 over `must_match` of environment.json",
                from: "the hosts' facts", known: "unequal facts collide once in 2^48"),
            ColumnDefinition(
                [RunColumns.order.block.column, RunColumns.order.orderIndex.column],
                "the place in the shuffled plan", from: "the plan", known: "exact"),
            ColumnDefinition(
                [RunColumns.order.seed.column], "SplitMix64 of the scenario's seed and the block",
                from: "the plan", known: "exact"),
        ]

    static let outcome = [
        ColumnDefinition(
            [RunColumns.outcome.status.column],
            "`completed` where the destination's guest ran and both memories agree",
            from: "the agents' words", known: "exact", peer: "QEMU `status`"),
        ColumnDefinition(
            [RunColumns.outcome.reason.column], "the first error of the end that broke first",
            from: "the agents' words", known: "—", peer: "QEMU `error-desc`"),
        ColumnDefinition(
            [RunColumns.outcome.verified.column],
            "digests of all guest pages are equal, and the guest ran on",
            from: "XXH3 of both memories", known: "unequal memories collide once in 2^64"),
        ColumnDefinition(
            [RunColumns.outcome.disturbed.column], "the limits of measurement.md",
            from: "`/proc/stat`, `/proc/vmstat`, `cpufreq`, `thermal_throttle`, TCP_INFO",
            known: "loads under 5 % of a host pass for none"),
    ]

    static let memory = [
        ColumnDefinition(
            [
                RunColumns.memory.sourcePinnedBytes.column,
                RunColumns.memory.destinationPinnedBytes.column,
            ],
            "the most bytes that were registered at one time", from: "the transport",
            known: "exact, of guest memory and buffers; not of the queue pairs' own",
            peer: "`VmPin` of /proc/PID/status"),
        ColumnDefinition(
            [
                RunColumns.memory.sourcePeakRSSBytes.column,
                RunColumns.memory.destinationPeakRSSBytes.column,
            ],
            "the most that was resident since the run was prepared",
            from: "VmHWM of /proc/self/status, reset by /proc/self/clear_refs",
            known: "the kernel counts in batches of 64 pages a thread", peer: "`time -v`"),
    ]

    static let placement = [
        ColumnDefinition(
            both(RunColumns.placement, \.placement),
            "what was asked of the kernel, and found so when it was looked at again",
            from: "mbind(2), move_pages(2), sched_setaffinity(2)",
            known: "exact for threads; of memory a sample of its pages",
            peer: "`numactl`, `taskset`; `ib_write_bw` takes numactl's")
    ]
}
