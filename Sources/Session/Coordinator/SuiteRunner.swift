internal import FoundationEssentials
public import Measurement
internal import Migration
public import Platform
public import Results
public import Scenarios

/// How a suite is run.
public struct SuiteOptions: Sendable {
    /// Where the guests come from.
    public var source: Endpoint
    /// Where they go.
    public var destination: Endpoint
    /// Where the destination listens for data connections: an IP address, an interface or an RDMA
    /// device of its host.
    public var dataAddress: String
    /// Where the source listens for those of guests that go the other way; nil where nobody said it.
    public var sourceDataAddress: String?
    /// Whether both ends were put on one host on purpose; so they were where both are local.
    public var isOfOneHost: Bool
    /// This program, for local agents.
    public var executable: String
    /// Mistakes to make, for proving the harness.
    public var injection: Injection?
    /// What takes the hosts for the suite; nil where others may measure there meanwhile.
    public var lease: Lease?
    /// After which silence an agent or its coordinator is given up.
    public var silence = Silence.byDefault
    /// Whether to wait for hosts that another suite has.
    public var waitsForHosts = false
    /// Whether it measures what the links carry before it begins.
    public var ceilingProbe = CeilingProbe.auto
    /// The digest of the trace that workload `replay` plays; nil where none is played.
    ///
    /// Rows do not say it: suites that play different ones differ in their environment.
    public var traceDigest: String?
    /// What is not measured, to see what it costs; no row says it, but the environment does.
    public var without: [Instrument] = []
    /// A suite is given up after so many failed migrations in a row.
    public var failuresAllowed: Int
    /// As long as nobody says otherwise.
    public static let failuresAllowedByDefault = 3

    /// Both ends on this host.
    public init(
        source: Endpoint = .local, destination: Endpoint = .local,
        dataAddress: String = "127.0.0.1", executable: String,
        injection: Injection? = nil, failuresAllowed: Int = Self.failuresAllowedByDefault
    ) {
        self.source = source
        self.destination = destination
        self.dataAddress = dataAddress
        self.executable = executable
        isOfOneHost = source == .local && destination == .local
        self.injection = injection
        self.failuresAllowed = failuresAllowed
    }
}

extension SuiteOptions {
    /// - Parameter isBackward: whether they are for guests that go from the destination to the source.
    fileprivate func startAgents(
        _ interrupts: Interrupts?, isBackward: Bool = false
    ) throws(SessionError) -> AgentPair {
        try AgentPair(
            source: isBackward ? destination : source,
            destination: isBackward ? source : destination, executable: executable, lease: lease,
            interrupts: interrupts, silence: silence)
    }
}

/// How a suite ended.
public enum SuiteEnding: Sendable {
    /// All planned runs have a row.
    case finished
    /// The user stopped it.
    case interrupted
    /// Too many failures in a row, or an agent that cannot be started again.
    case givenUp(reason: String)
}

/// Runs what is planned, one migration after the other, and keeps every row.
public final class SuiteRunner {
    let options: SuiteOptions
    let observer: any SuiteObserver
    private let interrupts: Interrupts?
    private(set) var agents: AgentPair
    /// The agents of guests that migrate at the same time as the first.
    let fleet: GuestFleet
    let addresses: DataAddresses
    /// The interfaces that data takes, source first; nil where there is no way.
    let interfaces: [String?]
    private var failuresInARow = 0
    /// Whether the links were measured before the first migration.
    private var wasProbed = false
    /// How often hosts are looked at that another suite has, in seconds.
    private static let waitSeconds = 3.0

    /// A migration broke off: the agents are in the middle of something.
    var needsNewAgents = false

