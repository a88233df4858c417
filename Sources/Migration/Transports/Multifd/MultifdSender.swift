internal import Guest
internal import Platform

/// The source's end of multifd: the engine's thread deals batches out to idle channels; the
/// switchover runs over the main stream.
final class MultifdSender: MigrationSender {
    let batchPages = MultifdPacket.maximumPages

    /// How long the engine waits for a channel: longer than the channel's own send may take.
    private static let channelSeconds = 15.0

    private let stream: MainStream
    private let sockets: [StreamSocket]
    private let writers: [any ChannelWriter]
    private let detectsZeroPages: Bool
    private let idle = Semaphore()
    private var channels: [SendChannel] = []
    private var threads: [NativeThread] = []
    private var next = 0
    private var isClosed = false

    /// Takes the main stream and one writer for each channel socket.
    init(
        main: StreamSocket, channels: [StreamSocket], writers: [any ChannelWriter],
        detectsZeroPages: Bool
    ) {
        stream = MainStream(main)
        sockets = channels
        self.writers = writers
        self.detectsZeroPages = detectsZeroPages
    }

    var counters: TransportCounters {
        var sum = TransportCounters()
        sum.bytes = stream.bytesSent
        for channel in channels { sum.add(channel.snapshot.counters) }
        return sum
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) {
        for (index, writer) in writers.enumerated() {
            let channel = SendChannel(
                writer: writer, memory: memory,
                detectsZeroPages: detectsZeroPages, idle: idle)
            channels.append(channel)
            let thread = try system { () throws(SystemError) in
                try NativeThread(name: "mfd-send-\(index)") { channel.run() }
            }
            threads.append(thread)
            idle.post()
        }
    }

    func begin() throws(TransportError) { try stream.send(StreamFrame(.begin)) }

    func send(_ batch: PageBatch) throws(TransportError) {
        let channel = try takeIdle()
        channel.batch.removeAll()
        channel.batch.normal.append(contentsOf: batch.normal)
        channel.batch.zero.append(contentsOf: batch.zero)
        channel.start(.pages)
    }

    /// SYNC on every channel, then the word on the main stream.
    func endRound() throws(TransportError) {
        for _ in channels { try waitForIdle() }
        try checkChannels()
        for channel in channels { channel.start(.sync) }
        for _ in channels { try waitForIdle() }
        try checkChannels()
        for _ in channels { idle.post() }
        try stream.send(StreamFrame(.roundEnd))
    }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        try stream.complete(state)
    }

    func abandon() throws(TransportError) { try stream.send(StreamFrame(.abandon)) }

    func abort() {
        stream.socket.shutDown()
        for socket in sockets { socket.shutDown() }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        for socket in sockets { socket.shutDown() }
        for channel in channels {
            // A channel that is busy fails now that its socket is shut down.
            let deadline = Deadline.after(seconds: Self.channelSeconds)
            while !channel.isIdle, !deadline.hasPassed {
                _ = idle.wait(until: .after(seconds: 0.01))
            }
            channel.start(.quit)
        }
        for thread in threads {
            do { try thread.join(until: .after(seconds: Self.channelSeconds)) } catch {
                preconditionFailure("a multifd channel does not end: \(error)")
            }
        }
        threads = []
        for socket in sockets { socket.close() }
        stream.socket.close()
    }

    private func waitForIdle() throws(TransportError) {
        guard idle.wait(until: .after(seconds: Self.channelSeconds)) else {
            try checkChannels()
            throw .timedOut(doing: "waiting for a multifd channel")
        }
    }

    private func checkChannels() throws(TransportError) {
        for channel in channels { if let error = channel.snapshot.error { throw error } }
    }

    /// An idle channel, the one after the last first, so that all get their share.
    private func takeIdle() throws(TransportError) -> SendChannel {
        try waitForIdle()
        for _ in channels {
            let channel = channels[next]
            next = (next + 1) % channels.count
            if channel.isIdle {
                if let error = channel.snapshot.error { throw error }
                return channel
            }
        }
        preconditionFailure("an idle channel was announced but there is none")
    }
}

extension TransportCounters {
    /// Adds the figures of one channel.
    mutating func add(_ other: TransportCounters) {
        bytes += other.bytes
        normalPages += other.normalPages
        zeroPages += other.zeroPages
        zeroCopySends = Self.sum(zeroCopySends, other.zeroCopySends)
        zeroCopyFallbacks = Self.sum(zeroCopyFallbacks, other.zeroCopyFallbacks)
        if let cpu = other.channelCPU { channelCPU = (channelCPU ?? CPUTime()) + cpu }
    }

    private static func sum(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
        left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
    }
}
