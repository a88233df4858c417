public import Guest
public import Platform

// The seam between the one precopy engine and the transports. Calls cross it per batch of pages,
// never per page. The protocols have no default bodies: a transport that misses something does
// not compile.

/// The pages of one call: at most ``MigrationSender/batchPages`` in all.
public struct PageBatch: Sendable {
    /// Pages to be sent with their content.
    public var normal: [PageRun] = []
    /// Pages that were found to be zero on the migration thread.
    public var zero: [PageRun] = []

    /// An empty batch.
    public init() {}

    /// Empties the batch and keeps its storage.
    public mutating func removeAll() {
        normal.removeAll(keepingCapacity: true)
        zero.removeAll(keepingCapacity: true)
    }
}

/// What a transport has done so far on one end.
public struct TransportCounters: Codable, Sendable, Hashable {
    /// Bytes sent, headers included: as far as the transport knows, they have left.
    public var bytes: UInt64 = 0
    /// Bytes of pages that the transport has taken and not sent yet; 0 where it takes no more
    /// than it sends.
    public var queuedBytes: UInt64 = 0
    /// Pages that travelled with their content.
    public var normalPages: UInt64 = 0
    /// Pages that travelled as "this one is zero".
    public var zeroPages: UInt64 = 0
    /// Sends that were to be without a copy; nil where the transport has none.
    public var zeroCopySends: UInt64?
    /// Those of them that were copied after all: the kernel chose so, as on loopback, or it refused
    /// to lock more memory.
    public var zeroCopyFallbacks: UInt64?
    /// How often the transport had pages to send and found nothing under way any more, so that
    /// the link was idle; nil where it cannot tell.
    public var idleQueue: UInt64?
    /// Guest memory that was pinned for the transport, in bytes; nil where it pins none.
    public var pinnedBytes: UInt64?
    /// Milliseconds that pinning took in setup; nil where the transport pins none there.
    public var pinMilliseconds: Double?
    /// The RDMA device that carries the pages, such as `mlx5_0`; nil for other transports.
    public var rdmaDevice: String?
    /// The active MTU of its port in bytes.
    public var rdmaMTU: Int?
    /// What the kernel knew of the TCP connections when they were closed; nil for other transports.
    public var tcp: TCPFigures?
    /// The same of each connection by itself; none where `tcp` is nil.
    public var channelTCP: [TCPFigures] = []
    /// CPU time of the channel threads, complete once the transport is closed; nil where the
    /// transport has none.
    public var channelCPU: CPUTime?

    /// Nothing done yet.
    public init() {}

    /// Notes what the kernel knows of the connections that carry pages, just before they are closed.
    ///
    /// Closing again changes nothing: what is closed has no figures.
    mutating func note(_ channels: [TCPFigures]) {
        guard let first = channels.first else { return }
        channelTCP = channels
        tcp = channels.dropFirst().reduce(first, +)
    }
}

/// The destination's word that the guest runs there.
public struct ResumeAnswer: Codable, Sendable, Hashable {
    /// Nanoseconds from the last byte of device state to the guest running, on the
    /// destination's clock.
    public var resumeNanoseconds: UInt64

    /// Wraps the figure.
    public init(resumeNanoseconds: UInt64) { self.resumeNanoseconds = resumeNanoseconds }
}

/// When the parts of `complete` were over, on the source's clock.
public struct Completion: Sendable {
    /// The device state was handed to the transport.
    public var stateSent: MonotonicTime
    /// What the destination answered.
    public var answer: ResumeAnswer

    /// Puts the two together.
    public init(stateSent: MonotonicTime, answer: ResumeAnswer) {
        self.stateSent = stateSent
        self.answer = answer
    }
}

/// The source's end of a transport.
///
/// One thread calls it, but for `abort`.
public protocol MigrationSender: AnyObject {
    /// The most pages that one `send` takes.
    var batchPages: Int { get }
    /// What was done so far; cheap enough to ask after every batch.
    var counters: TransportCounters { get }
    /// This end of the connection that carries the switchover; nil where nobody tells.
    var localAddress: SocketAddress? { get }

    /// Makes guest memory ready to be sent from (registration, buffers). Part of setup.
    func prepare(_ memory: GuestMemory) throws(TransportError)
    /// Asks the destination what its clock says now: between `prepare` and `begin`, over the
    /// connection that the switchover takes.
    func askClock() throws(TransportError) -> MonotonicTime
    /// Tells the destination that precopy begins now, which is `time` by the destination's clock.
    func begin(at time: MonotonicTime) throws(TransportError)
    /// Sends the pages of `batch`, or hands them to a channel; content is read until `endRound`.
    func send(_ batch: PageBatch) throws(TransportError)
    /// Looks whether what is under way gets on, while pacing lets nothing leave.
    func look() throws(TransportError)
    /// Ends a round: pages sent after it arrive after all pages sent before it.
    func endRound() throws(TransportError)
    /// Sends the device state and waits for the destination's answer. When it returns, all bytes
    /// are in the destination's memory and the guest runs there.
    func complete(_ state: DeviceState) throws(TransportError) -> Completion
    /// Tells the destination that the migration is given up; the guest stays here.
    func abandon() throws(TransportError)
    /// Ends all waits with an error; from any thread.
    func abort()
    /// Ends all threads and connections; afterwards `counters` are final.
    func close()
}

/// How receiving ended.
public enum ReceiveOutcome: Sendable {
    /// All state has arrived and the guest was resumed.
    case completed
    /// The source gave up: the guest stays there.
    case abandoned
}

/// The destination's end of a transport.
///
/// One thread calls it, but for `abort`.
public protocol MigrationReceiver: AnyObject {
    /// What was done so far.
    var counters: TransportCounters { get }

    /// Makes guest memory ready to be received into.
    func prepare(_ memory: GuestMemory) throws(TransportError)
    /// Receives until the device state is there: tells the source what the clock says when it asks,
    /// calls `began` when it begins precopy, with when that was by this host's clock, `resume` with
    /// the state, and then tells it that the guest runs.
    func receive(
        began: (MonotonicTime) -> Void, resume: (DeviceState) throws(TransportError) -> Void
    ) throws(TransportError) -> ReceiveOutcome
    /// Ends all waits with an error; from any thread.
    func abort()
    /// Ends all threads and connections; afterwards `counters` are final.
    func close()
}

/// What travels while the guest is stopped, besides its last pages.
public struct DeviceState: Sendable {
    /// Where the guest goes on.
    public var guest: GuestState
    /// When guest time was 0, on the destination's clock: the guest goes on by that schedule, so that
    /// what fell due while it stood still is late.
    public var timeZero: MonotonicTime
    /// How many bytes of further device state follow.
    public var byteCount: Int

    /// Puts the three together.
    public init(guest: GuestState, timeZero: MonotonicTime, byteCount: Int) {
        self.guest = guest
        self.timeZero = timeZero
        self.byteCount = byteCount
    }
}
