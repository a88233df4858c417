internal import Guest
internal import Migration
internal import Presentation
internal import Scenarios

/// A plan in words.
enum PlanText {
    /// One line: `plan  15 cases x 5 repetitions in 5 shuffled blocks, seed 1, about 2 min, ...`.
    ///
    /// Time and memory are those of `runs`: what is left of the plan.
    static func headline(
        _ plan: RunPlan, _ runs: [PlannedRun], _ model: CostModel = CostModel()
    ) -> String {
        let scenario = plan.scenario
        let estimate = RunEstimate(runs, model: model)
        let warmup =
            scenario.warmup == 0 ? "" : ", \(count(scenario.warmup, "warm-up")) a case first"
        return """
            plan           \(count(plan.cases.count, "case")) x \
            \(count(scenario.repetitions, "repetition")) in \
            \(count(scenario.repetitions, "shuffled block")), seed \(scenario.seed)\(warmup)
                           \(runs.isEmpty ? "nothing is left to run" : needs(estimate))
            """
    }

    /// Time and memory: `about 2:16, 0.3 GiB of memory on each end`.
    static func needs(_ estimate: RunEstimate) -> String {
        """
        about \(duration(estimate.seconds)), \
        \(Quantity.bytes(estimate.memoryBytesEachEnd)) of memory on each end, \
        \(pinned(estimate.pinnedBytesOnSource, estimate.pinnedBytesOnDestination))
        """
    }

    /// `nothing pinned`, `up to 8 MiB pinned on the source`.
    private static func pinned(_ source: Int, _ destination: Int) -> String {
        if source == destination {
            return source == 0
                ? "nothing pinned" : "up to \(Quantity.bytes(source)) pinned on each end"
        }
        let ends = [(source, "the source"), (destination, "the destination")]
            .filter { $0.0 > 0 }.map { "\(Quantity.bytes($0.0)) pinned on \($0.1)" }
        return "up to " + ends.joined(separator: " and ")
    }

    /// The whole plan: headline and one line a run, in the order of time.
    static func full(_ plan: RunPlan, _ runs: [PlannedRun], _ model: CostModel) -> String {
        var table = PlainTable([
            .right("run"), .left("block"), .left("transport"), .left("workload"), .right("memory"),
            .right("downtime limit"),
        ])
        for (index, run) in runs.enumerated() {
            table.add([
                "\(index + 1)", run.isWarmup ? "warm-up" : "\(run.block)",
                run.spec.transportLabel, run.spec.workloadLabel,
                Quantity.bytes(run.spec.guest.memoryBytes),
                Quantity.duration(milliseconds: run.spec.migration.downtimeLimitMs),
            ])
        }
        return headline(plan, runs, model) + "\n\n" + table.text
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded(.up))) s"
        case ..<5400: "\(Int((seconds / 60).rounded())) min"
        default: "\((seconds / 360).rounded() / 10) h"
        }
    }
}
