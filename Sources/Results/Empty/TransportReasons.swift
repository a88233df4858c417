/// Reasons that lie in how memory was carried.
extension EmptyReason {
    private static let rdmaOnly =
        RDMAColumns().columns + [
            RunColumns.case.registration.column, RunColumns.case.chunkBytes.column,
            RunColumns.time.pinSourceMs.column, RunColumns.time.pinDestinationMs.column,
            RunColumns.memory.sourcePinnedBytes.column,
            RunColumns.memory.destinationPinnedBytes.column,
        ]

    static let transports = [
        EmptyReason(rdmaOnly, "transports over RDMA only", where: { !$0.usesRDMA }),
        EmptyReason(
            [RunColumns.time.pinSourceMs.column, RunColumns.time.pinDestinationMs.column],
            "the transport pins no guest memory in setup"),
        EmptyReason(
            [
                RunColumns.memory.sourcePinnedBytes.column,
                RunColumns.memory.destinationPinnedBytes.column,
            ], "the transport pins no guest memory"),
        EmptyReason(
            [RunColumns.rdma.device.column, RunColumns.rdma.mtuBytes.column],
            "the transport does not show its device"),
        EmptyReason(rdmaOnly, "makes no difference to this transport"),
        EmptyReason(
            [
                RunColumns.amount.zeroCopySends.column, RunColumns.amount.zeroCopyFallbacks.column,
            ], "transport multifd-zerocopy only"),
        EmptyReason(
            [
                RunColumns.amount.tcpRetransmits.column, RunColumns.amount.tcpRoundTripUs.column,
                RunColumns.amount.tcpWindowSegments.column,
            ], "transports over TCP only"),
        EmptyReason(
            both(RunColumns.cpu, \.channelUserS) + both(RunColumns.cpu, \.channelSystemS),
            "the transport has no channel threads at this end"),
    ]

    static let network = [
        EmptyReason(
            [RunColumns.amount.linkCeilingMbps.column], "null sends no pages", where: \.isNull),
        EmptyReason(
            [
                RunColumns.amount.wireInterface.column, RunColumns.amount.wireBytes.column,
                RunColumns.amount.wirePackets.column, RunColumns.amount.wireDrops.column,
                RunColumns.amount.destinationWireInterface.column,
                RunColumns.amount.destinationWireBytes.column,
                RunColumns.amount.destinationWirePackets.column,
                RunColumns.amount.destinationWireDrops.column,
            ],
            "the interface or device has no such counter, or it is not known which of its ports it was"
        ),
        EmptyReason(
            both(RunColumns.network, \.pauseFrames),
            "the interface's driver counts no pauses, as that of loopback"),
        EmptyReason(
            both(RunColumns.network, \.dataAddress), "librdmacm or the kernel does not tell it"),
        EmptyReason(rdmaCounters, "transports over RDMA only", where: { !$0.usesRDMA }),
        EmptyReason(rdmaCounters, "the RDMA device has no such counter"),
    ]

    private static let rdmaCounters =
        both(RunColumns.network, \.ecnMarkedPackets) + both(RunColumns.network, \.cnpSent)
        + both(RunColumns.network, \.cnpHandled) + both(RunColumns.network, \.rdmaLosses)
}
