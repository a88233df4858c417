/// Which columns say what was asked for, as opposed to what came of it.
extension RunColumns {
    /// What tells apart runs of one transport, beside its channels.
    package static let carrierDetails: [Column] = [
        `case`.registration.column, `case`.chunkBytes.column, rdma.queueDepth.column,
        rdma.signalInterval.column, rdma.writesPerChunk.column, rdma.completionMode.column,
        rdma.relaxedOrdering.column, rdma.registrationThreads.column, rdma.rsocketWrite.column,
        `case`.zeroPageDetection.column,
    ]

    /// How memory was carried.
    package static let carrier: [Column] =
        [`case`.transport.column, `case`.channels.column] + carrierDetails

    /// The guest and its limits, and where it ran: all of a case but how memory was carried.
    package static let setting: [Column] = {
        let carried = Set(carrier)
        return RunColumns.all.filter { $0.group == CaseColumns.group && !carried.contains($0) }
    }()

    /// Names, which say nothing about the case: twins of hosts compare, and so do scenarios that
    /// ask for the same.
    private static let names: Set<Column> = [
        `case`.scenario.column, `case`.sourceHost.column, `case`.destinationHost.column,
    ]

    /// What is the same in all runs of one case.
    package static let caseIdentity: [Column] =
        [identity.engine.column] + setting.filter { !names.contains($0) } + carrier
}
