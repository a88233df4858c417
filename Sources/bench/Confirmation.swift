internal import Analysis
internal import Lab
internal import Platform
internal import Results
internal import Scenarios
internal import Session

/// Measures once more what a gate suspects, between the ends that the suite was run between.
struct Confirmation {
    private let suspects: [Row]
    private let path: String

    /// The suspected cases of a suite's gate.
    init(_ gate: Gate, _ path: String) {
        self.path = path
        suspects = gate.checks.filter { $0.verdict == .regression || $0.verdict == .inconclusive }
            .filter { $0.comparison != nil }.map(\.example)
    }

    /// Runs the suspected cases into a suite beside the first; nil where there are none.
    func run() throws -> RecordedSuite? {
        guard !suspects.isEmpty else { return nil }
        do { return try measure() } catch let error as SessionError {
            if case .interrupted = error { throw Exit.interrupted }
            Exit.explain(error)
            throw Exit.failed
        } catch let error as SystemError {
            Exit.explain(error)
            throw Exit.failed
        }
    }

    private func measure() throws -> RecordedSuite {
        let suite = try ResumedSuite(path)
        try suite.check(command: RunCommand.name)
        let plan = try RunPlan(try suite.scenario)
        let runs = suspectedRuns(of: plan)
        let ends = suite.endpoints ?? SuiteEndpoints(command: RunCommand.name)
        let interrupts = try Interrupts()
        let screen = SuiteScreen()
        let options = try ends.options(
            executable: try ThisProcess.executablePath(), gitCommit: Revision.commit, fault: nil)
        let runner = try SuiteRunner(options, observer: screen, interrupts: interrupts)
        try runner.check(resuming: suite.folder)
        let folder = try SuiteFolder.create(at: "\(suite.folder.path)-confirm")
        let count = runs.count { !$0.isWarmup }
        StandardError.write("confirm        \(count) more runs into \(folder.path)\n")
        let ending = try runner.run(runs, into: folder)
        screen.clear()
        switch ending {
        case .finished: return try RecordedSuite(folder.path)
        case .interrupted: throw Exit.interrupted
        case .givenUp(let reason):
            StandardError.write("error: given up: \(reason)\n")
            throw Exit.failed
        }
    }

    /// The runs of the plan that are of a suspected case: each says by its row which those are.
    private func suspectedRuns(of plan: RunPlan) -> [PlannedRun] {
        let places = Set(
            suspects.compactMap { row -> RunPosition? in
                guard let block = row[RunColumns.order.block],
                    let index = row[RunColumns.order.orderIndex]
                else { return nil }
                return RunPosition(block: block, orderIndex: index)
            })
        let cases = Set(plan.runs.filter { places.contains($0.position) }.map(\.spec))
        return plan.runs.filter { cases.contains($0.spec) }
    }
}

extension RecordedSuite {
    /// The suite without the cases that another one has not.
    func cases(of other: RecordedSuite) -> RecordedSuite {
        let identity = RunColumns.caseIdentity.filter {
            columns.contains($0.name) && other.columns.contains($0.name)
        }
        let kept = Set(other.rows.map { row in identity.map { row[$0] } })
        return with(rows: rows.filter { row in kept.contains(identity.map { row[$0] }) })
    }
}
