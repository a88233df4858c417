internal import Guest
internal import Platform
internal import Verbs

/// The destination's end of all RDMA transports: it registers memory, clears zero pages and takes
/// the state; the pages come without its doing.
final class RDMAReceiver: MigrationReceiver {
    private let links: RDMALinks
    private let registration: Registration
    private let options: RDMAOptions
    private let vcpus: Int
    private var memory: GuestMemory?
    private var table: RegionTable?
    private var channels: [ClearChannel] = []
    private var threads: [NativeThread] = []
    private var own = TransportCounters()
    private var state: StateAssembly

    /// How long a channel may lag behind the word on the main link, and how long a thread may take
    /// to end.
    private static let channelSeconds = 15.0

    init(_ links: RDMALinks, registration: Registration, options: RDMAOptions, vcpus: Int) {
        self.links = links
        self.registration = registration
        self.options = options
        self.vcpus = vcpus
        state = StateAssembly(vcpus: vcpus)
    }

    /// Pages that come by WRITE are not seen here, and not counted.
    var counters: TransportCounters {
        var sum = links.counters
        sum.add(own)
        for channel in channels { sum.add(channel.snapshot.counters) }
        sum.bytes += links.links.reduce(0) { $0 + $1.controlBytesReceived }
        sum.pinnedBytes = table?.registeredBytes
        sum.pinMilliseconds = own.pinMilliseconds
        return sum
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) {
        self.memory = memory
        var access = MemoryAccess.remoteWrite
        if options.relaxedOrdering { access.insert(.relaxedOrdering) }
        table = RegionTable(
            memory, unitPages: options.unitPages(registration, pageCount: memory.pageCount),
            in: links.domain, access: access)
        for (index, link) in links.channels.enumerated() {
            let channel = ClearChannel(link, main: links.main, memory: memory)
            channels.append(channel)
            let thread = try system { () throws(SystemError) in
                try NativeThread(name: "rdma-recv-\(index)", role: .channel) { channel.run() }
            }
            threads.append(thread)
        }
    }

    func receive(
        began: (MonotonicTime) -> Void, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome {
        guard let memory, let table else { preconditionFailure("receive() before prepare()") }
        do throws(TransportError) {
            while true {
                let message = try links.main.receive(
                    "waiting for the source", until: links.main.shape.receiveDeadline)
                switch message.kind {
                case .begin: began(try ClockCoding.decode(message.payload))
                case .abandon: return .abandoned
                case .state:
                    guard let whole = try state.add(message) else { continue }
                    try switchOver(whole, resume)
                    return .completed
                default: try serve(message, memory, table)
                }
            }
        } catch {
            // A channel that failed ended the main link: its error is the cause.
            for channel in channels { if let cause = channel.snapshot.error { throw cause } }
            throw error
        }
    }

    private func serve(
        _ message: ControlMessage, _ memory: GuestMemory, _ table: RegionTable
    ) throws(TransportError) {
        switch message.kind {
        case .askClock: try links.main.send(ControlMessage(.clock, .now))
        case .registerAll: try registerAll(table)
        case .register: try register(message, table)
        case .zeroPages:
            let runs = try message.runs(within: memory.pageCount)
            memory.clear(runs)
            own.zeroPages += UInt64(runs.pageTotal)
        case .roundEnd: try endRound(message)
        case .begin, .abandon, .state, .answer, .regions, .credit, .clock:
            throw .malformed("\(message.kind) from the source")
        }
    }

    private func registerAll(_ table: RegionTable) throws(TransportError) {
        guard registration == .pinAll, table.registeredBytes == 0 else {
            throw .malformed("all memory is to be registered at the wrong time")
        }
        let start = MonotonicTime.now
        try table.registerAll()
        own.pinMilliseconds = MonotonicTime.now.seconds(since: start) * 1000
        try announce([Int](0..<table.unitCount), table)
    }

    private func register(
        _ message: ControlMessage, _ table: RegionTable
    ) throws(TransportError) {
        guard registration == .dynamic else {
            throw .malformed("a chunk is to be registered where all memory is")
        }
        let chunks = try message.chunks(below: table.unitCount)
        for chunk in chunks { try table.register(chunk) }
        try announce(chunks, table)
    }

    private func announce(_ units: [Int], _ table: RegionTable) throws(TransportError) {
        var answer = ControlMessage(.regions)
        for announcement in table.announcements(of: units) {
            announcement.encode(to: &answer.payload)
        }
        try links.main.send(answer)
    }

    /// The words on the channels are taken before the answer: what is told there is done then.
    private func endRound(_ message: ControlMessage) throws(TransportError) {
        let deadline = Deadline.after(seconds: Self.channelSeconds)
        for channel in channels where !channel.waitForRoundEnd(until: deadline) {
            throw .timedOut(doing: "waiting for the end of a round on every channel")
        }
        if !message.payload.isEmpty { try links.main.send(ControlMessage(.roundEnd)) }
    }

    private func switchOver(
        _ state: DeviceState, _ resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) {
        let start = MonotonicTime.now
        try resume(state)
        var answer = ControlMessage(.answer)
        AnswerCoding.encode(
            ResumeAnswer(resumeNanoseconds: MonotonicTime.now.nanoseconds - start.nanoseconds),
            to: &answer.payload)
        try links.main.send(answer)
        // Posting succeeds even on a link that has ended: the word is out when it is acknowledged.
        try links.main.sends.drain()
    }

    func abort() { links.abort() }

    func close() {
        for channel in channels { channel.finish() }
        for thread in threads {
            do { try thread.join(until: .after(seconds: Self.channelSeconds)) } catch {
                fatalError("an RDMA channel does not end: \(error)")
            }
        }
        threads = []
        links.close(givingBack: table)
    }
}
