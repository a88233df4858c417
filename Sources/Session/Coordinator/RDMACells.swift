internal import Migration
internal import Results

/// The cells that only RDMA transports have.
struct RDMACells {
    let migration: MigrationSpec
    let source: TransportCounters?
    let destination: TransportCounters?

    /// Writes them: what was asked for always, what was found where there was a run.
    func fill(_ row: inout Row) {
        fillCase(&row)
        row[RunColumns.time.pinSourceMs] = source?.pinMilliseconds
        row[RunColumns.time.pinDestinationMs] = destination?.pinMilliseconds
        row[RunColumns.memory.sourcePinnedBytes] = source?.pinnedBytes.map { Int($0) }
        row[RunColumns.memory.destinationPinnedBytes] = destination?.pinnedBytes.map { Int($0) }
        row[RunColumns.rdma.device] = source?.rdmaDevice
        row[RunColumns.rdma.mtuBytes] = source?.rdmaMTU
    }

    private func fillCase(_ row: inout Row) {
        let definition = migration.transport.definition
        row[RunColumns.case.registration] = definition.registration?.rawValue
        guard let options = migration.rdma else { return }
        for option in RDMAOption.allCases where definition.rdmaOptions.contains(option) {
            fill(option, options, &row)
        }
    }

    private func fill(_ option: RDMAOption, _ options: RDMAOptions, _ row: inout Row) {
        let columns = RunColumns.rdma
        switch option {
        case .chunk: row[RunColumns.case.chunkBytes] = options.chunkBytes
        case .queueDepth:
            row[columns.queueDepth] = options.queueDepth
            row[columns.windowBytes] = options.windowBytes
        case .signalInterval: row[columns.signalInterval] = options.signalInterval
        case .writesPerChunk: row[columns.writesPerChunk] = options.writesPerChunk
        case .completion: row[columns.completionMode] = options.completion.rawValue
        case .relaxedOrdering: row[columns.relaxedOrdering] = options.relaxedOrdering
        case .registrationThreads: row[columns.registrationThreads] = options.registrationThreads
        case .rsocketWrite: row[columns.rsocketWrite] = options.rsocketWrite.rawValue
        }
    }
}
