/// The columns of `timeline.csv`: samples of a migration while it ran.
public enum TimelineColumns {
    package static let sample = TimelineGroup()

    /// All columns in the order of the header line.
    public static let all: [Column] = inOrderOfAppearance(sample.columns)

    /// The schema version that ``all`` makes up.
    public static let schemaVersion = all.map(\.since).max() ?? 1
}

/// One sample.
package struct TimelineGroup: ColumnGroup {
    static let group = "timeline"

    package let schemaVersion = RunColumns.identity.schemaVersion
    package let suiteID = RunColumns.identity.suiteID
    package let runID = RunColumns.identity.runID
    package let side = Self.text("side", "which end took the sample: source or destination")
    package let tMs = Self.decimal("t_ms", "ms", places: 3, "when, since the start")
    package let phase = Self.text(
        "phase",
        "where it stands, each at the source as soon as it begins: precopy, switchover (stopping the "
            + "guest), last_round, device_state, resume, completed")
    package let round = Self.integer("round", "number of the round, from 1")
    package let sentBytes = Self.integer(
        "sent_bytes", "bytes", "bytes that the source has sent so far")
    package let remainingBytes = Self.integer("remaining_bytes", "bytes", "dirty memory left")
    package let guestOps = Self.integer("guest_ops", "operations", "operations done so far")
    package let wireBytes = Self.integer(
        "wire_bytes", "bytes",
        "bytes that this end's interface or device has sent (received, at the destination) so far, "
            + "of others too", since: 8)
    package let dirtyRateMiBS = Self.decimal(
        "dirty_rate_mib_s", "MiB/s", places: 3, "what the guest wrote since the sample before",
        since: 8)
    package let vcpuS = Self.decimal(
        "vcpu_s", "s", places: 6, "CPU of the vCPU threads so far", since: 8)
    package let migrationS = Self.decimal(
        "migration_s", "s", places: 6, "CPU of the thread that migrates so far", since: 8)
    package let channelS = Self.decimal(
        "channel_s", "s", places: 6, "CPU of the channel threads so far", since: 8)
    package let processS = Self.decimal(
        "process_s", "s", places: 6, "CPU of the agent's process so far", since: 8)
    package let hostBusyS = Self.decimal(
        "host_busy_s", "s", places: 3, "all that the host's CPUs did so far", since: 8)
    package let hostUserS = Self.decimal(
        "host_user_s", "s", places: 3, "host in user mode so far", since: 8)
    package let hostSystemS = Self.decimal(
        "host_system_s", "s", places: 3, "host in the kernel so far", since: 8)
    package let hostIRQS = Self.decimal(
        "host_irq_s", "s", places: 3, "host in interrupts so far", since: 8)
    package let hostSoftIRQS = Self.decimal(
        "host_softirq_s", "s", places: 3, "host in soft interrupts so far", since: 8)
    package let hostStealS = Self.decimal(
        "host_steal_s", "s", places: 3, "time of the host that a hypervisor gave to others so far",
        since: 8)
}
