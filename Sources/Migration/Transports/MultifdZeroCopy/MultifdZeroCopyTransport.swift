internal import Platform

extension TransportDefinition {
    /// Multifd whose channels send with MSG_ZEROCOPY, as QEMU's `zero-copy-send`.
    static let multifdZeroCopy = TransportDefinition(
        overTCP: "multifd with MSG_ZEROCOPY: the kernel sends from guest memory",
        hasChannels: true,
        // What the channels' sockets have in flight: Linux lets one hold 4 MiB that are sent and
        // not yet acknowledged (tcp_wmem).
        pinnedBytes: { spec, memoryBytes in min(memoryBytes, spec.channels * 4 << 20) },
        // MSG_ZEROCOPY came with it.
        minimumKernel: (4, 14),
        makeSender: { spec, connections, patience throws(TransportError) in
            var writers: [any ChannelWriter] = []
            for stream in connections.channels {
                let writer = try system { () throws(SystemError) in
                    try ZeroCopyWriter(stream.socket)
                }
                writers.append(writer)
            }
            return MultifdSender(
                main: connections.main, channels: connections.channels, writers: writers,
                detectsZeroPages: spec.zeroPageDetection == .multifd, patience: patience)
        },
        makeReceiver: { vcpus, connections in
            MultifdReceiver(
                main: connections.main, channels: connections.channels, vcpus: vcpus)
        })
}
