public import Guest
public import Platform

/// The one precopy engine, as QEMU's migration thread works: send dirty pages; when few enough are
/// left, sync the dirty log for the exact figure; when it is still few enough, stop the guest and
/// send the rest.
///
/// One thread calls it: `setup()`, then `run()`.
public final class PrecopyEngine {
    /// How a migration ended.
    public enum Outcome: Sendable {
        /// The guest runs at the destination.
        case completed(MigrationDurations)
        /// Precopy was given up; the guest runs on here.
        case notConverged(reason: String, durations: PartialDurations)
    }

    /// What is known of a migration that was given up, in milliseconds.
    public struct PartialDurations: Codable, Sendable, Hashable {
        /// From start until precopy was given up and what was under way had arrived.
        public var totalMs: Double
        /// Of it: setup.
        public var setupMs: Double
    }

    /// The rounds so far.
    public private(set) var rounds: [RoundRecord] = []
    /// Looks at the migration, at least 50 ms apart but where a phase begins.
    public private(set) var samples: [TimelineSample] = []
    /// When precopy began; when the engine was made before `run`.
    public var precopyBegin: MonotonicTime { setupEnd }
    /// The destination's clock against this one; nil before `setup`.
    public private(set) var clockOffset: ClockOffset?
    /// When the parts of the migration began and ended; nil until it has completed.
    public private(set) var timeline: MigrationTimeline?

    /// The time between two samples.
    static let sampleSeconds = 0.05

    private let spec: MigrationSpec
    private let guest: any PrecopyGuest
    private let sender: any MigrationSender
    private let clock: any EngineClock
    private let board: ProgressBoard
    private let injector: FaultInjector?

    private let pending: PageSet
    private var batch = PageBatch()
    private var estimate: SwitchoverEstimate
    private var converge: AutoConverge
    private var pacer: Pacer
    private var setupSeconds = 0.0
    private var start: MonotonicTime
    private var setupEnd: MonotonicTime
    private var nextSample: MonotonicTime
    private var phase = MigrationPhase.setup
    /// Whether pages were sent since the last end of a round.
    private var isRoundOnItsWay = false
    private var openRound = OpenRound(number: 0, start: MonotonicTime(nanoseconds: 0), dirty: 0)

    /// The round being sent, with the counters at its beginning.
    private struct OpenRound {
        var number: Int
        var start: MonotonicTime
        var dirty: Int
        var counters = TransportCounters()
        var hasSent = false
    }

    /// An engine that moves `guest` through `sender`.
    /// - Parameter fault: a mistake to make on `memory`, for proving the verification.
    /// - Throws: ``TransportError/system(_:)`` when memory for the page set is refused.
    public init(
        _ spec: MigrationSpec, guest: any PrecopyGuest, sender: any MigrationSender,
        clock: any EngineClock = HostClock(), board: ProgressBoard = ProgressBoard(),
        fault: (kind: EngineFault, memory: GuestMemory)? = nil
    ) throws(TransportError) {
        self.spec = spec
        self.guest = guest
        self.sender = sender
        self.clock = clock
        self.board = board
        injector = fault.map { FaultInjector($0.kind, memory: $0.memory) }
        pending = try system { () throws(SystemError) in try PageSet(pageCount: guest.pageCount) }
        start = clock.now
        setupEnd = start
        nextSample = start
        estimate = SwitchoverEstimate(spec, start: start, bytes: 0)
        converge = AutoConverge(start: start, bytes: 0)
        pacer = Pacer(spec, start: start, bytes: 0)
    }

    /// Setup: the transport gets `memory` ready, and every page becomes dirty.
    ///
    /// In between it looks at the destination's clock, which is no part of the migration; what the
    /// guest writes meanwhile is sent once.
    /// - Throws: ``TransportError``.
    public func setup(_ memory: GuestMemory?) throws(TransportError) {
        let begun = clock.now
        if let memory { try sender.prepare(memory) }
        let prepared = clock.now
        clockOffset = try ClockOffset.measure(clock) { () throws(TransportError) in
            try sender.askClock()
        }
        let measured = clock.now
        _ = guest.drainDirtyLog(into: pending)
        pending.insertAll()
        setupSeconds = prepared.seconds(since: begun) + clock.now.seconds(since: measured)
    }

