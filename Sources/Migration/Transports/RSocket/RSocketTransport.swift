internal import Platform
internal import Verbs

extension TransportDefinition {
    /// librdmacm's rsockets: what programs made for TCP get from RDMA.
    ///
    /// The library has buffers of its own registered for every peer that connects, before the peer
    /// can prove anything; no call lets a program look at the request first. A stream whose peer
    /// has fallen silent may never be closed: it then stays with its buffers until the agent ends,
    /// as agents do after a run that failed.
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
            // Each stream that carries pages registers all memory for itself.
            let copies = spec.rdmaOptions.rsocketWrite == .direct ? spec.channels : 0
            return buffers + copies * memoryBytes
        },
        minimumKernel: nil, needsRDMA: true, rdmaOptions: [.rsocketWrite],
        connect: { spec, entry, _ throws(TransportError) in
            let device = try RSocketDevice(
                towards: entry.address,
                until: .after(seconds: RSocketSettings.handshakeSeconds))
            return RSocketSender(
                try .connect(spec, entry), device: device,
                detectsZeroPages: spec.zeroPageDetection == .multifd, patience: entry.patience)
        },
        listen: { spec, vcpus, entry throws(TransportError) in
            try RSocketMigrationListener(spec, entry, vcpus: vcpus)
        },
        // With one channel nothing is left to go beside it: one stream carries it all.
        connectionCount: { spec in spec.channels == 1 ? 1 : 1 + spec.channels })
}
