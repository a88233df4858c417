internal import Guest
internal import Platform
internal import Verbs

/// The source's end over rsockets: the single stream where there is one connection, else multifd.
final class RSocketSender: MigrationSender {
    private let framing: any MigrationSender
    /// The streams that carry pages.
    private let pageStreams: [RSocketByteStream]
    private let device: RSocketDevice

    /// Makes the end over proven connections.
    init(
        _ connections: DataConnections<RSocketByteStream>, device: RSocketDevice,
        detectsZeroPages: Bool, patience: StreamSocket.Patience
    ) {
        self.device = device
        let channels = connections.channels
        if channels.isEmpty {
            pageStreams = [connections.main]
            framing = SingleStreamSender(connections.main, detectsZeroPages: detectsZeroPages)
        } else {
            pageStreams = channels
            framing = MultifdSender(
                main: connections.main, channels: channels,
                writers: channels.map { CopyingWriter($0) }, detectsZeroPages: detectsZeroPages,
                patience: patience)
        }
    }

    var batchPages: Int { framing.batchPages }

    var counters: TransportCounters {
        var counters = framing.counters
        device.describe(&counters)
        return counters
    }

    var localAddress: SocketAddress? { framing.localAddress }

    /// Where pages are written ahead, waits until the destination has opened its memory.
    func prepare(_ memory: GuestMemory) throws(TransportError) {
        for stream in pageStreams where stream.writesAhead { try stream.waitUntilOpen(memory) }
        try framing.prepare(memory)
    }

    func askClock() throws(TransportError) -> MonotonicTime { try framing.askClock() }

    func begin(at time: MonotonicTime) throws(TransportError) { try framing.begin(at: time) }

    func send(_ batch: PageBatch) throws(TransportError) { try framing.send(batch) }

    func look() throws(TransportError) { try framing.look() }

    func endRound() throws(TransportError) { try framing.endRound() }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        try framing.complete(state)
    }

    func abandon() throws(TransportError) { try framing.abandon() }

    func abort() { framing.abort() }

    func close() { framing.close() }
}