    /// Precopy begins, as if setup had ended now: what the caller did since then, such as reading
    /// meters, is no part of the migration.
    private func begin() throws(TransportError) {
        setupEnd = clock.now
        start = setupEnd.advanced(bySeconds: -setupSeconds)
        nextSample = setupEnd
        guard let clockOffset else { preconditionFailure("run() before setup()") }
        try sender.begin(at: clockOffset.atDestination(setupEnd))
        let bytes = sender.counters.bytes
        estimate = SwitchoverEstimate(spec, start: setupEnd, bytes: bytes)
        converge = AutoConverge(start: setupEnd, bytes: bytes)
        pacer = Pacer(spec, start: setupEnd, bytes: bytes)
        phase = .precopy
        open(dirty: pending.count)
    }

    /// Precopy and switchover.
    /// - Throws: ``TransportError`` when the transport fails; the guest then is paused or runs
    ///   here, and the destination has not resumed it, or its word was lost.
    public func run() throws(TransportError) -> Outcome {
        try begin()
        // However it ends, the guest goes on freely (migration_iteration_finish).
        defer { if converge.percent > 0 { guest.setThrottle(percent: 0) } }
        while true {
            // What is on its way is not there yet: a transport with a deep queue may have taken
            // all pages long before the link has.
            if pending.count == 0 { try endRound() }
            observe()
            if isNearlyDone { try syncDirtyLog() }
            // Before the first tick the threshold is 0: then nothing left is few enough, without
            // another sync (migration/migration.c, migration_iteration_run).
            if remainingBytes == 0 || isNearlyDone { return try switchOver() }
            if openRound.number > spec.maxRounds {
                return try giveUp("given up after \(spec.maxRounds) rounds")
            }
            guard !isOutOfTime, try waitForTurn() else {
                return try giveUp("given up after \(spec.maxSeconds) s")
            }
            try sendBatch()
        }
    }

    /// Whether what is known to be left may be left for the stop.
    private var isNearlyDone: Bool { Double(remainingBytes) < estimate.thresholdBytes }

    private var remainingBytes: Int { pending.count * GuestSpec.pageBytes }

    private var timeLimit: MonotonicTime { setupEnd.advanced(bySeconds: spec.maxSeconds) }

    private var isOutOfTime: Bool { clock.now >= timeLimit }

    /// Waits until pacing lets the next batch leave; false where the time is out before.
    ///
    /// At a low bandwidth one batch pays for minutes: samples, and looks at what is under way, go on
    /// meanwhile. The bandwidth is taken once the pause is over, or it would be that of a batch, and of
    /// nothing, in turn.
    private func waitForTurn() throws(TransportError) -> Bool {
        guard spec.maxBandwidth != nil else { return true }
        let counters = sender.counters
        let turn = pacer.turn(
            afterSending: counters.bytes + counters.queuedBytes, now: clock.now)
        while clock.now < turn {
            if isOutOfTime { return false }
            clock.sleep(until: min(turn, timeLimit, nextSample))
            if clock.now >= nextSample {
                takeSample(clock.now)
                try sender.look()
            }
        }
        return true
    }

    private func sendBatch() throws(TransportError) {
        batch.removeAll()
        guard pending.take(sender.batchPages, into: &batch.normal) > 0 else { return }
        if spec.zeroPageDetection == .legacy { guest.sortZeroPages(&batch) }
        injector?.pass(&batch)
        if batch.normal.isEmpty && batch.zero.isEmpty { return }
        try sender.send(batch)
        openRound.hasSent = true
        isRoundOnItsWay = true
    }

    /// Waits until all pages that were sent are there: pages that are sent again must not
    /// overtake themselves on another channel.
    private func endRound() throws(TransportError) {
        guard isRoundOnItsWay else { return }
        try sender.endRound()
        isRoundOnItsWay = false
    }

    /// Ends the round and takes the pages that the guest has written since the last sync.
    private func syncDirtyLog() throws(TransportError) {
        try endRound()
        closeRound()
        let dirty = guest.drainDirtyLog(into: pending)
        if spec.autoConverge {
            let bytes = UInt64(dirty * GuestSpec.pageBytes)
            if converge.sync(dirty: bytes, sent: sender.counters.bytes, now: clock.now) {
                guest.setThrottle(percent: converge.percent)
            }
        }
        open(dirty: dirty)
    }

