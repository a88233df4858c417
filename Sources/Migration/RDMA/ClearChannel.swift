internal import Guest
internal import Platform
internal import Synchronization

/// One channel at the destination: a thread that clears zero pages and hears of the rounds' ends.
///
/// Unchecked Sendable: the link is the thread's own until it has ended; the rest is shared.
final class ClearChannel: @unchecked Sendable {
    private let link: RDMALink
    private let main: RDMALink
    private let memory: GuestMemory
    private let ended = Semaphore()
    private let isFinished = Atomic(false)
    private let state = Mutex(SendChannel.State())

    /// A channel over `link`; a failure ends `main`, to wake its thread.
    init(_ link: RDMALink, main: RDMALink, memory: GuestMemory) {
        self.link = link
        self.main = main
        self.memory = memory
    }

    /// What it has done, and why it stopped if it did.
    var snapshot: SendChannel.State { state.withLock { $0 } }

    /// Waits for the end of this round; false at the deadline or when the channel has failed.
    func waitForRoundEnd(until deadline: Deadline) -> Bool {
        ended.wait(until: deadline) && snapshot.error == nil
    }

    /// No more words are expected: ends the thread.
    func finish() {
        isFinished.store(true, ordering: .releasing)
        link.abort()
    }

    /// The body of the channel's thread.
    func run() {
        let before = CPUTime.ofCurrentThread()
        do throws(TransportError) {
            while !isFinished.load(ordering: .acquiring) { try serve() }
        } catch {
            if !isFinished.load(ordering: .acquiring) {
                state.withLock { $0.error = error }
                main.abort()
                ended.post()
            }
        }
        let used = CPUTime.ofCurrentThread() - before
        state.withLock { $0.counters.channelCPU = used }
    }

    private func serve() throws(TransportError) {
        let message = try link.receive(
            "waiting for the source", until: link.shape.receiveDeadline)
        switch message.kind {
        case .zeroPages:
            let runs = try message.runs(within: memory.pageCount)
            memory.clear(runs)
            state.withLock { $0.counters.zeroPages += UInt64(runs.pageTotal) }
        case .roundEnd: ended.post()
        default: throw .malformed("\(message.kind) on a channel")
        }
    }
}
