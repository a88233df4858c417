internal import Guest
internal import Platform
internal import Verbs

/// How much one link has under way, and how its ends wait.
struct LinkShape {
    /// The most RDMA WRITEs under way.
    var writes: Int
    /// The size of a control message at most.
    var slotBytes: Int
    /// How the thread that sends waits for completions.
    var mode: CompletionQueue.WaitMode
    /// How a thread waits for control messages.
    ///
    /// None comes while a round's pages do, in which the destination has nothing to do: polling on
    /// would take a core from whatever carries them. Around the switchover they come within the
    /// time that is polled.
    var messageMode: CompletionQueue.WaitMode
    /// How long the peer may be silent.
    var patience: StreamSocket.Patience
    /// The longest WRITE in bytes.
    var writeBytes: Int
    /// The most bytes of WRITEs under way.
    var windowBytes: Int

    /// The most bytes of WRITEs that are carried before there may be a completion.
    private let silentBytes: Int
    /// The connections of the migration, which share what the network carries.
    private let connections: Int

    /// As many pages as the engine hands over at a time: QEMU's chunk of 1 MiB.
    static let batchPages = (1 << 20) / GuestSpec.pageBytes

    /// Control messages that a link has under way in each direction.
    static let sendSlots = RDMAOptions.controlSends
    static let receiveSlots = 16

    /// A main stream's slots carry device state.
    static let mainSlotBytes = 1 << 16
    /// A channel's carry runs of zero pages only.
    static let channelSlotBytes = 1 << 12

    /// The slowest link that must not count as dead: 1 MiB/s.
    private static let slowestBytesPerSecond = 0x1p20

    /// A polling waiter of QEMU looks once and sleeps; some microseconds more save the sleep where
    /// the link is fast.
    private static let adaptiveMicroseconds = 20
    private static let messageMicroseconds = 1000

    /// The shape of one of `connections` links of a migration.
    init(
        _ options: RDMAOptions, connections: Int, isMain: Bool, patience: StreamSocket.Patience
    ) {
        writes = options.queueDepth
        slotBytes = isMain ? Self.mainSlotBytes : Self.channelSlotBytes
        writeBytes = options.writeBytes
        windowBytes = options.windowBytes
        silentBytes = options.silentBytes
        self.connections = connections
        self.patience = patience
        mode =
            switch options.completion {
            case .poll: .poll
            case .event: .event
            case .adaptive: .adaptive(pollMicroseconds: Self.adaptiveMicroseconds)
            }
        messageMode =
            mode == .poll ? .adaptive(pollMicroseconds: Self.messageMicroseconds) : mode
    }

    /// How long nothing at all may complete.
    ///
    /// A peer that is dead is found within seconds by the queue pair, which repeats what is not
    /// acknowledged; this is for one that acknowledges nothing and does not die.
    var silentSeconds: Double { seconds(behind: silentBytes) }

    /// How long a thread may take for all that its link may have under way and a batch more.
    var queueSeconds: Double {
        seconds(behind: windowBytes + Self.batchPages * GuestSpec.pageBytes)
    }

    /// How long the peer's word may take where `byteCount` bytes of WRITEs go before the question:
    /// its patience, and what all links carry meanwhile at the slowest.
    func seconds(behind byteCount: Int) -> Double {
        patience.sendSeconds + secondsToCarry(byteCount)
    }

    /// How long no completion may come where `byteCount` bytes of WRITEs lead to the next.
    func quietSeconds(behind byteCount: Int) -> Double {
        patience.silentSeconds + secondsToCarry(byteCount)
    }

    private func secondsToCarry(_ byteCount: Int) -> Double {
        Double(connections) * Double(byteCount) / Self.slowestBytesPerSecond
    }

    /// How long a message may take to come.
    var receiveDeadline: Deadline { .after(seconds: patience.receiveSeconds) }
}