    private func switchOver() throws(TransportError) -> Outcome {
        // The guest has written on while the pages before were sent: they must be there before
        // their successors leave, or on another channel the older copy could arrive last. The
        // guest runs meanwhile.
        if openRound.hasSent {
            try endRound()
            closeRound()
            open(dirty: 0)
        }
        let downtimeStart = clock.now
        note(.switchover, downtimeStart)
        let state = try system { () throws(SystemError) in try guest.pause() }
        let stopped = clock.now
        openRound.dirty += guest.drainDirtyLog(into: pending)
        note(.lastRound, stopped)
        injector?.beforeLastRound(pending)
        // The bandwidth limit is for the running guest: the stop is as short as can be.
        while pending.count > 0 {
            try sendBatch()
            post(bytes: sender.counters.bytes)
        }
        try endRound()
        let lastRoundEnd = clock.now
        closeRound()
        note(.deviceState, lastRoundEnd)
        injector?.afterLastRound()
        guard let clockOffset else { preconditionFailure("run() before setup()") }
        let device = DeviceState(
            guest: state, timeZero: clockOffset.atDestination(guest.timeZero),
            byteCount: spec.deviceStateBytes)
        let completion = try sender.complete(device)
        let end = clock.now
        note(.resume, completion.stateSent)
        note(.completed, end)
        let timeline = MigrationTimeline(
            start: start, setupEnd: setupEnd, downtimeStart: downtimeStart, stopped: stopped,
            lastRoundEnd: lastRoundEnd, stateSent: completion.stateSent, end: end,
            answer: completion.answer)
        self.timeline = timeline
        return .completed(MigrationDurations(timeline))
    }

    private func giveUp(_ reason: String) throws(TransportError) -> Outcome {
        // What was sent counts, so its way does too.
        try endRound()
        closeRound()
        let end = clock.now
        try sender.abandon()
        return .notConverged(
            reason: reason,
            durations: PartialDurations(
                totalMs: end.seconds(since: start) * 1000,
                setupMs: setupEnd.seconds(since: start) * 1000))
    }

    // MARK: Record

    private func open(dirty: Int) {
        openRound = OpenRound(
            number: openRound.number + 1, start: clock.now, dirty: dirty,
            counters: sender.counters)
    }

    private func closeRound() {
        let now = clock.now
        let counters = sender.counters
        rounds.append(
            RoundRecord(
                round: openRound.number,
                startMs: openRound.start.seconds(since: setupEnd) * 1000,
                durationMs: now.seconds(since: openRound.start) * 1000,
                dirtyPages: UInt64(openRound.dirty),
                normalPages: counters.normalPages - openRound.counters.normalPages,
                zeroPages: counters.zeroPages - openRound.counters.zeroPages,
                bytes: counters.bytes - openRound.counters.bytes,
                thresholdBytes: UInt64(estimate.thresholdBytes),
                remainingBytes: UInt64(remainingBytes), throttlePercent: converge.percent,
                idleQueue: counters.idleQueue.map { $0 - (openRound.counters.idleQueue ?? 0) }))
    }

    private func observe() {
        let now = clock.now
        let bytes = sender.counters.bytes
        estimate.update(now: now, bytes: bytes)
        post(bytes: bytes)
        if now >= nextSample { takeSample(now, bytes: bytes) }
    }

    /// Shows what was sent and what is left to whoever looks at the board.
    private func post(bytes: UInt64) {
        board.update(bytes: bytes, remainingBytes: UInt64(remainingBytes))
    }

    /// Enters a phase: the timeline has the moment.
    private func note(_ phase: MigrationPhase, _ now: MonotonicTime) {
        self.phase = phase
        takeSample(now)
    }

    private func takeSample(_ now: MonotonicTime) {
        takeSample(now, bytes: sender.counters.bytes)
    }

    private func takeSample(_ now: MonotonicTime, bytes: UInt64) {
        nextSample = now.advanced(bySeconds: Self.sampleSeconds)
        let sample = TimelineSample(
            ms: now.seconds(since: setupEnd) * 1000, phase: phase, round: openRound.number,
            bytes: bytes, remainingBytes: UInt64(remainingBytes),
            guestOperations: guest.operationsDone)
        samples.append(sample)
        board.post(sample)
    }
}
