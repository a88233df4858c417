internal import Guest
internal import Migration
internal import Presentation
internal import Scenarios

/// A plan in words.
enum PlanText {
    /// One line: `plan  15 cases x 5 repetitions in 5 shuffled blocks, seed 1, about 2 min, ...`.
    static func headline(_ plan: RunPlan) -> String {
        let scenario = plan.scenario
        let estimate = plan.estimate()
        let warmup =
            scenario.warmup == 0 ? "" : ", \(count(scenario.warmup, "warm-up")) a case first"
        return """
            plan           \(count(plan.cases.count, "case")) x \
            \(count(scenario.repetitions, "repetition")) in \
            \(count(scenario.repetitions, "shuffled block")), seed \(scenario.seed)\(warmup)
                           \(needs(estimate))
            """
    }

    /// Time and memory: `about 2:16, 0.3 GiB of memory on each end`.
    static func needs(_ estimate: RunEstimate) -> String {
        let pinned =
            estimate.pinnedBytesOnSource == 0
            ? "nothing pinned"
            : "up to \(Quantity.bytes(estimate.pinnedBytesOnSource)) pinned on the source"
        return """
            about \(duration(estimate.seconds)), \
            \(Quantity.bytes(estimate.memoryBytesEachEnd)) of memory on each end, \(pinned)
            """
    }

    /// The whole plan: headline and one line a run, in the order of time.
    static func full(_ plan: RunPlan, _ runs: [PlannedRun]) -> String {
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
        return headline(plan) + "\n\n" + table.text
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
