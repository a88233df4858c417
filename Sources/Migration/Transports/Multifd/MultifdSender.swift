internal import Guest
internal import Platform

/// The source's end of multifd: batches travel over the channels, the switchover over the main
/// stream.
final class MultifdSender: MigrationSender {
    let batchPages = MultifdPacket.maximumPages

    private let main: MainStream
    private let streams: [any ByteStream]
    private let writers: [any ChannelWriter]
    private let detectsZeroPages: Bool
    private let team: SendTeam
    private var tcp: [TCPFigures] = []

    /// Takes the main stream and one writer for each channel stream.
    init(
        main: any ByteStream, channels: [any ByteStream], writers: [any ChannelWriter],
        detectsZeroPages: Bool, patience: StreamSocket.Patience
    ) {
        // A channel that finds its peer silent says so before the team gives the channel up.
        team = SendTeam(patienceSeconds: 1.5 * patience.sendSeconds)
        self.main = MainStream(main)
        streams = channels
        self.writers = writers
        self.detectsZeroPages = detectsZeroPages
    }

    var counters: TransportCounters {
        var sum = team.counters
        sum.bytes += main.bytesSent
        sum.note(tcp)
        return sum
    }

    var localAddress: SocketAddress? { main.connection.localAddress }

    func prepare(_ memory: GuestMemory) throws(TransportError) {
        try team.start(
            writers.map { PacketSender($0, memory: memory) }, name: "mfd-send", memory: memory,
            detectsZeroPages: detectsZeroPages)
    }

    func askClock() throws(TransportError) -> MonotonicTime { try main.askClock() }

    func begin(at time: MonotonicTime) throws(TransportError) { try main.send(.begin, time) }

    func send(_ batch: PageBatch) throws(TransportError) { try team.deal(batch) }

    func look() throws(TransportError) { try team.check() }

    /// SYNC on every channel, then the word on the main stream.
    func endRound() throws(TransportError) {
        try team.sync()
        try main.send(StreamFrame(.roundEnd))
    }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        try main.complete(state)
    }

    func abandon() throws(TransportError) { try main.send(StreamFrame(.abandon)) }

    func abort() {
        main.connection.shutDown()
        for stream in streams { stream.shutDown() }
    }

    func close() {
        // The main stream carries no pages: its round trips and window say nothing about them.
        let figures = streams.compactMap(\.tcp)
        if !figures.isEmpty { tcp = figures }
        // A channel that is busy fails now.
        for stream in streams { stream.shutDown() }
        team.close()
        for stream in streams { stream.close() }
        main.connection.close()
    }
}
