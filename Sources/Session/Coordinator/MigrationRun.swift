internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Scenarios

/// What came of one migration.
public struct MigrationResult: Sendable {
    /// How it ended.
    public var status: Status
    /// Why, where it is not plain.
    public var reason: String?
    /// Whether the guest ran on at the destination and both ends' memory agreed; nil when it was not
    /// looked at.
    public var verified: Bool?
    /// The source's report; nil when it did not come to one.
    public var source: SideReport?
    /// The destination's.
    public var destination: SideReport?
    /// The numeric address of the source's end of the data connection; nil where it did not connect.
    public var sourceAddress: String?
    /// That of the destination's end, as it was chosen; nil where nothing was to be sent.
    public var destinationAddress: String?
    /// What the source saw while the guest ran alone.
    public var sourceAlone: AloneReport?
    /// What the destination saw then.
    public var destinationAlone: AloneReport?
    /// Peak resident memory of both agents in bytes.
    public var sourcePeakBytes: UInt64?
    /// The destination's.
    public var destinationPeakBytes: UInt64?

    /// The words of the `status` column.
    public enum Status: String, Sendable, CaseIterable {
        case completed
        case notConverged = "not_converged"
        case failed, corrupt, skipped
    }

    /// A result without figures.
    public init(_ status: Status, reason: String? = nil) {
        self.status = status
        self.reason = reason
    }

    /// Takes note that the run broke: it failed, unless it had come to a worse end or another.
    mutating func broke(_ cause: SessionError) {
        if status == .completed { status = .failed }
        reason = [reason, cause.wordsForRow].compactMap(\.self).joined(separator: "; ")
    }
}

/// One migration, step by step: the coordinator prepares, gives the word and waits.
///
/// It never stands between the two ends while the clock runs.
struct MigrationRun {
    let agents: AgentPair
    let spec: CaseSpec
    let dataAddress: SocketAddress
    let placements: [AgentRole: Placement]
    let fault: Fault?
    let without: [Instrument]
    let progress: (TimelineSample) -> Void
    /// Where it waits for others that migrate at the same time; nil where there are none.
    var gate: Gate?

    /// Seconds that touching, filling or digesting the memory of all guests that migrate at once may
    /// take: half a minute and a slow 0.25 GiB/s.
    private var memorySeconds: Double {
        30 + Double(spec.concurrency.atOnce * spec.guest.memoryBytes) / 0x1p28
    }

    /// Seconds that the kernel may take to pin the memory of all of them, or to give it back.
    private var pinningSeconds: Double { 60 * Double(spec.concurrency.atOnce) }

    /// Runs it; `result` gets what was found out, step by step.
    /// - Throws: ``SessionError`` when an agent failed or was lost: the pair must be released or
    ///   started again before the next one. What was measured until then stands.
    func run(into result: inout MigrationResult) throws(SessionError) {
        result.destinationAddress = dataAddress.host
        try prepare(&result)
        try waitForOthers()
        try watchAlone(into: &result)
        try waitForOthers()
        try migrate(into: &result)
        try waitForOthers()
        if result.status == .completed, spec.migration.transport.definition.deliversPages {
            try verify(&result)
        }
        try release(into: &result)
    }

    private func waitForOthers() throws(SessionError) {
        try gate?.pass { () throws(SessionError) in try agents.listen() }
    }

    private func prepare(_ result: inout MigrationResult) throws(SessionError) {
        let ticket = DataPlaneTicket()
        func preparation(_ role: AgentRole, _ address: SocketAddress) -> CoordinatorMessage {
            let isWrong = role == .source && fault == .wrongToken
            return .prepare(
                Preparation(
                    role: role, spec: spec, ticket: isWrong ? DataPlaneTicket() : ticket,
                    address: address, placement: placements[role] ?? Placement(), fault: fault,
                    without: without, isWithinHost: agents.shareNetwork))
        }
        let doing = "preparing \(ByteSize(bytes: spec.guest.memoryBytes)) of memory"
        try agents.destination.send(preparation(.destination, dataAddress))
        let answer = try agents.wait(
            for: agents.destination, doing: doing, seconds: memorySeconds)
        guard case .prepared(let said?) = answer else {
            throw agents.destination.unexpected(answer, doing: doing)
        }
        let address = try agents.destination.place(said, at: dataAddress)
        try agents.source.send(preparation(.source, address))
        let second = try agents.wait(for: agents.source, doing: doing, seconds: memorySeconds)
        guard case .prepared(let own) = second else {
            throw agents.source.unexpected(second, doing: doing)
        }
        result.sourceAddress = try own.map { address throws(SessionError) in
            guard NumericAddress.isValid(address.host) else {
                throw agents.source.malformed("\(address.host.printable) as its address")
            }
            return address.host.printable
        }
        // Of ends that share a host, what the one still does would be in the other's baseline.
        try agents.destination.send(.setUp)
        let third = try agents.wait(for: agents.destination, doing: doing, seconds: memorySeconds)
        guard case .prepared = third else {
            throw agents.destination.unexpected(third, doing: doing)
        }
    }