    /// Starts both agents.
    /// - Throws: ``SessionError`` when one cannot be started, or data would have no way.
    public init(
        _ options: SuiteOptions, observer: any SuiteObserver, interrupts: Interrupts?
    ) throws(SessionError) {
        self.options = options
        self.observer = observer
        self.interrupts = interrupts
        let agents = try Self.agents(options, observer, interrupts)
        self.agents = agents
        fleet = GuestFleet { isBackward throws(SessionError) in
            try options.startAgents(interrupts, isBackward: isBackward)
        }
        do throws(SessionError) {
            addresses = try DataAddresses(options, agents)
            interfaces = try addresses.ways(between: agents).map { $0?.interface }
        } catch {
            agents.stop()
            throw error
        }
    }

    /// Ends the agents, which `run` does itself: for a suite that is not run after all.
    public func stop() {
        agents.stop()
        fleet.stop()
    }

    /// Facts of both hosts, source first.
    public var facts: [HostFacts] { [agents.sourceFacts, agents.destinationFacts] }

    /// Why a case cannot be run on these hosts; nil when it can.
    public func obstacle(to spec: CaseSpec) -> String? {
        Feasibility.obstacle(
            to: spec, source: agents.sourceFacts, destination: agents.destinationFacts,
            shareHost: agents.shareHost) ?? placement.obstacle(to: spec)
            ?? addresses.obstacle(to: spec)
    }

    var placement: PlacementPlan {
        PlacementPlan(
            source: .init(.source, agents.sourceFacts, interface: interfaces[0]),
            destination: .init(.destination, agents.destinationFacts, interface: interfaces[1]),
            shareHost: agents.shareHost)
    }

    /// What a reader of the figures of these runs must know of the hosts, a line each.
    /// - Parameter cost: What their migrations are taken to cost.
    public func warnings(about runs: [PlannedRun], cost: CostModel = CostModel()) -> [String] {
        let feasible = runs.map(\.spec).filter { obstacle(to: $0) == nil }
        return [
            HostProblems.warning(
                source: agents.sourceFacts, destination: agents.destinationFacts,
                shareHost: agents.shareHost),
            LockedMemory.warning(about: feasible, source: agents.sourceFacts),
            addresses.warning(about: feasible), QueueWindow.warning(about: feasible),
            placement.warning(about: feasible),
            CPUPlan.warning(
                about: runs.filter { obstacle(to: $0.spec) == nil }, precision, model: cost),
        ].compactMap(\.self)
    }

    /// Of the host with more CPUs: their ticks add up.
    private var precision: CPUPrecision {
        let cpus = facts.compactMap(\.cpu.online).max() ?? 1
        return CPUPrecision(
            cpus: cpus, hosts: agents.shareHost ? 1 : 2,
            idleIsExact: facts.allSatisfy { $0.idleTimeExact == true })
    }

    /// Whether rows of these hosts and this build may stand beside those of a suite.
    /// - Throws: ``SessionError/otherSuite(path:differences:)`` where they may not.
    public func check(beside suite: String) throws {
        let path = "\(suite)/\(SuiteFolder.Sidecar.environment.rawValue)"
        guard let recorded = try RecordedEnvironment.read(path: path) else { return }
        let now = EnvironmentRecord(identity(suite), agents: agents)
        let differences = recorded.differences(to: now)
        guard differences.isEmpty else {
            throw SessionError.otherSuite(path: suite, differences: differences)
        }
    }

    private func identity(_ suiteID: String) -> SuiteIdentity {
        SuiteIdentity(
            suiteID: suiteID, agents: agents, interfaces: interfaces,
            traceDigest: options.traceDigest, without: options.without)
    }

    /// Runs `runs` and writes their rows into `folder`, and in the end why cells are empty.
    ///
    /// - Parameter isNeeded: Whether a run is still worth its time, asked when it is its turn.
    /// - Throws: ``ResultsError`` when a row cannot be written; it carries the row.
    public func run(
        _ runs: [PlannedRun], into folder: SuiteFolder,
        isNeeded: (PlannedRun) -> Bool = { _ in true }
    ) throws(ResultsError) -> SuiteEnding {
        let ending = try migrate(runs, into: folder, isNeeded)
        try folder.noteEmptyCells(EmptyCells(notes: emptyNotes))
        return ending
    }

