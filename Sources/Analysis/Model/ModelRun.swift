internal import Results

/// What a completed run says about the model's figures.
struct ModelRun: Sendable {
    let setting: ModelSetting
    let totalSeconds: Double
    let downtimeSeconds: Double
    /// As the guest had it; nil where nobody measured it.
    let blackoutSeconds: Double?
    let setupSeconds: Double
    /// Pinning at the source, which is part of setup.
    let pinSeconds: Double
    /// The stop without the sending of pages.
    let stopSeconds: Double
    /// Bytes a second while pages were sent.
    let bandwidth: Double
    /// Bytes sent for each byte of a page.
    let overhead: Double
    let sentBytes: Double
    let cpuSecondsPerGiB: Double?
    /// CPU seconds of both hosts; nil where nobody measured them.
    var cpuSeconds: Double? { cpuSecondsPerGiB.map { $0 * sentBytes / 0x1p30 } }
    /// A figure; nil of CPU that nobody measured.
    func value(_ metric: MigrationModel.Metric) -> Double? {
        switch metric {
        case .total: totalSeconds
        case .downtime: downtimeSeconds
        case .cpu: cpuSeconds
        }
    }
    /// What the guest wrote of what it should.
    let pace: Double?
    /// The share of zero pages of which only a mark was sent.
    let zeroSkipped: Double?

    /// Nil of a run that did not complete, or that lacks a figure which all depends on.
    ///
    /// - Parameter isCPUKnown: Whether the runs of its case tell what they cost.
    init?(_ row: Row, isCPUKnown: Bool) {
        let (time, amount) = (RunColumns.time, RunColumns.amount)
        guard row[RunColumns.outcome.status] == RunStatus.completed.rawValue,
            let setting = ModelSetting(row), let total = row[time.totalMs],
            let downtime = row[time.downtimeMs], let sent = row[amount.sentBytes], sent > 0
        else { return nil }
        self.setting = setting
        totalSeconds = total / 1000
        downtimeSeconds = downtime / 1000
        blackoutSeconds = row[time.guestBlackoutMs].map { $0 / 1000 }
        setupSeconds = min(row[time.setupMs] ?? 0, total) / 1000
        pinSeconds = (row[time.pinSourceMs] ?? 0) / 1000
        let last = min(row[time.downtimeLastRoundMs] ?? downtime, downtime) / 1000
        stopSeconds = downtimeSeconds - last
        sentBytes = Double(sent)
        let sending = totalSeconds - setupSeconds - stopSeconds
        let pages = sentBytes - setting.deviceStateBytes
        guard sending > 0, pages > 0 else { return nil }
        bandwidth = pages / sending
        let normal = Double(row[amount.normalPages] ?? 0) * DirtyCurve.pageBytes
        overhead = normal > 0 ? max(1, pages / normal) : 1
        cpuSecondsPerGiB = isCPUKnown ? row[RunColumns.totalCPU.cpuSPerGiB] : nil
        let target = row[RunColumns.case.dirtyRateTargetMiBS] ?? 0
        pace = target > 0 ? row[amount.dirtyRateMiBS].map { $0 / target } : nil
        let zero = setting.zeroShare * setting.memoryBytes / DirtyCurve.pageBytes
        zeroSkipped =
            zero >= 1 ? row[amount.zeroPages].map { min(1, Double($0) / zero) } : nil
    }
}
