internal import Platform
internal import Synchronization
internal import Verbs

/// What both ends make their rsockets with.
struct RSocketSettings: Sendable {
    /// The buffer that pages go through, at the sending and at the receiving end.
    ///
    /// As large as rstream's, which the transport is compared with. It takes the largest frame at
    /// once, and the half of it that the receiver grants at a time is what 100 Gb/s have under way
    /// in 40 µs.
    static let bufferBytes = 1 << 20
    /// The buffer for the other direction, where little is sent: the library's default.
    static let smallBufferBytes = 1 << 17
    /// The longest that connecting and proving all connections may take.
    static let handshakeSeconds = 10.0

    let writesAhead: Bool
    let patience: StreamSocket.Patience

    init(_ spec: MigrationSpec, _ patience: StreamSocket.Patience) {
        writesAhead = spec.rdmaOptions.rsocketWrite == .direct
        self.patience = patience
    }

    /// The sizes of a source's rsockets: the library doubles the buffer that it is asked for.
    var ofSource: RSocketSizes {
        RSocketSizes(
            sendBufferBytes: Int32(Self.bufferBytes / 2),
            peerRegions: writesAhead ? Int32(OpenedRegions.maximumRegions) : nil)
    }

    /// The sizes of a destination's.
    var ofDestination: RSocketSizes {
        RSocketSizes(receiveBufferBytes: Int32(Self.bufferBytes / 2))
    }

    /// Lets the library follow the connections of both ends, which tests have in one process, and
    /// `strangers`.
    static func makeRoom(
        for spec: MigrationSpec, strangers: Int = 0, at address: SocketAddress
    ) throws(TransportError) {
        try verbs { () throws(VerbsError) in
            try ConnectService.makeRoom(
                for: 2 * spec.connectionCount + strangers, towards: address)
        }
    }

    func stream(_ socket: RSocketStream) -> RSocketByteStream {
        RSocketByteStream(socket, patience: patience, writesAhead: writesAhead)
    }
}

extension DataConnections where Stream == RSocketByteStream {
    /// Connects as the source: the proof of the ticket is the first that is said on each stream.
    /// - Throws: ``TransportError`` when the destination cannot be reached or is not ours.
    static func connect(
        _ spec: MigrationSpec, _ entry: DataPlaneEntry
    ) throws(TransportError) -> DataConnections {
        let settings = RSocketSettings(spec, entry.patience)
        try RSocketSettings.makeRoom(for: spec, at: entry.address)
        let deadline = Deadline.after(seconds: RSocketSettings.handshakeSeconds)
        let connections = try DataConnections(
            count: spec.connectionCount, to: entry.address, ticket: entry.ticket, until: deadline
        ) { () throws(TransportError) in
            settings.stream(
                try verbs { () throws(VerbsError) in
                    try RSocketStream(
                        connectingTo: entry.address, sizes: settings.ofSource, until: deadline)
                })
        }
        try connections.watchPeers()
        return connections
    }

    /// Watches all peers, or drops all.
    func watchPeers() throws(TransportError) {
        do throws(TransportError) {
            for stream in streams { try stream.watchPeer() }
        } catch {
            for stream in streams { stream.drop() }
            throw error
        }
    }
}

/// The destination's listener for one migration over rsockets.
///
/// rsockets have no room for a proof in the request to connect, so that whoever comes is let in,
/// and librdmacm registers the buffers of the connection before anything is proven. The ticket must
/// be proven before anything else is read, and guest memory is registered for the proven only.
final class RSocketMigrationListener: MigrationListener {
    /// The most connections that may be on trial at once.
    ///
    /// Each has buffers that are pinned; the source's own come one after the other.
    private static let maximumPending = 4
    /// Between two looks at who has come and said something, in seconds: rpoll cannot wait for all
    /// of them together.
    private static let lookSeconds = 0.002

    private let listener: RSocketListener
    private let spec: MigrationSpec
    private let entry: DataPlaneEntry
    private let vcpus: Int
    private let device: RSocketDevice
    private let settings: RSocketSettings
    private let isAborted = Atomic(false)

    init(
        _ spec: MigrationSpec, _ entry: DataPlaneEntry, vcpus: Int
    ) throws(TransportError) {
        self.spec = spec
        self.entry = entry
        self.vcpus = vcpus
        let settings = RSocketSettings(spec, entry.patience)
        self.settings = settings
        device = try RSocketDevice(at: entry.address)
        try RSocketSettings.makeRoom(
            for: spec, strangers: Self.maximumPending, at: entry.address)
        listener = try verbs { () throws(VerbsError) in
            try RSocketListener(on: entry.address, sizes: settings.ofDestination)
        }
    }

    var address: SocketAddress { listener.address }

    func accept(until deadline: Deadline) throws(TransportError) -> any MigrationReceiver {
        let connections = try connections(until: deadline)
        try connections.watchPeers()
        return RSocketReceiver(connections, device: device, vcpus: vcpus)
    }

    private func connections(
        until deadline: Deadline
    ) throws(TransportError) -> DataConnections<RSocketByteStream> {
        var trials = Trials<RSocketByteStream>(
            count: spec.connectionCount, handshake: Handshake(ticket: entry.ticket),
            maximumPending: Self.maximumPending)
        do throws(TransportError) {
            while !trials.isComplete {
                if isAborted.load(ordering: .acquiring) { throw .cancelled }
                if deadline.hasPassed {
                    throw .timedOut(doing: "waiting for the source to connect")
                }
                try serve(&trials)
            }
        } catch {
            _ = trials.finish()
            throw error
        }
        guard let connections = trials.finish() else {
            preconditionFailure("connections are complete and one is missing")
        }
        return connections
    }

    /// Lets in who wants to come and hears everybody, once.
    private func serve(_ trials: inout Trials<RSocketByteStream>) throws(TransportError) {
        let come = try verbs { () throws(VerbsError) -> RSocketStream? in
            try listener.accept(until: .after(seconds: 0))
        }
        if let come { trials.admit(settings.stream(come)) }
        trials.advance(trials.streams.indices)
        if come == nil { MonotonicTime.now.advanced(bySeconds: Self.lookSeconds).sleep() }
    }

    func abort() { isAborted.store(true, ordering: .releasing) }

    func close() { listener.close() }
}
