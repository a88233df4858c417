internal import Guest
internal import Platform
internal import Verbs

/// The source's end over one queue pair: pages as RDMA WRITEs, everything else as control
/// messages.
final class RDMASender: MigrationSender {
    let batchPages = LinkShape.batchPages

    private let links: RDMALinks
    private let control: SourceControl
    private let registration: Registration
    private let options: RDMAOptions
    private let fault: TransportFault?
    private var table: RegionTable?
    private var writer: PageWriter?
    private var registrar: ChunkRegistrar?
    private var pinMilliseconds: Double?

    init(
        _ links: RDMALinks, registration: Registration, options: RDMAOptions,
        fault: TransportFault?
    ) {
        self.links = links
        control = SourceControl(links.main)
        self.registration = registration
        self.options = options
        self.fault = fault
    }

    var counters: TransportCounters {
        var sum = links.counters
        sum.add(links.main.counters)
        if let writer { sum.add(writer.counters) }
        sum.zeroPages = control.zeroPages
        sum.queuedBytes += UInt64(registrar?.queuedBytes ?? 0)
        sum.pinnedBytes = table?.registeredBytes
        sum.pinMilliseconds = pinMilliseconds
        return sum
    }

    var localAddress: SocketAddress? { links.main.connection.localAddress }

    func prepare(_ memory: GuestMemory) throws(TransportError) {
        // Memory is only read here, which needs no access flag.
        let table = RegionTable(
            memory, unitPages: options.unitPages(registration, pageCount: memory.pageCount),
            in: links.domain, access: [])
        self.table = table
        writer = PageWriter(
            links.main, table: table, options: options, pageCount: memory.pageCount, fault: fault)
        switch registration {
        case .pinAll: pinMilliseconds = try control.registerAll(table)
        case .dynamic:
            registrar = ChunkRegistrar(table, memory: memory, control: control)
        }
    }

    func askClock() throws(TransportError) -> MonotonicTime { try control.askClock() }

    func begin(at time: MonotonicTime) throws(TransportError) { try control.begin(at: time) }

    func send(_ batch: PageBatch) throws(TransportError) {
        try control.sendZero(batch.zero)
        let runs = try registrar?.exchange(batch.normal) ?? batch.normal
        try writer?.write(runs)
    }

    func look() throws(TransportError) { try links.main.sends.poll() }

    func endRound() throws(TransportError) {
        while let runs = try registrar?.take() { try writer?.write(runs) }
        try writer?.endRound()
        try control.endRound()
    }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        try control.complete(state)
    }

    func abandon() throws(TransportError) { try control.abandon() }

    func abort() { links.abort() }

    func close() { links.close(givingBack: table) }
}
