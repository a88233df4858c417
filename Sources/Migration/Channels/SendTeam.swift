internal import Guest
internal import Platform

/// The channels of the source: the engine's thread deals batches out to those that are idle.
///
/// One thread calls it. Cleanup: `close()`, once what the channels wait for has been ended.
final class SendTeam {
    /// How long the engine waits for a channel: longer than the channel's own send may take.
    private let patienceSeconds: Double
    private let idle = Semaphore()
    private var channels: [SendChannel] = []
    private var threads: [NativeThread] = []
    private var next = 0

    /// How long a channel whose waits have been ended may take to notice.
    private static let closingSeconds = 30.0

    /// A team without channels, whose calls take `patienceSeconds` at most.
    init(patienceSeconds: Double) { self.patienceSeconds = patienceSeconds }

    /// Starts a channel for each of `works`, on a thread named `name` and its number.
    func start(
        _ works: [any ChannelWork], name: String, memory: GuestMemory, detectsZeroPages: Bool
    ) throws(TransportError) {
        for (index, work) in works.enumerated() {
            let channel = SendChannel(
                work, memory: memory, detectsZeroPages: detectsZeroPages, idle: idle)
            channels.append(channel)
            let thread = try system { () throws(SystemError) in
                try NativeThread(name: "\(name)-\(index)", role: .channel) { channel.run() }
            }
            threads.append(thread)
            idle.post()
        }
    }

    /// What all channels have done.
    var counters: TransportCounters {
        var sum = TransportCounters()
        for channel in channels { sum.add(channel.snapshot.counters) }
        return sum
    }

    /// Hands `batch` to an idle channel, the one after the last first, so that all get their
    /// share.
    func deal(_ batch: PageBatch) throws(TransportError) {
        let channel = try takeIdle()
        channel.batch.removeAll()
        channel.batch.normal.append(contentsOf: batch.normal)
        channel.batch.zero.append(contentsOf: batch.zero)
        channel.start(.pages)
    }

    /// Ends the round on every channel, all at once, and waits for them.
    func sync() throws(TransportError) {
        for _ in channels { try waitForIdle() }
        try check()
        for channel in channels { channel.start(.sync) }
        for _ in channels { try waitForIdle() }
        try check()
        for _ in channels { idle.post() }
    }

    /// Ends the threads; a channel that is busy must fail by now.
    ///
    /// Closing again does nothing.
    func close() {
        guard !threads.isEmpty else { return }
        for channel in channels {
            let deadline = Deadline.after(seconds: Self.closingSeconds)
            while !channel.isIdle, !deadline.hasPassed {
                _ = idle.wait(until: .after(seconds: 0.01))
            }
            channel.start(.quit)
        }
        for thread in threads {
            do { try thread.join(until: .after(seconds: Self.closingSeconds)) } catch {
                fatalError("a channel does not end: \(error)")
            }
        }
        threads = []
    }

    private func waitForIdle() throws(TransportError) {
        guard idle.wait(until: .after(seconds: patienceSeconds)) else {
            try check()
            throw .timedOut(doing: "waiting for a channel")
        }
    }

    /// Throws what a channel has failed with.
    func check() throws(TransportError) {
        for channel in channels { if let error = channel.snapshot.error { throw error } }
    }

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
        queuedBytes += other.queuedBytes
        normalPages += other.normalPages
        zeroPages += other.zeroPages
        zeroCopySends = Self.sum(zeroCopySends, other.zeroCopySends)
        zeroCopyFallbacks = Self.sum(zeroCopyFallbacks, other.zeroCopyFallbacks)
        idleQueue = Self.sum(idleQueue, other.idleQueue)
        if let cpu = other.channelCPU { channelCPU = (channelCPU ?? CPUTime()) + cpu }
    }

    private static func sum(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
        left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
    }
}
