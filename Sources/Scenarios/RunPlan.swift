internal import Guest
internal import Migration

/// The order in which a scenario is run.
///
///     let plan = try RunPlan(Scenario.quick())
///     for run in plan.runs { ... }
///
/// Block 0 holds the warm-up runs. Each further block holds every case once, in an order drawn
/// from the scenario's seed and the block's number, so that slow drifts of the machine meet all
/// transports alike. The same scenario gives the same plan on every machine.
///
/// With a ``StoppingRule`` the plan has as many blocks as may be needed. Those behind
/// ``Scenario/repetitions`` hold only the cases that still need them when it comes to that, in the
/// order of the plan.
public struct RunPlan: Sendable {
    /// The scenario as it is run.
    public let scenario: Scenario
    /// Every case once, in the order of the tables.
    public let cases: [CaseSpec]
    /// All runs in the order of time.
    public let runs: [PlannedRun]

    /// The most runs that a plan may hold.
    static let maximumRuns = 200_000

    /// Plans a scenario; throws ``ScenarioErrors`` if it is not sound.
    ///
    /// - Parameter twice: Whether cases of transports that deliver pages come twice in each block,
    ///   the second time as of a scenario with another name: ``secondName(of:)``.
    public init(_ scenario: Scenario, twice: Bool = false) throws(ScenarioErrors) {
        let problems = scenario.problems()
        guard problems.isEmpty else {
            throw ScenarioErrors(
                problems.map { problem in
                    ScenarioError(
                        source: .program,
                        value: ValueError(
                            "\(problem.path): \(problem.value.message)",
                            allowed: problem.value.allowed))
                })
        }
        self.scenario = scenario
        let once = scenario.expandedCases()
        let again = once.filter(\.migration.transport.definition.deliversPages).map { spec in
            var spec = spec
            spec.scenario = Self.secondName(of: scenario.name)
            return spec
        }
        let cases = twice ? once + again : once
        self.cases = cases
        var runs: [PlannedRun] = []
        for pass in 0..<scenario.warmup {
            runs += Self.block(0, of: cases, seed: scenario.seed, pass: pass)
        }
        for block in 1...scenario.mostRepetitions {
            runs += Self.block(block, of: cases, seed: scenario.seed)
        }
        self.runs = runs
    }

    /// The name under which a case stands in its second place.
    public static func secondName(of scenario: String) -> String { "\(scenario)-again" }

    /// The runs of `runs` that are done whatever the figures are.
    public func certain(of runs: [PlannedRun]) -> [PlannedRun] {
        runs.filter { $0.block <= scenario.repetitions }
    }

    /// What is still to be run when the runs at these positions are in the results: the other
    /// recorded runs, and before them the warm-up runs of the cases that they need.
    ///
    /// - Parameter isNeeded: Whether a recorded run is still worth its time, by a ``StoppingRule``.
    public func remaining(
        afterDone done: Set<RunPosition>, isNeeded: (PlannedRun) -> Bool = { _ in true }
    ) -> [PlannedRun] {
        let left = runs.filter {
            !$0.isWarmup && !done.contains($0.position) && isNeeded($0)
        }
        let needed = Set(left.map(\.spec))
        return runs.filter { $0.isWarmup && needed.contains($0.spec) } + left
    }

    /// Every case once in a shuffled order.
    ///
    /// The passes of the warm-up share block 0, and draw their order as the blocks 0, -1, -2 and
    /// so on.
    private static func block(
        _ block: Int, of cases: [CaseSpec], seed: UInt64, pass: Int = 0
    ) -> [PlannedRun] {
        var order = SplitMix64(seed: seed, block: block - pass, purpose: .order)
        var guest = SplitMix64(seed: seed, block: block, purpose: .guest)
        let guestSeed = guest.next()
        return order.shuffled(cases).enumerated().map { index, spec in
            PlannedRun(
                block: block, orderIndex: pass * cases.count + index, spec: spec,
                guestSeed: guestSeed)
        }
    }
}

/// Where a run stands in its plan.
public struct RunPosition: Sendable, Hashable, Codable {
    /// The block, from 1; 0 for warm-up runs.
    public var block: Int
    /// The place within the block, from 0.
    public var orderIndex: Int

    /// Names a position.
    public init(block: Int, orderIndex: Int) {
        self.block = block
        self.orderIndex = orderIndex
    }
}

/// One run of one case.
public struct PlannedRun: Sendable, Hashable {
    /// The block, from 1; 0 for warm-up runs.
    public let block: Int
    /// The place within the block, from 0.
    public let orderIndex: Int
    /// The case.
    public let spec: CaseSpec
    /// Seed of the guest: the same for all cases of a block, so that every transport sees the
    /// same writes, and another one in each block.
    public let guestSeed: UInt64

    /// Whether the run only warms up, and is not recorded.
    public var isWarmup: Bool { block == 0 }

    /// Where the run stands.
    public var position: RunPosition { RunPosition(block: block, orderIndex: orderIndex) }

    /// The case with the guest seed of this run: what the agents are sent.
    public var caseToRun: CaseSpec {
        var result = spec
        result.guest.seed = guestSeed
        return result
    }

    /// The case of each guest that migrates at once: the first is ``caseToRun``, and each has a
    /// seed of its own, so that no two hold the same or write alike.
    public var casesAtOnce: [CaseSpec] {
        var seeds = SplitMix64(seed: guestSeed)
        return (0..<spec.concurrency.atOnce).map { index in
            var result = caseToRun
            if index > 0 { result.guest.seed = seeds.next() }
            return result
        }
    }
}
