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
    /// The most bytes of WRITEs under way: far more than any link holds, and so few that the engine
    /// sees soon what it decides.
    var windowBytes: Int

    /// The most bytes of WRITEs that a queue pair carries before there is a completion.
    private let silentBytes: Int
    /// The queue pairs of the migration, which share what the network carries.
    private let connections: Int

    /// Pages are merged up to this many bytes in one WRITE (QEMU RDMA_MERGE_MAX).
    private static let mergeBytes = 2 << 20
    private static let smallestWindowBytes = 16 << 20

    /// As many pages as the engine hands over at a time: QEMU's chunk of 1 MiB.
    static let batchPages = (1 << 20) / GuestSpec.pageBytes

    /// Control messages that a link has under way in each direction.
    static let sendSlots = 4
    static let receiveSlots = 16

    /// A main stream's slots carry device state.
    static let mainSlotBytes = 1 << 16
    /// A channel's carry runs of zero pages only.
    static let channelSlotBytes = 1 << 12

    /// The slowest network that must not count as silent: 1 MiB/s.
    private static let slowestBytesPerSecond = 0x1p20

    /// A polling waiter of QEMU looks once and sleeps; some microseconds more save the sleep where
    /// the link is fast.
    private static let adaptiveMicroseconds = 20
    private static let messageMicroseconds = 1000

    init(
        _ options: RDMAOptions, connections: Int, isMain: Bool, patience: StreamSocket.Patience
    ) {
        writes = options.queueDepth
        slotBytes = isMain ? Self.mainSlotBytes : Self.channelSlotBytes
        writeBytes = min(options.chunkBytes, Self.mergeBytes)
        // Room for several WRITEs with a completion, or the queue would run dry before each.
        windowBytes = max(Self.smallestWindowBytes, 4 * options.signalInterval * writeBytes)
        silentBytes = options.signalInterval * writeBytes
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
    /// A peer that has died is found within seconds by the queue pair, which repeats what is not
    /// acknowledged.
    var silentSeconds: Double { seconds(toCarry: silentBytes) }

    /// How long a thread may take for all that its queue pair may have under way, and a batch more.
    var queueSeconds: Double {
        seconds(toCarry: windowBytes + Self.batchPages * GuestSpec.pageBytes)
    }

    /// The peer's patience, and the time in which all queue pairs carry so much over the slowest
    /// network.
    private func seconds(toCarry byteCount: Int) -> Double {
        let carried = Double(connections * byteCount)
        return patience.sendSeconds + carried / Self.slowestBytesPerSecond
    }

    /// When the wait for a completion that begins now is over.
    var sendDeadline: Deadline { .after(seconds: silentSeconds) }

    /// How long a message may take to come.
    var receiveDeadline: Deadline { .after(seconds: patience.receiveSeconds) }
}
