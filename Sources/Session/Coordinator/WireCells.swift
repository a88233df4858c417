internal import Measurement
internal import Results

/// The cells that say what the cards of both ends counted.
struct WireCells {
    let result: MigrationResult

    /// Fills what was counted.
    func fill(_ row: inout Row) {
        let columns = RunColumns.amount
        if let wire = result.source?.wire {
            row[columns.wireInterface] = wire.name
            row[columns.wireBytes] = wire.bytes.map { Int($0) }
            row[columns.wirePackets] = wire.packets.map { Int($0) }
            row[columns.wireDrops] = wire.drops.map { Int($0) }
            fill(&row, .source, wire.congestion)
        }
        if let wire = result.destination?.wire {
            row[columns.destinationWireInterface] = wire.name
            row[columns.destinationWireBytes] = wire.bytes.map { Int($0) }
            row[columns.destinationWirePackets] = wire.packets.map { Int($0) }
            row[columns.destinationWireDrops] = wire.drops.map { Int($0) }
            fill(&row, .destination, wire.congestion)
        }
    }

    private func fill(_ row: inout Row, _ side: Side, _ use: CongestionUse) {
        let columns = RunColumns.network(side)
        row[columns.pauseFrames] = use.pauseFrames.map { Int($0) }
        row[columns.ecnMarkedPackets] = use.ecnMarked.map { Int($0) }
        row[columns.cnpSent] = use.cnpSent.map { Int($0) }
        row[columns.cnpHandled] = use.cnpHandled.map { Int($0) }
        row[columns.rdmaLosses] = use.losses.map { Int($0) }
    }
}
