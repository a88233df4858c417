extension TransportDefinition {
    /// Several streams, a thread each, as QEMU's multifd.
    static let multifd = TransportDefinition(
        summary: "several streams with a thread each; packets of up to 128 pages",
        hasChannels: true, deliversPages: true,
        pinnedBytes: { _, _ in 0 }, minimumKernel: nil,
        makeSender: { spec, connections in
            let channels = [_](connections.sockets.dropFirst())
            return MultifdSender(
                main: connections.sockets[0], channels: channels,
                writers: channels.map { CopyingWriter($0) },
                detectsZeroPages: spec.zeroPageDetection == .multifd)
        },
        makeReceiver: { vcpus, connections in
            MultifdReceiver(
                main: connections.sockets[0], channels: [_](connections.sockets.dropFirst()),
                vcpus: vcpus)
        })
}
