internal import Guest
internal import Platform
internal import Verbs

/// The destination's end over rsockets.
final class RSocketReceiver: MigrationReceiver {
    private let framing: any MigrationReceiver
    /// The streams that carry pages.
    private let pageStreams: [RSocketByteStream]
    private let device: RSocketDevice
    private var pinned: (bytes: UInt64, milliseconds: Double)?

    /// Makes the end over proven connections, for a guest with `vcpus` vCPUs.
    init(
        _ connections: DataConnections<RSocketByteStream>, device: RSocketDevice, vcpus: Int
    ) {
        self.device = device
        let channels = connections.channels
        if channels.isEmpty {
            pageStreams = [connections.main]
            framing = SingleStreamReceiver(connections.main, vcpus: vcpus)
        } else {
            pageStreams = channels
            framing = MultifdReceiver(main: connections.main, channels: channels, vcpus: vcpus)
        }
    }

    var counters: TransportCounters {
        var counters = framing.counters
        device.describe(&counters)
        counters.pinnedBytes = pinned?.bytes
        counters.pinMilliseconds = pinned?.milliseconds
        return counters
    }

    /// Where pages are written ahead, opens all memory to each stream that carries pages.
    ///
    /// Every rsocket registers for itself, and the kernel counts the memory each time; so do we.
    func prepare(_ memory: GuestMemory) throws(TransportError) {
        let start = MonotonicTime.now
        for stream in pageStreams where stream.writesAhead {
            try stream.open(memory, total: pageStreams.count * memory.byteCount)
            pinned = (
                (pinned?.bytes ?? 0) + UInt64(memory.byteCount),
                MonotonicTime.now.seconds(since: start) * 1000
            )
        }
        try framing.prepare(memory)
    }

    func receive(
        began: (MonotonicTime) -> Void, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome {
        try framing.receive(began: began, resume: resume)
    }

    func abort() { framing.abort() }

    func close() { framing.close() }
}
