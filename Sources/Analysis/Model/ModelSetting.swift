internal import Results

/// What is migrated, over what, and how long it may stand still.
public struct ModelSetting: Sendable, Hashable {
    /// The workload.
    public var workload: String
    /// Guest memory in bytes.
    public var memoryBytes: Double
    /// What the guest should write, in bytes a second; 0 where it rests.
    public var dirtyBytesPerSecond: Double
    /// The size of the working set in bytes; nil where the workload has none.
    public var workingSetBytes: Double?
    /// The share of zero pages, 0 to 1.
    public var zeroShare: Double
    /// The downtime limit in seconds.
    public var downtimeLimitSeconds: Double
    /// Device state in bytes.
    public var deviceStateBytes: Double
    /// What the link carries, in bytes a second; nil is the link that was measured over.
    public var linkBytesPerSecond: Double?
    /// What precopy is limited to, in bytes a second; nil is unlimited.
    public var limitBytesPerSecond: Double?

    /// Megabits a second as bytes a second.
    static let megabit = 1e6 / 8

    /// The setting of a row; nil where it does not say how much memory moves, or how fast a guest
    /// that writes does.
    init?(_ row: Row) {
        let columns = RunColumns.case
        guard let workload = row[columns.workload], let memory = row[columns.memoryBytes],
            memory > 0
        else { return nil }
        self.workload = workload
        memoryBytes = Double(memory)
        let rate = row[columns.dirtyRateTargetMiBS] ?? row[RunColumns.amount.dirtyRateMiBS]
        guard let rate = workload == "idle" ? 0 : rate else { return nil }
        dirtyBytesPerSecond = rate * 0x1p20
        let workingSet = row[columns.workingSetBytes] ?? 0
        workingSetBytes = workingSet > 0 ? Double(workingSet) : nil
        zeroShare = row[columns.zeroShare] ?? 0
        // QEMU's default.
        downtimeLimitSeconds = (row[columns.downtimeLimitMs] ?? 300) / 1000
        deviceStateBytes = Double(row[columns.deviceStateBytes] ?? 0)
        linkBytesPerSecond = nil
        limitBytesPerSecond = row[columns.maxBandwidthMbps].map { $0 * Self.megabit }
    }
}
