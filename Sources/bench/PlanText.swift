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
        let blocks = span(scenario.repetitions, scenario.mostRepetitions)
        let most = scenario.mostRepetitions
        let warmup =
            scenario.warmup == 0 ? "" : ", \(count(scenario.warmup, "warm-up")) a case first"
        let guests =
            scenario.concurrency.isAlone ? "" : ", \(scenario.concurrency.words)"
        return """
            plan           \(count(plan.cases.count, "case")) x \
            \(blocks) \(noun(most, "repetition")) in \(blocks) \(noun(most, "shuffled block")), seed \
            \(scenario.seed)\(warmup)\(guests)\(rule(scenario))
                           \(runs.isEmpty ? "nothing is left to run" : needs(plan, runs, model))
            """
    }

    /// What decides how many of the blocks a case is in; nothing where all cases are in all.
    private static func rule(_ scenario: Scenario) -> String {
        guard let stop = scenario.stop else { return "" }
        return """

                           a case goes on until its medians are known within \
            \(PercentText.words(stop.withinPercent)), up to \(stop.atMost) repetitions
            """
    }

    /// Time and memory: `about 2 min, 0.3 GiB of memory on each end`; with a rule, which may end it
    /// sooner, `about 2 min to 6 min`.
    private static func needs(
        _ plan: RunPlan, _ runs: [PlannedRun], _ model: CostModel
    ) -> String {
        let estimate = RunEstimate(runs, model: model)
        let least = duration(RunEstimate(plan.certain(of: runs), model: model).seconds)
        let most = duration(estimate.seconds)
        return """
            about \(least == most ? most : "\(least) to \(most)"), \
            \(Quantity.bytes(estimate.memoryBytesEachEnd)) of memory on each end, \
            \(reserved(estimate.reservedBytesEachEnd))\
            \(pinned(estimate.pinnedBytesOnSource, estimate.pinnedBytesOnDestination))
            """
    }

    /// `up to 64 MiB of it in 2 MiB pages, `; nothing where no case asks for them.
    private static func reserved(_ bytes: Int) -> String {
        bytes == 0 ? "" : "up to \(Quantity.bytes(bytes)) of it in 2 MiB pages, "
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
                "\(index + 1)", block(run, plan.scenario),
                run.spec.transportLabel, run.spec.workloadLabel,
                Quantity.bytes(run.spec.guest.memoryBytes),
                Quantity.duration(milliseconds: run.spec.migration.downtimeLimitMs),
            ])
        }
        return headline(plan, runs, model) + "\n\n" + table.text
    }

    private static func block(_ run: PlannedRun, _ scenario: Scenario) -> String {
        if run.isWarmup { return "warm-up" }
        return run.block > scenario.repetitions ? "\(run.block) if needed" : "\(run.block)"
    }

    private static func span(_ least: Int, _ most: Int) -> String {
        least == most ? "\(most)" : "\(least) to \(most)"
    }

    private static func noun(_ number: Int, _ noun: String) -> String {
        number == 1 ? noun : "\(noun)s"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(self.noun(number, noun))"
    }

    private static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded(.up))) s"
        case ..<5400: "\(Int((seconds / 60).rounded())) min"
        default: "\((seconds / 360).rounded() / 10) h"
        }
    }
}
