/// CPU, by thread and by host.
extension ColumnDefinition {
    private static let split =
        "the sum by the scheduler's clock; user against system by ticks, unless the kernel has "
        + "CONFIG_VIRT_CPU_ACCOUNTING_GEN"

    static let threads = [
        ColumnDefinition(
            both(RunColumns.cpu, \.migrationUserS) + both(RunColumns.cpu, \.migrationSystemS),
            "the thread that migrates over the span + channel threads over their lives",
            from: "getrusage(2) RUSAGE_THREAD", known: split,
            peer: "iperf3 `cpu_utilization_percent` x time, of a process"),
        ColumnDefinition(
            both(RunColumns.cpu, \.channelUserS) + both(RunColumns.cpu, \.channelSystemS),
            "channel threads over their lives", from: "getrusage(2) RUSAGE_THREAD", known: split,
            peer: "`pidstat -t`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.processUserS) + both(RunColumns.cpu, \.processSystemS),
            "the agent over the span, the guest and the sampler too",
            from: "getrusage(2) RUSAGE_SELF", known: split,
            peer: "iperf3 `cpu_utilization_percent`, `time`, `perf stat` task-clock"),
        ColumnDefinition(
            both(RunColumns.cpu, \.vcpuS), "vCPU threads over the span",
            from: "CLOCK_THREAD_CPUTIME_ID", known: "1 µs a thread",
            peer: "guestperf `vcpu` samples of /proc"),
        ColumnDefinition(
            both(RunColumns.cpu, \.processCycles) + both(RunColumns.cpu, \.processInstructions),
            "the agent's threads over the span, user mode and kernel",
            from: "perf_event_open(2), inherited",
            known: "exact; scaled up where counters take turns", peer: "`perf stat -p`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.otherS),
            "process_user_s + process_system_s - vcpu_s - migration_user_s - migration_system_s; "
                + "empty where that is below 0", from: "computed",
            known: "what channel threads do before and after the span is taken off too",
            peer: "`pidstat -t`"),
    ]

    private static let ticks = "sampled by ticks; they need not add up to host_busy_s"

    static let hosts = [
        ColumnDefinition(
            both(RunColumns.cpu, \.hostUserS), "user + nice over the span, all CPUs",
            from: "`/proc/stat`, line `cpu`", known: ticks, peer: "kperf, qperf, `mpstat`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.hostSystemS), "system over the span, all CPUs",
            from: "`/proc/stat`, line `cpu`", known: ticks, peer: "kperf, qperf, `mpstat`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.hostIRQS) + both(RunColumns.cpu, \.hostSoftIRQS),
            "irq; softirq over the span, all CPUs", from: "`/proc/stat`, line `cpu`",
            known: "\(ticks); without irq time accounting only what ticks happened to hit",
            peer: "kperf, qperf, `mpstat`; perftest and iperf3 leave it out"),
        ColumnDefinition(
            both(RunColumns.cpu, \.hostBusyS), "CPUs x span - idle - iowait - steal",
            from: "`/proc/stat`, line `cpu`; CLOCK_MONOTONIC",
            known: "14 ms (95 %) where ticks stop on idle CPUs; else sampled by ticks",
            peer: "kperf, qperf, 100 - `%idle` of `mpstat`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.busiestCPUPercent),
            "the largest busy_s of the host's CPUs / span x 100; not above 100",
            from: "`/proc/stat`, lines `cpu0`, `cpu1`, ...",
            known: "10 points or better (95 %); empty where the span is too short for that: below "
                + "140 ms where ticks stop on idle CPUs", peer: "`mpstat -P ALL`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.hostStealS), "steal over the span; not in host_busy_s",
            from: "`/proc/stat`, line `cpu`", known: "as the hypervisor tells it",
            peer: "`mpstat`"),
        ColumnDefinition(
            both(RunColumns.cpu, \.hostBaselineBusyS),
            "(busy - vCPUs) while the guest ran alone x span / time watched",
            from: "`/proc/stat`, CLOCK_THREAD_CPUTIME_ID",
            known: "as host_busy_s x span / time watched; other work may come and go",
            peer: "kperf"),
        ColumnDefinition(
            both(RunColumns.cpu, \.irqTimeAccounting), "CONFIG_IRQ_TIME_ACCOUNTING",
            from: "`/proc/config.gz`, `/boot/config-*`", known: "exact"),
        ColumnDefinition(
            [RunColumns.totalCPU.cpuSPerGiB.column],
            "(host_busy_s - host_baseline_busy_s - vcpu_s, of both hosts) / (sent_bytes / 2^30)",
            from: "computed", known: "cpu_uncertainty_s / (sent_bytes / 2^30)",
            peer: "qperf `cpus_used` a GB, kperf"),
        ColumnDefinition(
            [RunColumns.totalCPU.cpuUncertaintyS.column],
            "1.96 x the root of the variance in measurement.md",
            from: "the unit of `/proc/stat`; the resolution of CLOCK_MONOTONIC_COARSE, CPUs online",
            known: "a model"),
    ]
}
