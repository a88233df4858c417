internal import Guest
internal import Platform

/// The destination's end of multifd: channel threads receive pages, this thread the main stream.
final class MultifdReceiver: MigrationReceiver {
    private let main: MainStream
    private let streams: [any ByteStream]
    private let vcpus: Int
    private var channels: [ReceiveChannel] = []
    private var threads: [NativeThread] = []

    /// How long a channel may lag behind the word on the main stream, and how long a thread may
    /// take to end.
    private static let channelSeconds = 15.0

    init(main: any ByteStream, channels: [any ByteStream], vcpus: Int) {
        self.main = MainStream(main)
        streams = channels
        self.vcpus = vcpus
    }

    var counters: TransportCounters {
        var sum = TransportCounters()
        for channel in channels { sum.add(channel.snapshot.counters) }
        return sum
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) {
        for (index, stream) in streams.enumerated() {
            let channel = ReceiveChannel(stream, main: main.connection, memory: memory)
            channels.append(channel)
            let thread = try system { () throws(SystemError) in
                try NativeThread(name: "mfd-recv-\(index)", role: .channel) { channel.run() }
            }
            threads.append(thread)
        }
    }

    func receive(
        began: (MonotonicTime) -> Void, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome {
        do {
            return try receiveFrames(began, resume)
        } catch {
            // A channel that failed shut the main stream down: its error is the cause.
            for channel in channels { if let cause = channel.snapshot.error { throw cause } }
            throw error
        }
    }

    private func receiveFrames(
        _ began: (MonotonicTime) -> Void,
        _ resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome {
        while true {
            let frame = try main.receiveFrame()
            switch frame.kind {
            case .askClock: try main.send(.clock, .now)
            case .begin: began(try main.receiveTime(of: frame))
            case .roundEnd: try endRound()
            case .deviceState:
                try main.switchOver(frame, vcpus: vcpus, resume: resume)
                return .completed
            case .abandon: return .abandoned
            case .pages, .zeroPages, .writtenPages, .answer, .clock:
                throw .malformed("\(frame.kind) on the main stream of multifd")
            }
        }
    }

    private func endRound() throws(TransportError) {
        let deadline = Deadline.after(seconds: Self.channelSeconds)
        for channel in channels where !channel.waitForSync(until: deadline) {
            throw .timedOut(doing: "waiting for SYNC on every multifd channel")
        }
        for channel in channels { channel.release() }
    }

    func abort() {
        main.connection.shutDown()
        for stream in streams { stream.shutDown() }
    }

    func close() {
        for channel in channels { channel.finish() }
        for thread in threads {
            do { try thread.join(until: .after(seconds: Self.channelSeconds)) } catch {
                fatalError("a multifd channel does not end: \(error)")
            }
        }
        threads = []
        for stream in streams { stream.close() }
        main.connection.close()
    }
}