    private func watchAlone(into result: inout MigrationResult) throws(SessionError) {
        let both = [agents.source, agents.destination]
        for agent in both { try agent.send(.watchAlone) }
        let doing = "watching the guest run alone"
        let answers = try agents.wait(
            for: both, doing: doing,
            seconds: spec.settleSeconds + spec.idleBaselineSeconds + 10)
        for agent in both {
            guard let answer = answers[agent.role], case .alone(let report) = answer else {
                throw agent.unexpected(answers[agent.role] ?? .alive, doing: doing)
            }
            try agent.check(report)
            if agent.role == .source {
                result.sourceAlone = report
            } else {
                result.destinationAlone = report
            }
        }
    }

    private func migrate(into result: inout MigrationResult) throws(SessionError) {
        let doing = "migrating"
        try agents.source.send(.start)
        // Sending the last round and the state has deadlines of its own on the data plane.
        let seconds = spec.migration.maxSeconds + spec.runOnSeconds + pinningSeconds
        let both = [agents.source, agents.destination]
        let answers = try agents.wait(
            for: both, doing: doing, seconds: seconds, progress: progress)
        for agent in both {
            guard let answer = answers[agent.role], case .migrated(let report) = answer else {
                throw agent.unexpected(answers[agent.role] ?? .alive, doing: doing)
            }
            try agent.check(report)
            if agent.role == .source { result.source = report } else { result.destination = report }
        }
        if case .notConverged(let reason, _) = result.source?.ending {
            result.status = .notConverged
            result.reason = reason
        }
    }

    private func verify(_ result: inout MigrationResult) throws(SessionError) {
        let doing = "verifying"
        let both = [agents.source, agents.destination]
        guard let sent = result.source?.state, let state = result.destination?.state else {
            throw agents.destination.unexpected(.alive, doing: doing)
        }
        // Of a guest that never ran again the memory would be equal.
        guard state.hasRunOn(from: sent, as: spec.guest) else {
            result.verified = false
            result.status = .failed
            result.reason = """
                the guest did not run on at the destination: sent after \(sent.operationCount) \
                operations, stopped there after \(state.operationCount)
                """
            return
        }
        for agent in both { try agent.send(.verify(state)) }
        let answers = try agents.wait(for: both, doing: doing, seconds: memorySeconds)
        var digests: [UInt64] = []
        for agent in both {
            guard let answer = answers[agent.role], case .verified(let digest) = answer else {
                throw agent.unexpected(answers[agent.role] ?? .alive, doing: doing)
            }
            digests.append(digest)
        }
        result.verified = digests[0] == digests[1]
        if result.verified == false {
            result.status = .corrupt
            result.reason = "the destination's memory differs from the source's"
        }
    }

    private func release(into result: inout MigrationResult) throws(SessionError) {
        let both = [agents.source, agents.destination]
        for agent in both { try agent.send(.release) }
        let doing = "giving memory back"
        let answers = try agents.wait(for: both, doing: doing, seconds: pinningSeconds)
        for agent in both {
            guard let answer = answers[agent.role], case .released(let peak) = answer else {
                throw agent.unexpected(answers[agent.role] ?? .alive, doing: doing)
            }
            if let peak { try agent.check(peak, name: "peakMemoryBytes") }
            if agent.role == .source {
                result.sourcePeakBytes = peak
            } else {
                result.destinationPeakBytes = peak
            }
        }
    }
}
