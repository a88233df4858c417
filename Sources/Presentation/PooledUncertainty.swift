internal import Results

extension [Row] {
    /// What the CPU seconds a GiB of these completed runs are known within, all together: half the width
    /// of the 95 % interval, the root of the runs' squares added up, over their number
    /// (docs/measurement.md, `cpu_uncertainty_s`); nil where no run has it.
    var cpuUncertaintyPerGiB: Double? {
        let errors = compactMap { row -> Double? in
            guard row[RunColumns.outcome.status] == RunStatus.completed.rawValue,
                let seconds = row[RunColumns.totalCPU.cpuUncertaintyS],
                let sent = row[RunColumns.amount.sentBytes], sent > 0
            else { return nil }
            return seconds / (Double(sent) / 0x1p30)
        }
        guard !errors.isEmpty else { return nil }
        return errors.map { $0 * $0 }.reduce(0, +).squareRoot() / Double(errors.count)
    }
}
