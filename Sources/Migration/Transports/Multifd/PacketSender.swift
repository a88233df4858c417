internal import Guest

/// The work of a multifd channel at the source: batches become packets of a stream.
final class PacketSender: ChannelWork {
    private(set) var counters = TransportCounters()

    private let writer: any ChannelWriter
    private let memory: GuestMemory
    private var packets: UInt64 = 0
    private var header: [UInt8] = []

    /// Sends through `writer`.
    init(_ writer: any ChannelWriter, memory: GuestMemory) {
        self.writer = writer
        self.memory = memory
    }

    func send(_ batch: PageBatch) throws(TransportError) {
        let pages = batch.normal.pageTotal
        let content = pages * GuestSpec.pageBytes
        let isWritten = writer.writesAhead && pages > 0
        let packet = MultifdPacket(
            isWritten: isWritten, normalRuns: batch.normal.count, zeroRuns: batch.zero.count,
            number: packets, payloadBytes: isWritten ? 0 : content)
        try write(packet, batch)
        counters.bytes += UInt64(content)
        counters.normalPages += UInt64(pages)
        counters.zeroPages += UInt64(batch.zero.pageTotal)
    }

    /// The next send tells what has become of the peer.
    func look() throws(TransportError) {}

    func sync() throws(TransportError) {
        try write(MultifdPacket(isSync: true, number: packets), PageBatch())
        try writer.flush()
        // Only now is known what became of the last sends.
        countZeroCopy()
    }

    private func write(_ packet: MultifdPacket, _ batch: PageBatch) throws(TransportError) {
        header.removeAll(keepingCapacity: true)
        packet.encode(to: &header)
        header.append(batch.normal)
        header.append(batch.zero)
        try writer.write(header: header, runs: batch.normal, of: memory)
        packets += 1
        counters.bytes += UInt64(header.count)
        countZeroCopy()
    }

    private func countZeroCopy() {
        guard let zeroCopy = writer.zeroCopy else { return }
        counters.zeroCopySends = zeroCopy.sends
        counters.zeroCopyFallbacks = zeroCopy.fallbacks
    }
}
