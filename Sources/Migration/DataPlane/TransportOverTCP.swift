internal import Platform

extension TransportDefinition {
    /// A transport whose ends are made over proven TCP connections: the main stream and, where
    /// the transport has them, the channels.
    init(
        overTCP summary: String, hasChannels: Bool, deliversPages: Bool = true,
        pinnedBytes: @escaping @Sendable (MigrationSpec, Int) -> Int = { _, _ in 0 },
        minimumKernel: (major: Int, minor: Int)? = nil,
        makeSender:
            @escaping @Sendable (
                MigrationSpec, DataConnections<TCPByteStream>, StreamSocket.Patience
            ) throws(TransportError) -> any MigrationSender,
        makeReceiver: @escaping TCPMigrationListener.MakeReceiver
    ) {
        self.summary = summary
        self.hasChannels = hasChannels
        self.deliversPages = deliversPages
        registration = nil
        self.pinnedBytes = pinnedBytes
        pinnedBytesAtDestination = { _, _ in 0 }
        self.minimumKernel = minimumKernel
        needsRDMA = false
        connectionCount = { spec in hasChannels ? 1 + spec.channels : 1 }
        rdmaOptions = []
        connect = { spec, entry, _ throws(TransportError) in
            try makeSender(
                spec,
                .connect(
                    to: entry.address, ticket: entry.ticket, count: spec.connectionCount,
                    patience: entry.patience),
                entry.patience)
        }
        listen = { spec, vcpus, entry throws(TransportError) in
            try TCPMigrationListener(
                entry, count: spec.connectionCount, vcpus: vcpus, makeReceiver: makeReceiver)
        }
    }
}

/// Takes the connections of one migration over TCP and makes the destination's end over them.
final class TCPMigrationListener: MigrationListener {
    typealias MakeReceiver =
        @Sendable (
            _ vcpus: Int, DataConnections<TCPByteStream>
        ) throws(TransportError) -> any MigrationReceiver

    private let listener: DataPlaneListener
    private let patience: StreamSocket.Patience
    private let count: Int
    private let vcpus: Int
    private let makeReceiver: MakeReceiver

    init(
        _ entry: DataPlaneEntry, count: Int, vcpus: Int, makeReceiver: @escaping MakeReceiver
    ) throws(TransportError) {
        listener = try DataPlaneListener(on: entry.address, ticket: entry.ticket)
        patience = entry.patience
        self.count = count
        self.vcpus = vcpus
        self.makeReceiver = makeReceiver
    }

    var address: SocketAddress { listener.address }

    func accept(until deadline: Deadline) throws(TransportError) -> any MigrationReceiver {
        try makeReceiver(
            vcpus, listener.accept(count: count, patience: patience, until: deadline))
    }

    func abort() { listener.abort() }

    func close() { listener.close() }
}
