extension TransportDefinition {
    /// Several streams, a thread each, as QEMU's multifd.
    static let multifd = TransportDefinition(
        overTCP: "several streams with a thread each; packets of up to 128 pages",
        hasChannels: true,
        makeSender: { spec, connections, patience in
            MultifdSender(
                main: connections.main, channels: connections.channels,
                writers: connections.channels.map { CopyingWriter($0) },
                detectsZeroPages: spec.zeroPageDetection == .multifd, patience: patience)
        },
        makeReceiver: { vcpus, connections in
            MultifdReceiver(
                main: connections.main, channels: connections.channels, vcpus: vcpus)
        })
}
