internal import Measurement
internal import Migration
internal import Platform
internal import Results

/// The CPU cells of a row.
struct CPUCells {
    let result: MigrationResult
    let identity: SuiteIdentity

    /// Fills what was measured.
    func fill(_ row: inout Row) {
        let source = side(result.source, result.sourceAlone)
        let destination = side(result.destination, result.destinationAlone)
        fill(&row, .source, result.source, source, identity.sourceIRQTime)
        fill(&row, .destination, result.destination, destination, identity.destinationIRQTime)
        guard case .completed = result.source?.ending, let sent = result.source?.counters.bytes
        else { return }
        let cost = CPUCost(
            source: source, destination: destination, shareHost: identity.sharesHost)
        row[RunColumns.totalCPU.cpuSPerGiB] = cost.secondsPerGiB(sentBytes: sent)
        row[RunColumns.totalCPU.cpuUncertaintyS] = cost.uncertaintySeconds
    }

    private func fill(
        _ row: inout Row, _ name: Side, _ report: SideReport?, _ cost: CPUCost.Side,
        _ irqTime: Bool?
    ) {
        guard let report else { return }
        let columns = RunColumns.cpu(name)
        row[columns.migrationUserS] = report.migrationCPU?.user
        row[columns.migrationSystemS] = report.migrationCPU?.system
        row[columns.vcpuS] = report.vcpuSeconds
        row[columns.channelUserS] = report.counters.channelCPU?.user
        row[columns.channelSystemS] = report.counters.channelCPU?.system
        row[columns.processUserS] = report.processCPU?.user
        row[columns.processSystemS] = report.processCPU?.system
        row[columns.processCycles] = report.work?.cycles.map { Int(clamping: $0) }
        row[columns.processInstructions] = report.work?.instructions.map { Int(clamping: $0) }
        row[columns.otherS] = other(report)
        row[columns.busiestCPUPercent] = report.hostCPUs?.busiestShare.map { $0 * 100 }
        columns.fill(&row, report.host)
        row[columns.hostBaselineBusyS] = cost.baseline
        row[columns.irqTimeAccounting] = irqTime
    }

    /// The threads that neither play the guest nor migrate it.
    private func other(_ report: SideReport) -> Double? {
        guard let process = report.processCPU, let vcpu = report.vcpuSeconds,
            let migration = report.migrationCPU
        else { return nil }
        // Channel threads count over their lives, the process over the span: a rest below nothing is none.
        let rest = process.total - vcpu - migration.total
        return rest < 0 ? nil : rest
    }

    private func side(_ report: SideReport?, _ alone: AloneReport?) -> CPUCost.Side {
        let before = alone.flatMap { alone in
            alone.host.map {
                CPUCost.Alone(host: $0, seconds: alone.seconds, vcpu: alone.vcpuSeconds)
            }
        }
        return CPUCost.Side(
            host: report?.host, alone: before, span: report?.spanSeconds,
            vcpu: report?.vcpuSeconds)
    }
}

extension SideColumns<HostCPUColumns> {
    /// Writes what a host did.
    func fill(_ row: inout Row, _ host: HostUse?) {
        row[self.hostBusyS] = host?.busy
        row[self.hostUserS] = host?.user
        row[self.hostSystemS] = host?.system
        row[self.hostIRQS] = host?.irq
        row[self.hostSoftIRQS] = host?.softirq
        row[self.hostStealS] = host?.steal
    }
}
