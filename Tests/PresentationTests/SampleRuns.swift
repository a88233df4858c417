import Results

/// Rows as a suite would write them, with made-up figures.
enum SampleRuns {
    static func row(
        _ transport: String, channels: Int = 1, workload: String = "hotset", rate: Double? = 64,
        status: RunStatus = .completed, total: Double? = nil, downtime: Double? = nil,
        mbps: Double? = nil, cpu: Double? = nil
    ) -> Row {
        var row = Row()
        row[RunColumns.case.transport] = transport
        row[RunColumns.case.channels] = channels
        row[RunColumns.case.workload] = workload
        row[RunColumns.case.memoryBytes] = 256 << 20
        row[RunColumns.case.dirtyRateTargetMiBS] = rate
        row[RunColumns.outcome.status] = status.rawValue
        if status == .completed, transport != "null" { row[RunColumns.outcome.verified] = true }
        row[RunColumns.time.totalMs] = total
        row[RunColumns.time.downtimeMs] = downtime
        row[RunColumns.amount.bandwidthMbps] = mbps
        row[RunColumns.totalCPU.cpuSPerGiB] = cpu
        return row
    }

    /// Five repetitions around a middle, a fixed spread apart.
    static func runs(
        _ transport: String, channels: Int = 1, workload: String = "hotset", rate: Double? = 64,
        total: Double, downtime: Double? = nil, mbps: Double? = nil, cpu: Double? = nil
    ) -> [Row] {
        [1.0, 0.97, 1.03, 0.98, 1.02].map { factor in
            row(
                transport, channels: channels, workload: workload, rate: rate,
                total: total * factor, downtime: downtime.map { $0 * factor },
                mbps: mbps.map { $0 / factor }, cpu: cpu.map { $0 * factor })
        }
    }

    static var suite: [Row] {
        var rows: [Row] = []
        rows += runs("null", total: 5.1, downtime: 0.06, mbps: 421_000, cpu: 0.015)
        rows += runs("multifd", channels: 4, total: 101, downtime: 4.2, mbps: 22_600, cpu: 0.86)
        rows += runs("multifd", channels: 2, total: 109, downtime: 4.25, mbps: 21_000, cpu: 0.88)
        rows += runs("tcp", total: 126, downtime: 6.1, mbps: 18_100, cpu: 0.84)
        for var row in runs("multifd-zerocopy", channels: 4, total: 1171, mbps: 1340) {
            row[RunColumns.amount.zeroCopyFallbacks] = 512
            row[RunColumns.amount.zeroCopySends] = 512
            rows.append(row)
        }
        rows += runs("tcp", workload: "idle", rate: nil, total: 90, downtime: 0.85, mbps: 20_000)
        rows.append(row("multifd", channels: 4, workload: "idle", rate: nil, status: .failed))
        return rows.map { row in
            var row = row
            row[RunColumns.case.downtimeLimitMs] = 300
            return row
        }
    }
}
