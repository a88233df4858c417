internal import Guest
internal import Platform

extension TransportDefinition {
    /// One thread and one stream, as QEMU's plain `tcp:`.
    static let tcp = TransportDefinition(
        overTCP: "one thread and one stream", hasChannels: false,
        makeSender: { _, connections, _ in SingleStreamSender(connections.main) },
        makeReceiver: { vcpus, connections in
            SingleStreamReceiver(connections.main, vcpus: vcpus)
        })
}

/// Sends pages as frames on one stream: the runs of a batch first, their content behind.
final class SingleStreamSender: MigrationSender {
    let batchPages = StreamFrame.maximumPagesPayload / GuestSpec.pageBytes
    private(set) var counters = TransportCounters()
    var localAddress: SocketAddress? { stream.connection.localAddress }

    private let stream: MainStream
    private let detectsZeroPages: Bool
    private var memory: GuestMemory?
    private var sorted = PageBatch()

    /// Sends over `connection`; looks for zero pages itself where it is told to.
    init(_ connection: any ByteStream, detectsZeroPages: Bool = false) {
        stream = MainStream(connection)
        self.detectsZeroPages = detectsZeroPages
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) { self.memory = memory }

    func askClock() throws(TransportError) -> MonotonicTime { try stream.askClock() }

    func begin(at time: MonotonicTime) throws(TransportError) { try stream.send(.begin, time) }

    func send(_ batch: PageBatch) throws(TransportError) {
        guard let memory else { preconditionFailure("send() before prepare()") }
        guard detectsZeroPages else { return try send(batch, from: memory) }
        sorted.removeAll()
        sorted.zero.append(contentsOf: batch.zero)
        for run in batch.normal { sorted.sort(run, of: memory) }
        try send(sorted, from: memory)
    }

    private func send(_ batch: PageBatch, from memory: GuestMemory) throws(TransportError) {
        if !batch.normal.isEmpty {
            try stream.sendPages(batch.normal, from: memory)
            counters.normalPages += UInt64(batch.normal.pageTotal)
        }
        if !batch.zero.isEmpty {
            try stream.send(
                StreamFrame(.zeroPages, runCount: batch.zero.count), runs: batch.zero)
            counters.zeroPages += UInt64(batch.zero.pageTotal)
        }
        counters.bytes = stream.bytesSent
    }

    /// The next send tells what has become of the peer: the kernel watches it.
    func look() throws(TransportError) {}

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

    func abort() { stream.connection.shutDown() }

    func close() {
        counters.note([stream.connection.tcp].compactMap(\.self))
        stream.connection.close()
    }
}

/// Receives the frames of one stream straight into guest memory.
final class SingleStreamReceiver: MigrationReceiver {
    private(set) var counters = TransportCounters()

    private let stream: MainStream
    private let vcpus: Int
    private var memory: GuestMemory?

    init(_ connection: any ByteStream, vcpus: Int) {
        stream = MainStream(connection)
        self.vcpus = vcpus
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) { self.memory = memory }

    func receive(
        began: (MonotonicTime) -> Void, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome {
        guard let memory else { preconditionFailure("receive() before prepare()") }
        while true {
            let frame = try stream.receiveFrame()
            counters.bytes += UInt64(
                StreamFrame.headerBytes + frame.runCount * 8 + frame.payloadBytes)
            switch frame.kind {
            case .pages:
                let runs = try stream.receiveRuns(of: frame, pageCount: memory.pageCount)
                try stream.connection.receiveContent(of: runs, into: memory)
                counters.normalPages += UInt64(runs.pageTotal)
            case .writtenPages:
                guard stream.connection.writesAhead else {
                    throw .malformed("pages were written that nobody has opened")
                }
                let runs = try stream.receiveRuns(of: frame, pageCount: memory.pageCount)
                counters.bytes += UInt64(runs.pageTotal * GuestSpec.pageBytes)
                counters.normalPages += UInt64(runs.pageTotal)
            case .zeroPages:
                let runs = try stream.receiveRuns(of: frame, pageCount: memory.pageCount)
                memory.clear(runs)
                counters.zeroPages += UInt64(runs.pageTotal)
            case .askClock: try stream.send(.clock, .now)
            case .begin: began(try stream.receiveTime(of: frame))
            case .roundEnd: continue
            case .deviceState:
                try stream.switchOver(frame, vcpus: vcpus, resume: resume)
                return .completed
            case .abandon: return .abandoned
            case .answer, .clock: throw .malformed("\(frame.kind) from the source")
            }
        }
    }

    func abort() { stream.connection.shutDown() }

    func close() { stream.connection.close() }
}
