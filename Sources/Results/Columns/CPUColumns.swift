/// CPU time of one end; each column exists with `source_` and with `destination_`.
package struct HostCPUColumns: ColumnGroup {
    static let group = "CPU"

    package let migrationUserS = Self.decimal(
        "migration_user_s", "s", places: 6, .lowerIsBetter, "migration threads in user mode")
    package let migrationSystemS = Self.decimal(
        "migration_system_s", "s", places: 6, .lowerIsBetter, "migration threads in the kernel")
    package let vcpuS = Self.decimal("vcpu_s", "s", places: 6, "threads that play the guest")
    package let hostBusyS = Self.decimal(
        "host_busy_s", "s", places: 3, .lowerIsBetter, "all that the host's CPUs did")
    package let hostUserS = Self.decimal(
        "host_user_s", "s", places: 3, .lowerIsBetter, "host in user mode")
    package let hostSystemS = Self.decimal(
        "host_system_s", "s", places: 3, .lowerIsBetter, "host in the kernel")
    package let hostIRQS = Self.decimal(
        "host_irq_s", "s", places: 3, .lowerIsBetter, "host in interrupts")
    package let hostSoftIRQS = Self.decimal(
        "host_softirq_s", "s", places: 3, .lowerIsBetter, "host in soft interrupts")
    package let hostBaselineBusyS = Self.decimal(
        "host_baseline_busy_s", "s", places: 3,
        "what the host would have used in that time with the guest alone, its vCPUs not counted")
    package let channelUserS = Self.decimal(
        "channel_user_s", "s", places: 6, .lowerIsBetter,
        "of migration_user_s: the channel threads", since: 2)
    package let channelSystemS = Self.decimal(
        "channel_system_s", "s", places: 6, .lowerIsBetter,
        "of migration_system_s: the channel threads", since: 2)
    package let processUserS = Self.decimal(
        "process_user_s", "s", places: 6, .lowerIsBetter,
        "the agent's process in user mode, the guest too", since: 2)
    package let processSystemS = Self.decimal(
        "process_system_s", "s", places: 6, .lowerIsBetter,
        "the agent's process in the kernel, the guest too", since: 2)
    package let hostStealS = Self.decimal(
        "host_steal_s", "s", places: 3, .lowerIsBetter,
        "host wanted to run while a hypervisor ran something else", since: 4)
    package let irqTimeAccounting = Self.flag(
        "irq_time_accounting", "the kernel measures interrupt time and does not sample it",
        since: 4)
    package let processCycles = Self.integer(
        "process_cycles", "cycles", .lowerIsBetter,
        "CPU cycles of the agent's process, the guest too", since: 8)
    package let processInstructions = Self.integer(
        "process_instructions", "instructions", .lowerIsBetter,
        "instructions of the agent's process, the guest too", since: 8)
    package let otherS = Self.decimal(
        "other_s", "s", places: 6, .lowerIsBetter,
        "threads of the agent that neither play the guest nor migrate it", since: 11)
    package let busiestCPUPercent = Self.decimal(
        "busiest_cpu_percent", "%", places: 1, .lowerIsBetter,
        "share of the span that the host's busiest CPU worked", since: 11)
}

/// What the migration cost both ends together.
package struct TotalCPUColumns: ColumnGroup {
    static let group = "CPU"

    package let cpuSPerGiB = Self.decimal(
        "cpu_s_per_gib", "s/GiB", places: 6, .lowerIsBetter,
        "CPU of both hosts a GiB sent; baseline and vCPUs taken off, so it may fall below zero")
    package let cpuUncertaintyS = Self.decimal(
        "cpu_uncertainty_s", "s", places: 6, .lowerIsBetter,
        "half the 95 % interval of that CPU in seconds, for want of finer counters", since: 4)
}
