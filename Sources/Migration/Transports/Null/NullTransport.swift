internal import Guest
internal import Platform

extension TransportDefinition {
    /// Pages are counted and dropped; the switchover is real.
    ///
    /// What remains is the harness.
    static let null = TransportDefinition(
        overTCP: "pages are discarded: measures the harness itself",
        hasChannels: false, deliversPages: false,
        makeSender: { _, connections, _ in NullSender(connections.main) },
        // Nothing but the switchover arrives, which is what the tcp receiver makes of it.
        makeReceiver: { vcpus, connections in
            SingleStreamReceiver(connections.main, vcpus: vcpus)
        })
}

/// Counts pages as if they had been sent, and sends only the switchover.
final class NullSender: MigrationSender {
    let batchPages = StreamFrame.maximumPagesPayload / GuestSpec.pageBytes
    private(set) var counters = TransportCounters()
    var localAddress: SocketAddress? { stream.connection.localAddress }

    private let stream: MainStream

    init(_ connection: any ByteStream) { stream = MainStream(connection) }

    func prepare(_ memory: GuestMemory) throws(TransportError) {}

    func askClock() throws(TransportError) -> MonotonicTime { try stream.askClock() }

    func begin(at time: MonotonicTime) throws(TransportError) { try stream.send(.begin, time) }

    func send(_ batch: PageBatch) throws(TransportError) {
        let pages = UInt64(batch.normal.pageTotal)
        counters.normalPages += pages
        counters.zeroPages += UInt64(batch.zero.pageTotal)
        counters.bytes += pages * UInt64(GuestSpec.pageBytes)
    }

    func look() throws(TransportError) {}

    func endRound() throws(TransportError) {}

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        let before = stream.bytesSent
        let completion = try stream.complete(state)
        counters.bytes += stream.bytesSent - before
        return completion
    }

    func abandon() throws(TransportError) { try stream.send(StreamFrame(.abandon)) }

    func abort() { stream.connection.shutDown() }

    func close() {
        counters.note([stream.connection.tcp].compactMap(\.self))
        stream.connection.close()
    }
}
