internal import Platform
internal import Verbs

extension TransportDefinition {
    /// librdmacm's rsockets: what programs made for TCP get from RDMA.
    static let rsocket = TransportDefinition(
        summary: "librdmacm's rsockets: one stream with 1 channel, multifd with more",
        hasChannels: true, deliversPages: true, registration: nil,
        // The library's buffers; with direct writes the destination pins guest memory too.
        pinnedBytes: { spec, _ in
            spec.connectionCount
                * (RSocketSettings.bufferBytes + RSocketSettings.smallBufferBytes)
        },
        pinnedBytesAtDestination: { spec, memoryBytes in
            let buffers =
                spec.connectionCount
                * (RSocketSettings.bufferBytes + RSocketSettings.smallBufferBytes)
            return buffers + (spec.rdmaOptions.rsocketWrite == .direct ? memoryBytes : 0)
        },
        minimumKernel: nil, needsRDMA: true, rdmaOptions: [.rsocketWrite],
        connect: { spec, entry, _ throws(TransportError) in
            let device = try RSocketDevice(
                towards: entry.address,
                until: .after(seconds: RSocketSettings.handshakeSeconds))
            return RSocketSender(
                try .connect(spec, entry), device: device,
                detectsZeroPages: spec.zeroPageDetection == .multifd)
        },
        listen: { spec, vcpus, entry throws(TransportError) in
            try RSocketMigrationListener(spec, entry, vcpus: vcpus)
        },
        // With one channel nothing is left to go beside it: one stream carries it all.
        connectionCount: { spec in spec.channels == 1 ? 1 : 1 + spec.channels })
}
