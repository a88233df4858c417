internal import Measurement
internal import Results

/// The rows of cpus.csv that one migration has: the source's in order, then the destination's.
struct ProcessorRows {
    let suiteID: String
    let runID: String
    let result: MigrationResult

    var rows: [Row] { side(.source, result.source) + side(.destination, result.destination) }

    private func side(_ side: Side, _ report: SideReport?) -> [Row] {
        (report?.hostCPUs?.list ?? []).map { cpu in
            var row = Row()
            let columns = ProcessorColumns.cpu
            row[columns.schemaVersion] = ProcessorColumns.schemaVersion
            row[columns.suiteID] = suiteID
            row[columns.runID] = runID
            row[columns.side] = side.rawValue
            row[columns.cpu] = cpu.cpu
            row[columns.busyS] = cpu.use.busy
            row[columns.userS] = cpu.use.user
            row[columns.systemS] = cpu.use.system
            row[columns.irqS] = cpu.use.irq
            row[columns.softIRQS] = cpu.use.softirq
            row[columns.stealS] = cpu.use.steal
            return row
        }
    }
}
