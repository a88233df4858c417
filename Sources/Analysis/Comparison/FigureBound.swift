package import Results

extension [Row] {
    /// What the CPU seconds a GiB of these completed runs are known within, all together: half the width
    /// of the 95 % interval, the root of the runs' squares added up, over their number
    /// (docs/measurement.md, `cpu_uncertainty_s`); nil where no run has it.
    package var cpuUncertaintyPerGiB: Double? {
        var picker = CellPicker([
            RunColumns.outcome.status.column, RunColumns.totalCPU.cpuUncertaintyS.column,
            RunColumns.amount.sentBytes.column,
        ])
        let errors = compactMap { row -> Double? in
            let cells = picker.cells(of: row)
            guard cells[0] == .text(RunStatus.completed.rawValue), let seconds = cells[1]?.number,
                let sent = cells[2]?.number, sent > 0
            else { return nil }
            return seconds / (sent / 0x1p30)
        }
        guard !errors.isEmpty else { return nil }
        return errors.map { $0 * $0 }.reduce(0, +).squareRoot() / Double(errors.count)
    }

    /// What the median of a column is less than, where that is all that these runs tell; nil where they tell
    /// more, and of a column that says nothing of how well it is known.
    ///
    /// Such a figure is noise of the kernel's units: it is neither compared nor fitted.
    package func bound(of column: Column) -> Double? {
        guard column == RunColumns.totalCPU.cpuSPerGiB.column, let error = cpuUncertaintyPerGiB,
            let middle = median(figures(column)), abs(middle) <= error
        else { return nil }
        return Swift.max(middle, 0) + error
    }
}
