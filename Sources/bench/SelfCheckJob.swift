internal import Analysis
internal import ArgumentParser
internal import Platform
internal import Presentation
internal import Results
internal import Scenarios

/// What `bench run --self-check` makes of the suite that it ran.
struct SelfCheckJob {
    let plan: RunPlan
    let format: SuiteArguments.Format

    /// Says what holds, and ends the program where something does not.
    func judge(_ suite: RecordedSuite) throws {
        let name = plan.scenario.name
        StandardError.write("simulating     \(SelfCheck.suites) suites for each figure\n")
        guard
            let check = SelfCheck(
                suite, first: name, second: RunPlan.secondName(of: name),
                repetitions: plan.scenario.repetitions)
        else {
            StandardError.write(
                "error: a case has fewer than \(RatioInterval.smallestGroup) completed runs under a "
                    + "name, too few for an interval\n  take more --repetitions, or a guest that "
                    + "converges\n")
            throw Exit.inconclusive
        }
        switch format {
        case .text: print("\n" + check.text, terminator: "")
        case .json: print(String(decoding: try check.json(), as: UTF8.self))
        }
        if !check.holds { throw Exit.inconclusive }
    }
}
