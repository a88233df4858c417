internal import Guest
internal import Platform
internal import Synchronization

/// One multifd channel at the destination: a thread that receives packets into guest memory.
///
/// At a SYNC it tells the main thread and waits to be released, so that no channel begins a round
/// before all have ended the last. Unchecked Sendable: the fields below are the thread's own;
/// `state` and the semaphores are shared.
final class ReceiveChannel: @unchecked Sendable {
    private let stream: any ByteStream
    private let main: any ByteStream
    private let memory: GuestMemory
    private let synced = Semaphore()
    private let released = Semaphore()
    private let isFinished = Atomic(false)
    private let state = Mutex(SendChannel.State())

    private var packets: UInt64 = 0

    /// A channel over `stream`; a failure shuts `main` down, to wake its thread.
    init(_ stream: any ByteStream, main: any ByteStream, memory: GuestMemory) {
        self.stream = stream
        self.main = main
        self.memory = memory
    }

    /// What it has done, and why it stopped if it did.
    var snapshot: SendChannel.State { state.withLock { $0 } }

    /// Waits for the SYNC of this round; false at the deadline or when the channel has failed.
    func waitForSync(until deadline: Deadline) -> Bool {
        synced.wait(until: deadline) && snapshot.error == nil
    }

    /// Lets the channel begin the next round.
    func release() { released.post() }

    /// No more packets are expected: ends the thread.
    func finish() {
        isFinished.store(true, ordering: .releasing)
        stream.shutDown()
        released.post()
    }

    /// The body of the channel's thread.
    func run() {
        let before = CPUTime.ofCurrentThread()
        do throws(TransportError) {
            while !isFinished.load(ordering: .acquiring) { try receivePacket() }
        } catch {
            if !isFinished.load(ordering: .acquiring) {
                state.withLock { $0.error = error }
                main.shutDown()
                synced.post()
            }
        }
        let used = CPUTime.ofCurrentThread() - before
        state.withLock { $0.counters.channelCPU = used }
    }

    private func receivePacket() throws(TransportError) {
        let header = try stream.receive(count: MultifdPacket.headerBytes)
        let packet = try MultifdPacket(decoding: header, expected: packets)
        packets += 1
        if packet.isSync {
            synced.post()
            // Released by the main thread, whose own waits have deadlines.
            while !released.wait(until: .after(seconds: 3600)) {}
            return
        }
        let table = try stream.receive(count: packet.runBytes)
        let runs = try packet.runs(decoding: table, pageCount: memory.pageCount)
        if !packet.isWritten {
            try stream.receiveContent(of: runs.normal, into: memory)
        } else if !stream.writesAhead {
            throw .malformed("pages were written that nobody has opened")
        }
        memory.clear(runs.zero)
        let pages = runs.normal.pageTotal
        state.withLock {
            $0.counters.bytes += UInt64(
                header.count + table.count + pages * GuestSpec.pageBytes)
            $0.counters.normalPages += UInt64(pages)
            $0.counters.zeroPages += UInt64(runs.zero.pageTotal)
        }
    }
}
