public import Guest
internal import Platform

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
        /// From start to the decision to give up.
        public var totalMs: Double
        /// Of it: setup.
        public var setupMs: Double
    }

    /// The rounds so far.
    public private(set) var rounds: [RoundRecord] = []
    /// Looks at the migration, 50 ms apart.
    public private(set) var samples: [TimelineSample] = []

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
    private var roundHasPages = false
    private var estimate: SwitchoverEstimate
    private var converge: AutoConverge
    private var pacer: Pacer
    private var start: MonotonicTime
    private var setupEnd: MonotonicTime
    private var nextSample: MonotonicTime
    private var phase = MigrationPhase.setup
    private var openRound = OpenRound(number: 0, start: MonotonicTime(nanoseconds: 0), dirty: 0)

    /// The round being sent, with the counters at its beginning.
    private struct OpenRound {
        var number: Int
        var start: MonotonicTime
        var dirty: Int
        var counters = TransportCounters()
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
    /// - Throws: ``TransportError``.
    public func setup(_ memory: GuestMemory?) throws(TransportError) {
        start = clock.now
        if let memory { try sender.prepare(memory) }
        _ = guest.drainDirtyLog(into: pending)
        pending.insertAll()
        setupEnd = clock.now
        nextSample = setupEnd
        try sender.begin()
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
        while true {
            if isNearlyDone { try syncDirtyLog() }
            // Before the first tick the threshold is 0: then nothing left is few enough, without
            // another sync (migration/migration.c, migration_iteration_run).
            if remainingBytes == 0 || isNearlyDone { return try switchOver() }
            if openRound.number > spec.maxRounds {
                return try giveUp("not converged after \(spec.maxRounds) rounds")
            }
            if clock.now.seconds(since: setupEnd) > spec.maxSeconds {
                return try giveUp("not converged after \(spec.maxSeconds) s")
            }
            pacer.wait(bytes: sender.counters.bytes, clock: clock)
            try sendBatch()
            observe()
        }
    }

    /// Whether what is known to be left may be left for the stop.
    private var isNearlyDone: Bool { Double(remainingBytes) < estimate.thresholdBytes }

    private var remainingBytes: Int { pending.count * GuestSpec.pageBytes }

    private func sendBatch() throws(TransportError) {
        batch.removeAll()
        guard pending.take(sender.batchPages, into: &batch.normal) > 0 else { return }
        if spec.zeroPageDetection == .legacy { guest.sortZeroPages(&batch) }
        injector?.pass(&batch)
        if batch.normal.isEmpty && batch.zero.isEmpty { return }
        try sender.send(batch)
        roundHasPages = true
    }

    /// Ends the round and takes the pages that the guest has written since the last sync.
    private func syncDirtyLog() throws(TransportError) {
        try sender.endRound()
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
        // A page may be sent twice only with the end of a round in between: channels run apart,
        // and the older copy could arrive last. Ended here, the guest still runs meanwhile.
        if roundHasPages {
            try sender.endRound()
            closeRound()
            open(dirty: 0)
        }
        let downtimeStart = clock.now
        phase = .switchover
        takeSample(downtimeStart)
        let state = try system { () throws(SystemError) in try guest.pause() }
        let stopped = clock.now
        openRound.dirty += guest.drainDirtyLog(into: pending)
        injector?.beforeLastRound(pending)
        // The bandwidth limit is for the running guest: the stop is as short as can be.
        while pending.count > 0 { try sendBatch() }
        try sender.endRound()
        let lastRoundEnd = clock.now
        closeRound()
        injector?.afterLastRound()
        let device = DeviceState(guest: state, byteCount: spec.deviceStateBytes)
        let completion = try sender.complete(device)
        let end = clock.now
        phase = .completed
        takeSample(end)
        return .completed(
            MigrationDurations(
                MigrationTimeline(
                    start: start, setupEnd: setupEnd, downtimeStart: downtimeStart,
                    stopped: stopped, lastRoundEnd: lastRoundEnd,
                    stateSent: completion.stateSent, end: end, answer: completion.answer)))
    }

    private func giveUp(_ reason: String) throws(TransportError) -> Outcome {
        let end = clock.now
        try sender.endRound()
        closeRound()
        try sender.abandon()
        return .notConverged(
            reason: reason,
            durations: PartialDurations(
                totalMs: end.seconds(since: start) * 1000,
                setupMs: setupEnd.seconds(since: start) * 1000))
    }

    // MARK: Record

    private func open(dirty: Int) {
        roundHasPages = false
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
                remainingBytes: UInt64(remainingBytes), throttlePercent: converge.percent))
    }

    private func observe() {
        let now = clock.now
        estimate.update(now: now, bytes: sender.counters.bytes)
        if now >= nextSample { takeSample(now) }
    }

    private func takeSample(_ now: MonotonicTime) {
        nextSample = now.advanced(bySeconds: Self.sampleSeconds)
        let sample = TimelineSample(
            ms: now.seconds(since: setupEnd) * 1000, phase: phase, round: openRound.number,
            bytes: sender.counters.bytes, remainingBytes: UInt64(remainingBytes),
            guestOperations: guest.operationsDone)
        samples.append(sample)
        board.post(sample)
    }
}
