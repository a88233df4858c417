import Guest
import Platform
import Testing

@testable import Migration

// A guest, a link and a clock that exist in numbers only: engine decisions can be followed to the
// nanosecond, and a minute of migration takes milliseconds.

/// A clock that stands still unless somebody uses time up.
final class SimulatedClock: EngineClock {
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000)

    func sleep(until time: MonotonicTime) { now = max(now, time) }

    func use(seconds: Double) { now = now.advanced(bySeconds: seconds) }
}

/// A guest that dirties pages of its working set one after the other at a fixed rate.
final class SimulatedGuest: PrecopyGuest {
    let pageCount: Int
    /// Pages a second while it runs unthrottled.
    let dirtyPagesPerSecond: Double
    let workingSet: Int
    /// As a guest that waits for something else than its vCPUs.
    var ignoresThrottle = false

    private(set) var throttles: [Int] = []
    private(set) var drains = 0
    private(set) var isPaused = false

    private let clock: SimulatedClock
    private var last: MonotonicTime
    private var dirtied = 0.0
    private var logged = 0
    private var throttle = 0

    init(
        _ clock: SimulatedClock, memoryBytes: Int, dirtyRate: Double, workingSet: Int? = nil
    ) {
        self.clock = clock
        pageCount = memoryBytes / GuestSpec.pageBytes
        dirtyPagesPerSecond = dirtyRate / Double(GuestSpec.pageBytes)
        self.workingSet = (workingSet ?? memoryBytes) / GuestSpec.pageBytes
        last = clock.now
    }

    var operationsDone: UInt64 { UInt64(dirtied) }

    /// As its guest time has it, which is the clock's.
    let timeZero = MonotonicTime(nanoseconds: 0)

    private func runUntilNow() {
        defer { last = clock.now }
        guard !isPaused else { return }
        let share = ignoresThrottle ? 1 : 1 - Double(throttle) / 100
        dirtied += clock.now.seconds(since: last) * dirtyPagesPerSecond * share
    }

    func drainDirtyLog(into pages: PageSet) -> Int {
        runUntilNow()
        drains += 1
        let before = pages.count
        let end = Int(dirtied)
        for page in max(logged, end - workingSet)..<max(logged, end) {
            pages.insert(page % workingSet)
        }
        logged = end
        return pages.count - before
    }

    func sortZeroPages(_ batch: inout PageBatch) {}

    func pause() throws(SystemError) -> GuestState {
        runUntilNow()
        isPaused = true
        return GuestState(operations: [operationsDone], elapsedNanoseconds: clock.now.nanoseconds)
    }

    func setThrottle(percent: Int) {
        runUntilNow()
        throttle = percent
        throttles.append(percent)
    }
}

/// A link of fixed bandwidth.
final class SimulatedLink: MigrationSender {
    let batchPages = 256
    private(set) var counters = TransportCounters()
    let localAddress: SocketAddress? = nil
    private(set) var calls: [String] = []
    /// How often each page was sent.
    private(set) var sent: [UInt32]
    /// How often a page was sent again in the same round: on another channel it could overtake
    /// itself.
    private(set) var repeats = 0
    private var lastRound: [UInt32]
    private var round: UInt32 = 1
    /// The call that fails.
    var failing: String?
    /// Called before each batch.
    var onSend: () -> Void = {}
    /// The destination's part of the switchover.
    let answer = ResumeAnswer(resumeNanoseconds: 3_000_000)
    /// How far the destination's clock is ahead, in nanoseconds.
    static let clockAhead: UInt64 = 7_200_000_000_000
    /// When precopy began, as the destination was told.
    private(set) var began: MonotonicTime?
    /// What the destination was sent.
    private(set) var state: DeviceState?

    private let clock: SimulatedClock
    private let bandwidth: Double

    init(_ clock: SimulatedClock, bandwidth: Double, pageCount: Int) {
        sent = [UInt32](repeating: 0, count: pageCount)
        lastRound = sent
        self.clock = clock
        self.bandwidth = bandwidth
    }

    private func note(_ call: String) throws(TransportError) {
        if calls.last != call { calls.append(call) }
        if failing == call { throw .closed(doing: call) }
    }

    func prepare(_ memory: GuestMemory) throws(TransportError) { try note("prepare") }

    /// A millisecond there and two back.
    func askClock() throws(TransportError) -> MonotonicTime {
        try note("askClock")
        clock.use(seconds: 0.001)
        let reading = MonotonicTime(nanoseconds: clock.now.nanoseconds + Self.clockAhead)
        clock.use(seconds: 0.002)
        return reading
    }

    func begin(at time: MonotonicTime) throws(TransportError) {
        try note("begin")
        began = time
    }

    func send(_ batch: PageBatch) throws(TransportError) {
        try note("send")
        onSend()
        for run in batch.normal {
            for page in Int(run.first)..<Int(run.first + run.count) {
                sent[page] += 1
                if lastRound[page] == round { repeats += 1 }
                lastRound[page] = round
            }
        }
        let pages = batch.normal.pageTotal
        counters.normalPages += UInt64(pages)
        counters.bytes += UInt64(pages * GuestSpec.pageBytes)
        clock.use(seconds: Double(pages * GuestSpec.pageBytes) / bandwidth)
    }

    func look() throws(TransportError) { try note("look") }

    func endRound() throws(TransportError) {
        try note("endRound")
        round += 1
    }

    func complete(_ state: DeviceState) throws(TransportError) -> Completion {
        try note("complete")
        self.state = state
        clock.use(seconds: Double(state.byteCount) / bandwidth)
        let sent = clock.now
        clock.use(seconds: 0.005)
        return Completion(stateSent: sent, answer: answer)
    }

    func abandon() throws(TransportError) { try note("abandon") }

    func abort() {}

    func close() {}
}

/// One simulated migration.
struct Simulation {
    var spec = MigrationSpec(transport: .null)
    var memoryBytes = 1 << 30
    var bandwidth = 1e9
    var dirtyRate = 0.0
    var workingSet: Int?
    var ignoresThrottle = false
    var failing: String?
    /// Called with what the board shows as each batch leaves.
    var watch: ((TimelineSample) -> Void)?
    /// What the caller does between setup and precopy.
    var readingSeconds = 0.0

    struct Result {
        let outcome: Swift.Result<PrecopyEngine.Outcome, TransportError>
        let engine: PrecopyEngine
        let guest: SimulatedGuest
        let link: SimulatedLink

        var durations: MigrationDurations? {
            guard case .success(.completed(let durations)) = outcome else { return nil }
            return durations
        }

        var reason: String? {
            guard case .success(.notConverged(let reason, _)) = outcome else { return nil }
            return reason
        }
    }

    func run() throws -> Result {
        let clock = SimulatedClock()
        let guest = SimulatedGuest(
            clock, memoryBytes: memoryBytes, dirtyRate: dirtyRate, workingSet: workingSet)
        guest.ignoresThrottle = ignoresThrottle
        let link = SimulatedLink(clock, bandwidth: bandwidth, pageCount: guest.pageCount)
        link.failing = failing
        let board = ProgressBoard()
        link.onSend = { [watch] in if let live = board.live { watch?(live) } }
        let engine = try PrecopyEngine(
            spec, guest: guest, sender: link, clock: clock, board: board)
        let outcome = Swift.Result { () throws(TransportError) in
            try engine.setup(nil)
            clock.use(seconds: readingSeconds)
            return try engine.run()
        }
        #expect(link.repeats == 0)
        return Result(outcome: outcome, engine: engine, guest: guest, link: link)
    }
}
