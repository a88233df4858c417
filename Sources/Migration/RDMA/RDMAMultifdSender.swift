internal import Guest
internal import Platform
internal import Verbs

/// The source's end over several queue pairs, each driven by a thread of its own; all memory is
/// registered in setup, once for all of them.
final class RDMAMultifdSender: MigrationSender {
    let batchPages = LinkShape.batchPages

    private let links: RDMALinks
    private let control: SourceControl
    private let options: RDMAOptions
    private let detectsZeroPages: Bool
    private let fault: TransportFault?
    private let team: SendTeam
    private var table: RegionTable?
    private var pinMilliseconds: Double?

    init(
        _ links: RDMALinks, options: RDMAOptions, detectsZeroPages: Bool, fault: TransportFault?
    ) {
        self.links = links
        control = SourceControl(links.main)
        self.options = options
        self.detectsZeroPages = detectsZeroPages
        self.fault = fault
        // A channel that finds its peer silent says so before the team gives the channel up.
        team = SendTeam(patienceSeconds: 2 * links.main.shape.queueSeconds)
    }

    var counters: TransportCounters {
        var sum = links.counters
        sum.add(links.main.counters)
        sum.add(team.counters)
        sum.pinnedBytes = table?.registeredBytes
        sum.pinMilliseconds = pinMilliseconds
        return sum
    }

    var localAddress: SocketAddress? { links.main.connection.localAddress }

    func prepare(_ memory: GuestMemory) throws(TransportError) {
        let table = RegionTable(
            memory, unitPages: options.unitPages(.pinAll, pageCount: memory.pageCount),
            in: links.domain, access: [])
        self.table = table
        pinMilliseconds = try control.registerAll(table)
        var works: [any ChannelWork] = []
        for (index, link) in links.channels.enumerated() {
            let writer = PageWriter(
                link, table: table, options: options, pageCount: memory.pageCount,
                fault: index == 0 ? fault : nil)
            works.append(WriteChannel(link, writer: writer))
        }
        try team.start(
            works, name: "rdma-send", memory: memory, detectsZeroPages: detectsZeroPages)
    }

    func askClock() throws(TransportError) -> MonotonicTime { try control.askClock() }

    func begin(at time: MonotonicTime) throws(TransportError) { try control.begin(at: time) }

    func send(_ batch: PageBatch) throws(TransportError) { try team.deal(batch) }

    func look() throws(TransportError) { try team.check() }

    func endRound() throws(TransportError) {
        try team.sync()
        try control.endRound(mustWait: true)
    }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        try control.complete(state)
    }

    func abandon() throws(TransportError) { try control.abandon() }

    func abort() { links.abort() }

    func close() {
        // A channel that is busy fails now.
        links.abort()
        team.close()
        links.close(givingBack: table)
    }
}

/// The work of a channel: WRITEs and words about zero pages on its own link.
final class WriteChannel: ChannelWork {
    private let link: RDMALink
    private let writer: PageWriter
    private var zeroPages: UInt64 = 0

    init(_ link: RDMALink, writer: PageWriter) {
        self.link = link
        self.writer = writer
    }

    var counters: TransportCounters {
        var sum = link.counters
        sum.add(writer.counters)
        sum.zeroPages = zeroPages
        return sum
    }

    func send(_ batch: PageBatch) throws(TransportError) {
        if !batch.zero.isEmpty {
            try link.sendZero(batch.zero)
            zeroPages += UInt64(batch.zero.pageTotal)
        }
        try writer.write(batch.normal)
    }

    func look() throws(TransportError) { try link.sends.poll() }

    func sync() throws(TransportError) {
        try writer.endRound()
        try link.send(ControlMessage(.roundEnd))
    }
}
