internal import Platform
internal import Synchronization
internal import Verbs

extension RDMALinks {
    /// How long a peer that has begun to connect may take.
    static let handshakeSeconds = 10.0
    /// How often what is not acknowledged is sent again.
    static let retries: UInt8 = 4

    /// Connects as the source: the proof of the ticket travels in the request.
    /// - Throws: ``TransportError`` when the destination cannot be reached or is not ours.
    static func connect(
        _ spec: MigrationSpec, _ entry: DataPlaneEntry
    ) throws(TransportError) -> RDMALinks {
        var builder = RDMALinkBuilder(spec, patience: entry.patience)
        do throws(TransportError) {
            for channel in 0..<spec.connectionCount {
                try connect(channel, entry, &builder)
            }
            guard let domain = builder.domain else { preconditionFailure("no connection") }
            return try RDMALinks(builder.links, domain: domain)
        } catch {
            builder.abandon()
            throw error
        }
    }

    private static func connect(
        _ channel: Int, _ entry: DataPlaneEntry, _ builder: inout RDMALinkBuilder
    ) throws(TransportError) {
        let deadline = Deadline.after(seconds: handshakeSeconds)
        let connection = try verbs { () throws(VerbsError) in
            let connection = try ConnectionID(on: ConnectionEventChannel())
            try connection.resolveAddress(entry.address, until: deadline)
            try connection.resolveRoute(until: deadline)
            try connection.setAcknowledgementTimeout(
                exponent: entry.patience.acknowledgementExponent)
            return connection
        }
        _ = try builder.add(connection, isMain: channel == 0)
        let handshake = Handshake(ticket: entry.ticket)
        let told = try verbs { () throws(VerbsError) in
            try connection.connect(
                ConnectionParameters(
                    privateData: handshake.hello(channel: channel), retries: retries),
                until: deadline)
        }
        let reply = [UInt8](told.prefix(Handshake.replyBytes))
        guard handshake.accepts(reply: reply, channel: channel) else {
            throw .refused("\(entry.address) does not know this migration")
        }
    }
}

/// The destination's listener for one migration over RDMA: a request without the proof of the
/// ticket is rejected before anything is made for it.
final class RDMAMigrationListener: MigrationListener {
    typealias MakeReceiver = @Sendable (RDMALinks) throws(TransportError) -> any MigrationReceiver

    let address: SocketAddress
    private let listener: ConnectionID
    private let spec: MigrationSpec
    private let entry: DataPlaneEntry
    private let makeReceiver: MakeReceiver
    private let isAborted = Atomic(false)
    private let isClosed = Atomic(false)

    /// Between two looks at whether it was aborted, in seconds.
    private static let lookSeconds = 0.1

    init(
        _ spec: MigrationSpec, _ entry: DataPlaneEntry,
        makeReceiver: @escaping MakeReceiver
    ) throws(TransportError) {
        self.spec = spec
        self.entry = entry
        self.makeReceiver = makeReceiver
        let listener = try verbs { () throws(VerbsError) in
            let listener = try ConnectionID(on: ConnectionEventChannel())
            try listener.bind(to: entry.address)
            try listener.listen()
            return listener
        }
        self.listener = listener
        address = SocketAddress(host: entry.address.host, port: listener.boundPort)
    }

    func accept(until deadline: Deadline) throws(TransportError) -> any MigrationReceiver {
        var builder = RDMALinkBuilder(spec, patience: entry.patience)
        var accepted = [RDMALink?](repeating: nil, count: spec.connectionCount)
        do throws(TransportError) {
            while accepted.contains(where: { $0 == nil }) {
                if isAborted.load(ordering: .acquiring) { throw .cancelled }
                if deadline.hasPassed {
                    throw .timedOut(doing: "waiting for the source to connect")
                }
                let look = deadline.earlier(.after(seconds: Self.lookSeconds))
                let request = try verbs { () throws(VerbsError) in
                    try listener.nextRequest(until: look)
                }
                if let request { try admit(request, &accepted, &builder) }
            }
            guard let domain = builder.domain else { preconditionFailure("no connection") }
            let links = try RDMALinks(accepted.compactMap { $0 }, domain: domain)
            return try makeReceiver(links)
        } catch {
            builder.abandon()
            throw error
        }
    }

    /// Accepts a request that proves the ticket, each channel once, and rejects any other.
    private func admit(
        _ request: ConnectionRequest, _ accepted: inout [RDMALink?],
        _ builder: inout RDMALinkBuilder
    ) throws(TransportError) {
        let handshake = Handshake(ticket: entry.ticket)
        let channel: Int
        do {
            channel = try handshake.channel(inHello: request.privateData)
            guard accepted.indices.contains(channel), accepted[channel] == nil else {
                throw TransportError.refused("channel \(channel) is taken or not expected")
            }
        } catch {
            reject(request)
            return
        }
        let link = try builder.add(request.connection, isMain: channel == 0)
        try verbs { () throws(VerbsError) in
            try request.connection.setAcknowledgementTimeout(
                exponent: entry.patience.acknowledgementExponent)
            try request.connection.accept(
                ConnectionParameters(
                    privateData: handshake.reply(channel: channel), retries: RDMALinks.retries),
                until: .after(seconds: RDMALinks.handshakeSeconds))
        }
        accepted[channel] = link
    }

    /// A stranger who has gone meanwhile is no error.
    private func reject(_ request: ConnectionRequest) {
        do {
            try request.connection.reject()
            try request.connection.close()
            try request.connection.events.close()
        } catch { return }
    }

    func abort() { isAborted.store(true, ordering: .releasing) }

    func close() {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        do {
            try listener.close()
            try listener.events.close()
        } catch { fatalError("an RDMA listener cannot be given back: \(error)") }
    }
}

extension StreamSocket.Patience {
    /// The acknowledgement timeout as an exponent, 4.096 µs times 2 to the power of it: 18 for 1.07 s.
    ///
    /// With the retries, a peer is given up that has been silent for ``silentSeconds`` or somewhat longer.
    var acknowledgementExponent: UInt8 {
        let seconds = silentSeconds / Double(1 + RDMALinks.retries)
        return (1...30).first { 4.096e-6 * Double(1 << Int($0)) >= seconds } ?? 31
    }
}