    /// Reasons for empty cells that no row shows.
    private var emptyNotes: [String: String] {
        var notes: [String: String] = [:]
        notes[RunColumns.amount.linkCeilingMbps.name] =
            options.ceilingProbe.reasonForNone(wasProbed: wasProbed)
        for (side, facts) in zip(Side.allCases, facts) {
            let reason = facts.workCountersRefusal ?? "the counters did not run in the span"
            notes[RunColumns.cpu(side).processCycles.name] = reason
            notes[RunColumns.cpu(side).processInstructions.name] = reason
        }
        return notes
    }

    private func migrate(
        _ runs: [PlannedRun], into folder: SuiteFolder, _ isNeeded: (PlannedRun) -> Bool
    ) throws(ResultsError) -> SuiteEnding {
        let identity = identity(folder.id)
        // A suite that goes on keeps what it was begun on: `check` found the same here.
        if !folder.has(.environment) {
            try folder.write(.environment, EnvironmentRecord(identity, agents: agents).text())
        }
        defer { stop() }
        let ceilings: [ProbePath: Double]
        do throws(SessionError) { ceilings = try measureCeilings(before: runs) } catch {
            return Self.ending(error)
        }
        var (done, skipped) = (0, 0)
        for run in runs {
            guard isNeeded(run) else {
                skipped += 1
                continue
            }
            done += 1
            observer.began(run, number: done, of: runs.count - skipped)
            let startedAt: Date
            let results: [MigrationResult]
            do throws(SessionError) {
                try replaceAgents()
                startedAt = Date()
                let number = done + skipped - 1
                results = try migrate(
                    run, fault: options.injection?.fault(of: run, number: number))
            } catch { return Self.ending(error) }
            try keep(
                RowBuilder.all(
                    identity, run, startedAt: startedAt, results,
                    linkCeilingMbps: ProbePath(run.spec.migration).flatMap { ceilings[$0] }),
                of: run, in: folder)
            if let reason = reasonToGiveUp(results) { return .givenUp(reason: reason) }
        }
        return .finished
    }

    /// Writes the rows of a run, and tells of them.
    private func keep(
        _ builders: [RowBuilder], of run: PlannedRun, in folder: SuiteFolder
    ) throws(ResultsError) {
        let records = builders.map { $0.record() }
        // A warm-up measures nothing, but memory that differs is never passed over.
        if !run.isWarmup || builders.contains(where: { $0.result.status == .corrupt }) {
            try folder.append(records, sum: EvacuationSum(builders, records.map(\.run))?.row())
        }
        for (builder, record) in zip(builders, records) {
            observer.ended(run, row: record.run)
            if !run.isWarmup, let doubt = builder.doubt { observer.doubted(doubt) }
        }
    }

    private static func ending(_ error: SessionError) -> SuiteEnding {
        if case .interrupted = error { return .interrupted }
        return .givenUp(reason: "\(error)")
    }

    /// Of guests that migrate at once, one that does not fail shows that the hosts are there.
    private func reasonToGiveUp(_ results: [MigrationResult]) -> String? {
        guard results.allSatisfy({ $0.status == .failed }) else {
            failuresInARow = 0
            return nil
        }
        failuresInARow += 1
        guard failuresInARow >= options.failuresAllowed else { return nil }
        return "\(failuresInARow) migrations in a row failed"
    }

