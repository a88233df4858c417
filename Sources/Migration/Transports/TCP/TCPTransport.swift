internal import Guest
internal import Platform

extension TransportDefinition {
    /// One thread and one stream, as QEMU's plain `tcp:`.
    static let tcp = TransportDefinition(
        summary: "one thread and one stream",
        hasChannels: false, deliversPages: true,
        pinnedBytes: { _, _ in 0 }, minimumKernel: nil,
        makeSender: { _, connections in TCPSender(connections.sockets[0]) },
        makeReceiver: { vcpus, connections in TCPReceiver(connections.sockets[0], vcpus: vcpus) })
}

/// Sends pages as frames on one stream: the runs of a batch first, their content behind.
final class TCPSender: MigrationSender {
    let batchPages = StreamFrame.maximumPagesPayload / GuestSpec.pageBytes
    private(set) var counters = TransportCounters()

    private let stream: MainStream
    private var memory: GuestMemory?

    init(_ socket: StreamSocket) { stream = MainStream(socket) }

    func prepare(_ memory: GuestMemory) throws(TransportError) { self.memory = memory }

    func begin() throws(TransportError) { try stream.send(StreamFrame(.begin)) }

    func send(_ batch: PageBatch) throws(TransportError) {
        if !batch.normal.isEmpty {
            let pages = batch.normal.pageTotal
            let frame = StreamFrame(
                .pages, runCount: batch.normal.count, payloadBytes: pages * GuestSpec.pageBytes)
            try stream.send(frame, runs: batch.normal, from: memory)
            counters.normalPages += UInt64(pages)
        }
        if !batch.zero.isEmpty {
            try stream.send(
                StreamFrame(.zeroPages, runCount: batch.zero.count), runs: batch.zero)
            counters.zeroPages += UInt64(batch.zero.pageTotal)
        }
        counters.bytes = stream.bytesSent
    }

    func endRound() throws(TransportError) {
        try stream.send(StreamFrame(.roundEnd))
        counters.bytes = stream.bytesSent
    }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        let completion = try stream.complete(state)
        counters.bytes = stream.bytesSent
        return completion
    }

    func abandon() throws(TransportError) { try stream.send(StreamFrame(.abandon)) }

    func abort() { stream.socket.shutDown() }

    func close() { stream.socket.close() }
}

/// Receives the frames of one stream straight into guest memory.
final class TCPReceiver: MigrationReceiver {
    private(set) var counters = TransportCounters()

    private let stream: MainStream
    private let vcpus: Int
    private var memory: GuestMemory?

    init(_ socket: StreamSocket, vcpus: Int) {
        stream = MainStream(socket)
        self.vcpus = vcpus
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) { self.memory = memory }

    func receive(
        began: () -> Void, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome {
        guard let memory else { preconditionFailure("receive() before prepare()") }
        while true {
            let frame = try stream.receiveFrame()
            counters.bytes += UInt64(
                StreamFrame.headerBytes + frame.runCount * 8 + frame.payloadBytes)
            switch frame.kind {
            case .pages:
                let runs = try stream.receiveRuns(of: frame, pageCount: memory.pageCount)
                try stream.receiveContent(of: runs, into: memory)
                counters.normalPages += UInt64(runs.pageTotal)
            case .zeroPages:
                let runs = try stream.receiveRuns(of: frame, pageCount: memory.pageCount)
                memory.clear(runs)
                counters.zeroPages += UInt64(runs.pageTotal)
            case .begin: began()
            case .roundEnd: continue
            case .deviceState:
                try stream.switchOver(frame, vcpus: vcpus, resume: resume)
                return .completed
            case .abandon: return .abandoned
            case .answer: throw .malformed("an answer from the source")
            }
        }
    }

    func abort() { stream.socket.shutDown() }

    func close() { stream.socket.close() }
}
