/// Guests that migrated at once.
extension ColumnDefinition {
    private static let counted = "guests x 2 where they go both ways"

    static let concurrency = [
        ColumnDefinition(
            [RunColumns.concurrency.guests.column], counted, from: "the scenario", known: "exact"),
        ColumnDefinition(
            [RunColumns.concurrency.direction.column],
            "`forward` from the source to the destination, `backward` the other way",
            from: "the scenario", known: "exact", peer: "iperf3 `--bidir`"),
        ColumnDefinition(
            [RunColumns.guestNumber.guest.column],
            "counted from 1, those that go forward first", from: "the plan", known: "exact"),
    ]

    /// Of all of them together.
    static let evacuations: [ColumnDefinition] = {
        let own = evacuationOutcome + evacuationFigures + evacuationHosts
        let defined = Set(own.flatMap(\.columns))
        let asOfRuns = ColumnTable.runs.definitions.compactMap {
            $0.restricted { EvacuationColumns.all.contains($0) && !defined.contains($0) }
        }
        return own + asOfRuns
    }()

    private static let evacuationOutcome = [
        ColumnDefinition(
            [RunColumns.identity.runID.column], "the beginning of its guests' run_id", from: "—",
            known: "exact"),
        ColumnDefinition(
            [RunColumns.concurrency.direction.column], "`both` where guests went both ways",
            from: "the scenario", known: "exact", peer: "iperf3 `--bidir`"),
        ColumnDefinition(
            [RunColumns.outcome.status.column], "the worst of its guests'", from: "runs.csv",
            known: "exact"),
        ColumnDefinition(
            [RunColumns.outcome.reason.column], "how many guests did not complete",
            from: "runs.csv", known: "exact"),
        ColumnDefinition(
            [RunColumns.outcome.verified.column],
            "true where it is of all guests, false where of any", from: "runs.csv",
            known: "unequal memories collide once in 2^64"),
        ColumnDefinition(
            [EvacuationColumns.sum.completedGuests.column], "rows of guests that completed",
            from: "runs.csv", known: "exact"),
    ]

    private static let evacuationFigures: [ColumnDefinition] = {
        let sum = EvacuationColumns.sum
        let clock = "CLOCK_MONOTONIC of the hosts"
        let known = "25 ns a reading; clock_uncertainty_us of guests that come back"
        return [
            ColumnDefinition(
                [sum.startSpreadMs.column], "the last start of setup - the first", from: clock,
                known: known),
            ColumnDefinition(
                [RunColumns.time.totalMs.column], "the last end - the first start of setup",
                from: clock, known: known),
            ColumnDefinition(
                [RunColumns.time.setupMs.column],
                "the first end of a setup - the first start of one", from: clock, known: known),
            ColumnDefinition(
                [RunColumns.amount.sentBytes.column], "the sum over its guests", from: "runs.csv",
                known: "exact; headers of lower layers are not in it"),
            ColumnDefinition(
                [RunColumns.amount.bandwidthMbps.column],
                "sent_bytes x 8 / (total_ms - setup_ms) / 1000", from: "computed",
                known: "as the times are", peer: "iperf3 `sum_sent.bits_per_second`"),
            ColumnDefinition(
                [sum.largestDowntimeMs.column], "the largest of its guests'", from: "runs.csv",
                known: "as of one guest"),
            ColumnDefinition(
                [sum.slowestGuest.column, sum.slowestTotalMs.column],
                "the guest with the largest total_ms; that", from: "runs.csv",
                known: "as of one guest"),
        ]
    }()

    private static let evacuationHosts: [ColumnDefinition] = {
        let reading = "first reading of any guest's span to the last, all CPUs"
        let sampled =
            both(RunColumns.cpu, \.hostUserS) + both(RunColumns.cpu, \.hostSystemS)
            + both(RunColumns.cpu, \.hostIRQS) + both(RunColumns.cpu, \.hostSoftIRQS)
            + both(RunColumns.cpu, \.hostStealS)
        return [
            ColumnDefinition(
                sampled, reading, from: "`/proc/stat`, line `cpu`", known: "as of one guest",
                peer: "kperf, `mpstat`"),
            ColumnDefinition(
                both(RunColumns.cpu, \.hostBusyS),
                "CPUs x time - idle - iowait - steal, \(reading)",
                from: "`/proc/stat`, line `cpu`; CLOCK_MONOTONIC",
                known: "cpu_uncertainty_s for the sum of all",
                peer: "kperf, 100 - `%idle` of `mpstat`"
            ),
            ColumnDefinition(
                both(RunColumns.cpu, \.vcpuS),
                "of all guests from first to last reading: outside of its own span a vCPU's rate alone",
                from: "CLOCK_THREAD_CPUTIME_ID",
                known: "1 µs a thread within spans; before and after as steady as the guest is"),
        ]
    }()

    /// The definition of those of its columns that `belongs` is true of; nil of none.
    private func restricted(_ belongs: (Column) -> Bool) -> ColumnDefinition? {
        let left = columns.filter(belongs)
        guard !left.isEmpty else { return nil }
        return ColumnDefinition(left, formula, from: source, known: uncertainty, peer: peer)
    }
}
