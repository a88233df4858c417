/// The tables beside runs.csv.
extension ColumnDefinition {
    static let rounds: [ColumnDefinition] = {
        let columns = RoundColumns.round
        return [
            ColumnDefinition(
                [columns.round.column], "counted from 1", from: "the engine", known: "exact",
                peer: "QEMU `dirty-sync-count`"),
            ColumnDefinition(
                [columns.startMs.column, columns.durationMs.column],
                "since precopy began; to the end of the round",
                from: "CLOCK_MONOTONIC of the source", known: "25 ns a reading"),
            ColumnDefinition(
                [columns.dirtyPages.column], "bits that the synchronisation found set",
                from: "the dirty log", known: "exact",
                peer: "QEMU trace `migration_bitmap_sync_end`"),
            ColumnDefinition(
                [
                    columns.sentPages.column, columns.zeroPages.column, columns.sentBytes.column,
                ], "as of runs.csv, of the round", from: "the transport", known: "exact"),
            ColumnDefinition(
                [columns.bandwidthMbps.column], "sent_bytes x 8 / duration_ms / 1000",
                from: "computed", known: "as the times are"),
            ColumnDefinition(
                [columns.thresholdBytes.column],
                "bandwidth of the last 100 ms x downtime_limit_ms", from: "the engine",
                known: "as that bandwidth", peer: "QEMU `threshold_size`"),
            ColumnDefinition(
                [columns.remainingBytes.column], "dirty pages known x 4 KiB, at its end",
                from: "the engine", known: "exact", peer: "QEMU `remaining`"),
            ColumnDefinition(
                [columns.throttlePercent.column], "20 %, then steps of 10 % up to 99 %",
                from: "the engine", known: "exact", peer: "QEMU `cpu-throttle-percentage`"),
            ColumnDefinition(
                [columns.idleQueue.column], "sends that found no write under way",
                from: "the transport", known: "a lower bound where signal_interval is above 1"),
        ]
    }()

    static let timeline: [ColumnDefinition] = {
        let columns = TimelineColumns.sample
        let ticks = "ticks: of 50 ms little, of many samples much"
        return [
            ColumnDefinition(
                [columns.side.column, columns.phase.column, columns.round.column],
                "where the end stood", from: "the engine", known: "exact", peer: "QEMU `status`"),
            ColumnDefinition(
                [columns.tMs.column], "since precopy began at the source",
                from: "CLOCK_MONOTONIC of that end",
                known: "source: 25 ns; destination: clock_uncertainty_us"),
            ColumnDefinition(
                [columns.sentBytes.column],
                "as of the last batch; over RDMA what is known to have arrived",
                from: "the engine", known: "one batch; RDMA: all that its queues hold",
                peer: "guestperf, of QEMU `ram`"),
            ColumnDefinition(
                [columns.remainingBytes.column],
                "what the transport was not given yet, as of the last batch", from: "the engine",
                known: "one batch", peer: "guestperf, of QEMU `ram`"),
            ColumnDefinition(
                [columns.guestOps.column], "done since the guest was made",
                from: "the vCPUs' counts", known: "exact"),
            ColumnDefinition(
                [columns.dirtyRateMiBS.column],
                "operations since the sample before x 4 KiB / time between", from: "computed",
                known: "one operation of each vCPU", peer: "QEMU `dirty-pages-rate`"),
            ColumnDefinition(
                [columns.wireBytes.column], "since the first sample",
                from: "as wire_bytes of runs.csv", known: "some cards refresh it rarely",
                peer: "`ip -s link`"),
            ColumnDefinition(
                [columns.vcpuS.column, columns.migrationS.column, columns.channelS.column],
                "threads of the role since the first sample, ended ones too",
                from: "CLOCK_THREAD_CPUTIME_ID", known: "1 µs a thread", peer: "`pidstat -t`"),
            ColumnDefinition(
                [columns.processS.column], "the agent since the first sample",
                from: "getrusage(2) RUSAGE_SELF", known: "1 µs", peer: "`pidstat`"),
            ColumnDefinition(
                [columns.hostBusyS.column],
                "CPUs x time since the first sample - idle - iowait - steal",
                from: "`/proc/stat`, line `cpu`",
                known: "10 ms where ticks stop on idle CPUs; else sampled by ticks",
                peer: "100 - `%idle` of `mpstat`"),
            ColumnDefinition(
                [
                    columns.hostUserS.column, columns.hostSystemS.column,
                    columns.hostIRQS.column, columns.hostSoftIRQS.column, columns.hostStealS.column,
                ], "since the first sample", from: "`/proc/stat`, line `cpu`", known: ticks,
                peer: "`mpstat`, kperf"),
        ]
    }()

    static let channels: [ColumnDefinition] = {
        let columns = ChannelColumns.channel
        return [
            ColumnDefinition(
                [columns.channel.column], "counted from 1", from: "the transport",
                known: "exact", peer: "iperf3 `streams`"),
            ColumnDefinition(
                [columns.retransmits.column], "since it was made",
                from: "TCP_INFO `tcpi_total_retrans`", known: "exact",
                peer: "iperf3 `retransmits`"),
            ColumnDefinition(
                [columns.roundTripUs.column], "at the close", from: "TCP_INFO `tcpi_rtt`",
                known: "smoothed over the last 8 or so samples", peer: "iperf3 `mean_rtt`, `ss -i`"),
            ColumnDefinition(
                [columns.windowSegments.column], "at the close", from: "TCP_INFO `tcpi_snd_cwnd`",
                known: "exact at that moment", peer: "iperf3 `max_snd_cwnd`, `ss -i`"),
        ]
    }()

    static let cpus: [ColumnDefinition] = {
        let columns = ProcessorColumns.cpu
        let kept = "`/proc/stat`, lines `cpu0`, `cpu1`, ..."
        let peer = "`mpstat -P ALL`"
        return [
            ColumnDefinition(
                [columns.side.column],
                "both ends have rows; where they share a host, of the same CPUs over each one's span",
                from: "the plan", known: "exact"),
            ColumnDefinition(
                [columns.cpu.column],
                "CPUs with a tick or with 20 ms of busy_s; those switched on or off meanwhile have no row",
                from: kept, known: "exact", peer: peer),
            ColumnDefinition(
                [columns.busyS.column],
                "span - idle - iowait - steal", from: "\(kept); CLOCK_MONOTONIC",
                known: "14 ms (95 %) where ticks stop on idle CPUs; else sampled by ticks",
                peer: "100 - `%idle` of `mpstat -P ALL`"),
            ColumnDefinition(
                [columns.userS.column], "user + nice over the span", from: kept,
                known: "sampled by ticks, as host_*_s of runs.csv", peer: peer),
            ColumnDefinition(
                [columns.systemS.column, columns.irqS.column, columns.softIRQS.column],
                "the counter of that name over the span", from: kept,
                known: "sampled by ticks, as host_*_s of runs.csv", peer: peer),
            ColumnDefinition(
                [columns.stealS.column], "steal over the span; not in busy_s", from: kept,
                known: "as the hypervisor tells it", peer: peer),
        ]
    }()
}
