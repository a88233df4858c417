internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Scenarios

/// The source of one migration: guest, engine and sender.
///
/// Unchecked Sendable: the worker thread alone drives it; `abort` and `progress`, which the control
/// thread calls, touch only what is made for sharing.
final class SourceSide: MigrationSide, @unchecked Sendable {
    private let preparation: Preparation
    private let link: AgentLink
    private let memory: GuestMemory
    private let placement: Placement
    private let guest: Guest
    private let sender: any MigrationSender
    private let board: ProgressBoard
    private var isStopped = false

    /// Allocates and fills the guest, and connects to the destination.
    init(_ preparation: Preparation, link: AgentLink) throws {
        self.preparation = preparation
        self.link = link
        let spec = preparation.spec
        memory = try GuestMemory(spec.guest, node: preparation.placement.node)
        try memory.fill(spec.guest)
        placement = try preparation.placement.checked(memory)
        guest = try Guest(
            spec.guest, memory: memory, fault: preparation.fault?.guestFault(at: .source),
            isMeasured: preparation.measures(.histograms))
        link.enter(.connecting)
        sender = try spec.migration.connect(
            preparation.entry(link.silence), fault: preparation.fault?.transportFault)
        board = ProgressBoard { sample in
            if sample.phase == .switchover, link.state != .switchover { link.enter(.switchover) }
        }
    }

    /// This end of the connection to the destination; nil where nobody tells.
    var address: SocketAddress? { sender.localAddress }

    var progress: TimelineSample? { board.sample }

    /// Starts the guest.
    func watchAlone() -> AloneReport {
        let spec = preparation.spec
        guest.resume(from: .initial(vcpus: spec.guest.vcpus))
        return AloneReport(watching: guest, spec)
    }

    /// Migrates the running guest and reports: on the CPUs of the thread that migrates.
    func start() throws { try ThreadPlacement.run(as: .migration, migrate) }

    private func migrate() throws {
        let spec = preparation.spec
        let engine = try PrecopyEngine(
            spec.migration, guest: guest, sender: sender, board: board,
            fault: preparation.fault?.engineFault.map { ($0, memory) })
        link.enter(.setup)
        try engine.setup(memory)
        link.enter(.precopy)
        var report = SideReport()
        report.placement = placement
        let wire = Wire(
            towards: preparation.address, device: sender.counters.rdmaDevice, .sent,
            isWithinHost: preparation.isWithinHost)
        let sampler =
            preparation.measures(.sampler)
            ? try SideSampler(guest, wire: wire, progress: progressOfBoard) : nil
        let meter = SpanMeter(guest, link.work, wire: wire)
        guest.begin(.span)
        sampler?.begin()
        let outcome = try engine.run()
        meter.finish(guest, into: &report)
        guest.begin(.after)
        report.looks = try sampler?.end(precopyBegin: engine.precopyBegin) ?? []
        link.enter(.resumed)
        let state = try guest.pause()
        report.state = state
        note(engine, into: &report)
        report.operationsDue = meter.operationsDue(guest, until: state.elapsedNanoseconds)
        finish(&report, close: sender.close) { sender.counters }
        report.rounds = engine.rounds
        report.samples = engine.samples.beginnings
        report.ending = ending(outcome)
        link.send(.migrated(report.fittingFrame()))
    }

    /// Where the engine stands, for the sampler; nil once the destination's word is here.
    private var progressOfBoard: @Sendable () -> SideSampler.Progress? {
        { [board] in
            let live = board.live
            guard live?.phase != .completed else { return nil }
            return SideSampler.Progress(
                phase: live?.phase ?? .precopy, round: live?.round, bytes: live?.bytes,
                remainingBytes: live?.remainingBytes)
        }
    }

    /// What the guest noted of its operations, and the clocks that they are told by.
    ///
    /// Of a guest that has moved, the destination does what was left undone.
    private func note(_ engine: PrecopyEngine, into report: inout SideReport) {
        let timeline = engine.timeline
        report.precopyBegan = engine.precopyBegin.nanoseconds
        report.latency = guest.latency(countingUndone: timeline == nil)
        report.clock = engine.clockOffset
        report.stop = timeline.map { timeline in
            SideReport.GuestStop(
                decided: timeline.downtimeStart.nanoseconds,
                lastOperation: guest.lastOperation?.nanoseconds,
                answered: timeline.end.nanoseconds)
        }
    }

    /// Plays on to where the destination's guest was stopped, and digests.
    func verify(_ state: GuestState) throws -> UInt64 {
        guard state.operations.count == preparation.spec.guest.vcpus else {
            throw UnsoundPreparation(figure: "operations")
        }
        try guest.replay(to: state)
        return try memory.digest()
    }

    func abort() { sender.abort() }

    func release() {
        sender.close()
        stopGuest(guest)
    }

    private func ending(_ outcome: PrecopyEngine.Outcome) -> SideReport.Ending {
        switch outcome {
        case .completed(let durations): .completed(durations)
        case .notConverged(let reason, let durations):
            .notConverged(reason: reason, durations: durations)
        }
    }
}

/// Ends a guest's threads.
///
/// A vCPU that does not end would hold its memory: better no agent.
func stopGuest(_ guest: Guest) {
    do { try guest.stop() } catch {
        StandardError.write("bench agent: \(error)\n")
        ThisProcess.exitNow(3)
    }
}

extension SideReport {
    /// The report with rounds thinned out so that it fits a frame: a migration that never converges
    /// has thousands of them.
    ///
    /// Its samples are few as they come: see ``SideSampler/limit``.
    func fittingFrame() -> SideReport {
        var copy = self
        copy.rounds = Self.thinned(rounds, to: 500)
        return copy
    }

    private static func thinned<Element>(_ list: [Element], to limit: Int) -> [Element] {
        guard list.count > limit else { return list }
        let step = (list.count + limit - 1) / limit
        return list.indices.filter { $0 % step == 0 || $0 == list.count - 1 }.map { list[$0] }
    }
}

extension [TimelineSample] {
    /// The first sample of each phase: the others are the sampler's.
    var beginnings: [TimelineSample] {
        indices.filter { $0 == 0 || self[$0].phase != self[$0 - 1].phase }.map { self[$0] }
    }
}