    /// One migration, or several at once; what goes wrong in one becomes its result.
    /// - Throws: ``SessionError`` when the user stopped.
    private func migrate(
        _ run: PlannedRun, fault: Fault?
    ) throws(SessionError) -> [MigrationResult] {
        let spec = run.caseToRun
        if let obstacle = obstacle(to: spec) {
            let skipped = MigrationResult(.skipped, reason: obstacle)
            return Array(repeating: skipped, count: spec.concurrency.atOnce)
        }
        guard spec.concurrency.isAlone else { return try evacuate(run, fault: fault) }
        let migration = MigrationRun(
            agents: agents, spec: spec, dataAddress: addresses.forward,
            placements: placement.placements(of: spec), fault: fault, without: options.without,
            progress: { [observer] in observer.progressed($0) })
        var result = MigrationResult(.completed)
        do throws(SessionError) {
            try migration.run(into: &result)
        } catch {
            if case .interrupted = error { throw error }
            result.broke(agents.rootCause(of: error))
            needsNewAgents = true
        }
        return [result]
    }

    /// New agents where the old ones broke off, or ended before they were needed: what they were in the
    /// middle of goes with them.
    ///
    /// Only once the row is written: a host that is gone for good costs no row. One that cannot be
    /// reached is tried again, as often as migrations may fail in a row.
    /// - Throws: ``SessionError`` when they cannot be started again.
    private func replaceAgents() throws(SessionError) {
        if !needsNewAgents, let ending = agents.ending {
            observer.warned("\(ending): another one is started")
            needsNewAgents = true
        }
        guard needsNewAgents else { return }
        agents.stop()
        for triesLeft in (0..<max(1, options.failuresAllowed)).reversed() {
            do throws(SessionError) {
                // Nobody held the hosts for a moment: another suite that waits may have got in.
                agents = try Self.agents(options, observer, interrupts)
                needsNewAgents = false
                return
            } catch {
                guard triesLeft > 0, error.mayPass else { throw error }
                observer.warned("\(error): it is tried again")
                try Self.pause(interrupts)
            }
        }
    }

    /// Agents, once their hosts are free where that is waited for.
    ///
    /// Nothing is held meanwhile: two suites that wait for each other's hosts would wait for ever.
    private static func agents(
        _ options: SuiteOptions, _ observer: any SuiteObserver, _ interrupts: Interrupts?
    ) throws(SessionError) -> AgentPair {
        // Of a suite that left nothing to read it is told once, too.
        var told: Lease??
        while true {
            do { return try options.startAgents(interrupts) } catch {
                guard options.waitsForHosts, case .held(_, _, let lease) = error else {
                    throw error
                }
                if told != .some(lease) { observer.warned("\(error)") }
                told = lease
                try pause(interrupts)
            }
        }
    }

    private static func pause(_ interrupts: Interrupts?) throws(SessionError) {
        let until = Deadline.after(seconds: waitSeconds)
        do {
            _ = try PollSource.wait([interrupts?.readiness].compactMap(\.self), until: until)
        } catch {
            throw .system(error)
        }
        if interrupts?.take() == true { throw .interrupted }
    }

    /// What the ways between the hosts carry that `runs` take; a way whose probe fails has no ceiling.
    /// - Throws: ``SessionError`` when the user stopped, or an agent cannot be started again.
    private func measureCeilings(
        before runs: [PlannedRun]
    ) throws(SessionError) -> [ProbePath: Double] {
        let feasible = runs.filter { obstacle(to: $0.spec) == nil }
        var ceilings: [LinkCeiling] = []
        for path in options.ceilingProbe.paths(of: feasible) {
            wasProbed = true
            try replaceAgents()
            let probe = ProbeRun(agents: agents, path: path, dataAddress: addresses.forward)
            do throws(SessionError) {
                ceilings.append(LinkCeiling(path: path, mbps: try probe.run()))
            } catch {
                if case .interrupted = error { throw error }
                observer.warned("what \(path) carries was not measured: \(error)")
                needsNewAgents = true
            }
        }
        if !ceilings.isEmpty { observer.measured(ceilings) }
        return Dictionary(uniqueKeysWithValues: ceilings.map { ($0.path, $0.mbps) })
    }
}
