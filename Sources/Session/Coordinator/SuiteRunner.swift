internal import FoundationEssentials
public import Measurement
public import Migration
public import Platform
public import Results
public import Scenarios

/// How a suite is run.
public struct SuiteOptions: Sendable {
    /// Where the guests come from.
    public var source: Endpoint
    /// Where they go.
    public var destination: Endpoint
    /// Where the destination listens for data connections: a numeric IP address of its host.
    public var dataAddress: String
    /// This program, for local agents.
    public var executable: String
    /// A mistake to make in every migration, for proving the harness.
    public var fault: Fault?
    /// A suite is given up after so many failed migrations in a row.
    public var failuresAllowed: Int

    /// Both ends on this host.
    public init(
        source: Endpoint = .local, destination: Endpoint = .local,
        dataAddress: String = "127.0.0.1", executable: String, fault: Fault? = nil,
        failuresAllowed: Int = 3
    ) {
        self.source = source
        self.destination = destination
        self.dataAddress = dataAddress
        self.executable = executable
        self.fault = fault
        self.failuresAllowed = failuresAllowed
    }
}

/// What a suite tells whoever watches it.
public protocol SuiteObserver: AnyObject {
    /// Migration `number` of `total` begins; warm-up runs count too.
    func began(_ run: PlannedRun, number: Int, of total: Int)
    /// It goes on.
    func progressed(_ sample: TimelineSample)
    /// It is over; the row is in the file but for warm-up runs.
    func ended(_ run: PlannedRun, row: Row)
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
    private let options: SuiteOptions
    private let observer: any SuiteObserver
    private let interrupts: Interrupts?
    private var agents: AgentPair
    private var failuresInARow = 0

    /// Starts both agents.
    /// - Throws: ``SessionError`` when one cannot be started.
    public init(
        _ options: SuiteOptions, observer: any SuiteObserver, interrupts: Interrupts?
    ) throws(SessionError) {
        self.options = options
        self.observer = observer
        self.interrupts = interrupts
        agents = try AgentPair(
            source: options.source, destination: options.destination,
            executable: options.executable, interrupts: interrupts)
    }

    /// Facts of both hosts, source first.
    public var facts: [HostFacts] { [agents.sourceFacts, agents.destinationFacts] }

    /// Why a case cannot be run on these hosts; nil when it can.
    public func obstacle(to spec: CaseSpec) -> String? {
        Feasibility.obstacle(
            to: spec, source: agents.sourceFacts, destination: agents.destinationFacts,
            shareHost: agents.shareHost)
    }

    /// Runs `runs` and writes their rows into `folder`.
    /// - Throws: ``ResultsError`` when a row cannot be written; it carries the row.
    public func run(_ runs: [PlannedRun], into folder: SuiteFolder) throws(ResultsError)
        -> SuiteEnding
    {
        let identity = SuiteIdentity(
            suiteID: folder.id, agents: agents,
            gitCommit: GitCommit.describe(executable: options.executable))
        try folder.write(.environment, EnvironmentRecord(identity, agents: agents).text())
        defer { agents.stop() }
        for (index, run) in runs.enumerated() {
            observer.began(run, number: index + 1, of: runs.count)
            let startedAt = Date()
            let result: MigrationResult
            do { result = try migrate(run) } catch {
                switch error {
                case .interrupted: return .interrupted
                default: return .givenUp(reason: "\(error)")
                }
            }
            let builder = RowBuilder(
                identity: identity, run: run, startedAt: startedAt, result: result)
            let row = builder.row()
            if !run.isWarmup {
                try folder.append(
                    run: row, rounds: builder.rounds(), timeline: builder.timeline())
            }
            observer.ended(run, row: row)
            if let reason = reasonToGiveUp(result) { return .givenUp(reason: reason) }
        }
        return .finished
    }

    private func reasonToGiveUp(_ result: MigrationResult) -> String? {
        guard result.status == .failed else {
            failuresInARow = 0
            return nil
        }
        failuresInARow += 1
        guard failuresInARow >= options.failuresAllowed else { return nil }
        return "\(failuresInARow) migrations in a row failed"
    }

    /// One migration; what goes wrong in it becomes its result.
    /// - Throws: ``SessionError`` when the user stopped or the agents cannot be started again.
    private func migrate(_ run: PlannedRun) throws(SessionError) -> MigrationResult {
        let spec = run.caseToRun
        if let obstacle = obstacle(to: spec) { return MigrationResult(.skipped, reason: obstacle) }
        let migration = MigrationRun(
            agents: agents, spec: spec,
            dataAddress: SocketAddress(host: options.dataAddress, port: 0), fault: options.fault,
            progress: { [observer] in observer.progressed($0) })
        do throws(SessionError) {
            return try migration.run()
        } catch {
            if case .interrupted = error { throw error }
            let cause = agents.rootCause(of: error)
            try restart()
            return MigrationResult(.failed, reason: "\(cause)")
        }
    }

    /// New agents: whatever the old ones were in the middle of goes with them.
    private func restart() throws(SessionError) {
        agents.stop()
        agents = try AgentPair(
            source: options.source, destination: options.destination,
            executable: options.executable, interrupts: interrupts)
    }
}
