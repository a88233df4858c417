internal import Guest
internal import Platform
internal import Synchronization

/// One multifd channel at the source: a thread that takes a job at a time.
///
/// Hand-over as in QEMU's multifd: the engine owns the job fields while the channel is idle, the
/// thread while it is busy; `isBusy` passes them with release and acquire. Unchecked Sendable for
/// that reason.
final class SendChannel: @unchecked Sendable {
    enum Job { case pages, sync, quit }

    /// What the engine fills in before `start`.
    var batch = PageBatch()

    private var job = Job.quit
    private let isBusy = Atomic(false)
    private let work = Semaphore()
    private let idle: Semaphore

    private let writer: any ChannelWriter
    private let memory: GuestMemory
    private let detectsZeroPages: Bool
    private let state = Mutex(State())

    private var packets: UInt64 = 0
    private var header: [UInt8] = []
    private var scratch = PageBatch()

    struct State {
        var counters = TransportCounters()
        var error: TransportError?
    }

    /// A channel that sends through `writer`; `idle` is posted whenever a job is done.
    init(
        writer: any ChannelWriter, memory: GuestMemory,
        detectsZeroPages: Bool, idle: Semaphore
    ) {
        self.writer = writer
        self.memory = memory
        self.detectsZeroPages = detectsZeroPages
        self.idle = idle
    }

    /// Whether the engine may fill the job in.
    var isIdle: Bool { !isBusy.load(ordering: .acquiring) }

    /// What it has done, and why it stopped if it did.
    var snapshot: State { state.withLock { $0 } }

    /// Hands the job over to the thread; only when idle.
    func start(_ job: Job) {
        self.job = job
        isBusy.store(true, ordering: .releasing)
        work.post()
    }

    /// The body of the channel's thread.
    func run() {
        let before = CPUTime.ofCurrentThread()
        while true {
            // The engine's own deadlines end a migration; an hour only bounds a forgotten wait.
            guard work.wait(until: .after(seconds: 3600)) else { continue }
            if job == .quit { break }
            if snapshot.error == nil { perform() }
            isBusy.store(false, ordering: .releasing)
            idle.post()
        }
        let used = CPUTime.ofCurrentThread() - before
        state.withLock { $0.counters.channelCPU = used }
    }

    private func perform() {
        do throws(TransportError) {
            switch job {
            case .pages: try sendPages()
            case .sync: try sendSync()
            case .quit: break
            }
        } catch {
            state.withLock { $0.error = error }
        }
    }

    private func sendPages() throws(TransportError) {
        scratch.removeAll()
        scratch.zero.append(contentsOf: batch.zero)
        if detectsZeroPages {
            for run in batch.normal { scratch.sort(run, of: memory) }
        } else {
            scratch.normal.append(contentsOf: batch.normal)
        }
        let pages = scratch.normal.pageTotal
        let packet = MultifdPacket(
            normalRuns: scratch.normal.count, zeroRuns: scratch.zero.count, number: packets,
            payloadBytes: pages * GuestSpec.pageBytes)
        try write(packet, scratch.normal)
        let zero = scratch.zero.pageTotal
        state.withLock {
            $0.counters.normalPages += UInt64(pages)
            $0.counters.zeroPages += UInt64(zero)
        }
    }

    private func sendSync() throws(TransportError) {
        scratch.removeAll()
        try write(MultifdPacket(isSync: true, number: packets), [])
        try writer.flush()
    }

    private func write(_ packet: MultifdPacket, _ runs: [PageRun]) throws(TransportError) {
        header.removeAll(keepingCapacity: true)
        packet.encode(to: &header)
        header.append(scratch.normal)
        header.append(scratch.zero)
        try writer.write(header: &header, runs: runs, of: memory)
        packets += 1
        let bytes = UInt64(header.count + packet.payloadBytes)
        let zeroCopy = writer.zeroCopy
        state.withLock {
            $0.counters.bytes += bytes
            $0.counters.zeroCopySends = zeroCopy?.sends
            $0.counters.zeroCopyFallbacks = zeroCopy?.fallbacks
        }
    }
}

extension PageBatch {
    /// Adds the pages of `run`, sorted by whether they are all zero now.
    mutating func sort(_ run: PageRun, of memory: GuestMemory) {
        for page in run.first..<(run.first + run.count) {
            let isZero = unsafe ZeroPage.isZero(memory.address(ofPage: Int(page)))
            if isZero { zero.append(page: page) } else { normal.append(page: page) }
        }
    }
}

extension [PageRun] {
    /// Adds a page behind all others, to the last run where it is adjacent.
    mutating func append(page: UInt32) {
        if let last, last.first + last.count == page {
            self[count - 1].count += 1
        } else {
            append(PageRun(first: page, count: 1))
        }
    }
}
