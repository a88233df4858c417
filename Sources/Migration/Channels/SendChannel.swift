internal import Guest
internal import Platform
internal import Synchronization

/// What a channel's thread does with its jobs.
///
/// The channel's thread alone calls it.
protocol ChannelWork: AnyObject {
    /// What was done so far.
    var counters: TransportCounters { get }
    /// Sends the pages of `batch`.
    func send(_ batch: PageBatch) throws(TransportError)
    /// Looks whether what is under way gets on, now and then while there is nothing to do.
    func look() throws(TransportError)
    /// Ends the round on this channel.
    func sync() throws(TransportError)
}

/// One channel at the source: a thread that takes a job at a time.
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
    private let wakeUp = Semaphore()
    private let idle: Semaphore

    private let work: any ChannelWork
    private let memory: GuestMemory
    private let detectsZeroPages: Bool
    private let state = Mutex(State())
    private var scratch = PageBatch()

    struct State {
        var counters = TransportCounters()
        var error: TransportError?
    }

    /// A channel that does `work`; `idle` is posted whenever a job is done.
    init(_ work: any ChannelWork, memory: GuestMemory, detectsZeroPages: Bool, idle: Semaphore) {
        self.work = work
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
        wakeUp.post()
    }

    /// Between two looks at what is under way, in seconds.
    private static let lookSeconds = 0.5

    /// The body of the channel's thread.
    func run() {
        let before = CPUTime.ofCurrentThread()
        while true {
            guard wakeUp.wait(until: .after(seconds: Self.lookSeconds)) else {
                attempt { () throws(TransportError) in try work.look() }
                continue
            }
            if job == .quit { break }
            perform()
            isBusy.store(false, ordering: .releasing)
            idle.post()
        }
        let used = CPUTime.ofCurrentThread() - before
        state.withLock { $0.counters.channelCPU = used }
    }

    private func perform() {
        attempt { () throws(TransportError) in
            switch job {
            case .pages: try sendPages()
            case .sync: try work.sync()
            case .quit: break
            }
        }
    }

    /// Does a part of the work, unless one before it has failed.
    private func attempt(_ body: () throws(TransportError) -> Void) {
        guard snapshot.error == nil else { return }
        do throws(TransportError) {
            try body()
            let counters = work.counters
            state.withLock { $0.counters = counters }
        } catch {
            state.withLock { $0.error = error }
        }
    }

    private func sendPages() throws(TransportError) {
        guard detectsZeroPages else { return try work.send(batch) }
        scratch.removeAll()
        scratch.zero.append(contentsOf: batch.zero)
        for run in batch.normal { scratch.sort(run, of: memory) }
        try work.send(scratch)
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
