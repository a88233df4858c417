/// What a plan needs, by ``CostModel``.
public struct RunEstimate: Sendable, Equatable {
    /// The number of runs, warm-up included.
    public let runs: Int
    /// Time for all runs, in seconds.
    public let seconds: Double
    /// Memory that each end needs for the largest case, in bytes.
    public let memoryBytesEachEnd: Int
    /// Memory that each end must have reserved in huge pages of 2 MiB at most, in bytes.
    public let reservedBytesEachEnd: Int
    /// Memory that each end needs at most besides what is reserved, in bytes.
    public let unreservedBytesEachEnd: Int
    /// Memory that the source pins at most, in bytes.
    public let pinnedBytesOnSource: Int
    /// Memory that the destination pins at most, in bytes.
    public let pinnedBytesOnDestination: Int
    /// The case that needs the most memory; nil if there are no runs.
    public let largestCase: CaseSpec?

    /// Estimates a list of runs, such as ``RunPlan/runs`` or what remains of them.
    public init(_ runs: [PlannedRun], model: CostModel = CostModel()) {
        self.runs = runs.count
        var secondsOfCase: [CaseSpec: Double] = [:]
        var total = 0.0
        for run in runs {
            let seconds = secondsOfCase[run.spec] ?? model.seconds(for: run.spec)
            secondsOfCase[run.spec] = seconds
            total += seconds
        }
        seconds = total
        // Equal needs: the first in the order of keys, so that the answer is always the same.
        largestCase = secondsOfCase.keys.max {
            ($0.memoryBytesEachEnd, $1.key) < ($1.memoryBytesEachEnd, $0.key)
        }
        memoryBytesEachEnd = largestCase?.memoryBytesEachEnd ?? 0
        reservedBytesEachEnd = secondsOfCase.keys.map(\.reservedBytesEachEnd).max() ?? 0
        unreservedBytesEachEnd =
            secondsOfCase.keys.map { $0.memoryBytesEachEnd - $0.reservedBytesEachEnd }.max() ?? 0
        pinnedBytesOnSource = secondsOfCase.keys.map(\.pinnedBytesOnSource).max() ?? 0
        pinnedBytesOnDestination =
            secondsOfCase.keys.map(\.pinnedBytesOnDestination).max() ?? 0
    }
}

extension RunPlan {
    /// What all runs of the plan need.
    public func estimate(model: CostModel = CostModel()) -> RunEstimate {
        RunEstimate(runs, model: model)
    }
}
