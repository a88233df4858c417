internal import Guest

/// How an RDMA transport uses its queue pairs and registers memory.
public struct RDMAOptions: Codable, Sendable, Hashable {
    /// The parts of guest memory, in bytes, that no RDMA WRITE crosses and that dynamic
    /// registration registers one at a time (QEMU `x-rdma-chunk-size`).
    ///
    /// A WRITE is 2 MiB at most, however large the chunk, as in QEMU (RDMA_MERGE_MAX).
    public var chunkBytes: Int
    /// The most RDMA WRITEs under way on a queue pair; of long ones, no more than ``windowBytes``
    /// hold.
    public var queueDepth: Int
    /// Every so many WRITEs one asks for a completion, and one where no other under way does; QEMU
    /// signals each.
    public var signalInterval: Int
    /// The most WRITEs under way in one chunk; 0 sets no limit, QEMU has 1.
    public var writesPerChunk: Int
    /// How a thread waits for completions.
    public var completion: CompletionMode
    /// Whether PCIe may reorder the device's writes into the destination's memory.
    public var relaxedOrdering: Bool
    /// Threads that register memory in setup.
    public var registrationThreads: Int
    /// How an rsocket carries the content of pages.
    public var rsocketWrite: RSocketWrite

    /// How an rsocket carries the content of pages.
    public enum RSocketWrite: String, Codable, Sendable, CaseIterable {
        /// Through the library's buffers at both ends (rsend).
        case copy
        /// Through the sender's buffer into guest memory, which the destination registers
        /// (riomap, riowrite).
        case direct
    }

    /// How a thread waits for completions.
    public enum CompletionMode: String, Codable, Sendable, CaseIterable {
        /// Ask again and again for what was sent: the lowest latency, and a whole core. A thread
        /// that waits for words of the peer asks for a millisecond, then sleeps.
        case poll
        /// Sleep until there is one.
        case event
        /// Ask for a short while, then sleep, as QEMU does.
        case adaptive
    }

    /// The chunks that QEMU allows.
    public static let chunkRange = 1 << 20...1 << 30
    /// What a scenario may ask for; a device may allow less.
    public static let queueDepthRange = 1...16_384
    /// What a scenario may ask for.
    public static let signalIntervalRange = 1...16_384
    /// What a scenario may ask for.
    public static let writesPerChunkRange = 0...16_384
    /// What a scenario may ask for.
    public static let registrationThreadsRange = 1...64

    /// QEMU's chunk and queue depth, and what is fast otherwise.
    public init(
        chunkBytes: Int = 1 << 20, queueDepth: Int = 512, signalInterval: Int = 16,
        writesPerChunk: Int = 0, completion: CompletionMode = .adaptive,
        relaxedOrdering: Bool = false, registrationThreads: Int = 4,
        rsocketWrite: RSocketWrite = .copy
    ) {
        self.chunkBytes = chunkBytes
        self.queueDepth = queueDepth
        self.signalInterval = signalInterval
        self.writesPerChunk = writesPerChunk
        self.completion = completion
        self.relaxedOrdering = relaxedOrdering
        self.registrationThreads = registrationThreads
        self.rsocketWrite = rsocketWrite
    }

    /// What QEMU does: each WRITE is signalled, a chunk has one under way, and one thread registers.
    public static let qemu = RDMAOptions(
        signalInterval: 1, writesPerChunk: 1, registrationThreads: 1)
}

extension RDMAOptions {
    /// Sends of control messages that a queue pair has room for, besides its WRITEs.
    package static let controlSends = 4

    /// Pages are merged up to this many bytes in one WRITE (QEMU RDMA_MERGE_MAX).
    private static let mergeBytes = 2 << 20
    /// 5 ms of a link of 100 Gb/s, half a second of one of 1 Gb/s.
    private static let fullWindowBytes = 64 << 20

    /// The longest WRITE in bytes.
    package var writeBytes: Int { min(chunkBytes, Self.mergeBytes) }

    /// Of how many WRITEs one asks for a completion: with one for the whole queue it would be empty
    /// whenever that came.
    var signalledInterval: Int { min(signalInterval, max(1, queueDepth / 2)) }

    /// The most bytes of WRITEs under way on a queue pair: a whole queue of the longest, but so few
    /// that the engine sees soon what has come of what it decides.
    ///
    /// There is room for several WRITEs that ask for a completion, or the queue would run dry
    /// before each.
    public var windowBytes: Int {
        min(
            queueDepth * writeBytes,
            max(Self.fullWindowBytes, 4 * signalledInterval * writeBytes))
    }

    /// The most bytes that are carried before there may be a completion.
    var silentBytes: Int { min(windowBytes, signalledInterval * writeBytes) }

    /// How many pages of guest memory are registered at a time: a chunk, or a share for each
    /// thread, in whole chunks.
    func unitPages(_ registration: Registration, pageCount: Int) -> Int {
        let chunkPages = chunkBytes / GuestSpec.pageBytes
        switch registration {
        case .dynamic: return chunkPages
        case .pinAll:
            let chunks = (pageCount + chunkPages - 1) / chunkPages
            return (chunks + registrationThreads - 1) / registrationThreads * chunkPages
        }
    }
}

extension MigrationSpec {
    /// How an RDMA transport is to work, the defaults where nothing is said.
    var rdmaOptions: RDMAOptions { rdma ?? RDMAOptions() }
}

/// A mistake that an RDMA transport makes on purpose, to prove that verification finds it.
public enum TransportFault: String, Codable, Sendable, CaseIterable {
    /// The first WRITE is never posted.
    case lostWrite = "lost-write"
    /// The first WRITE goes a page beside its place.
    case wrongOffset = "wrong-offset"
    /// What was merged and not posted yet is forgotten when the first round ends.
    case missingFlush = "missing-flush"
}
