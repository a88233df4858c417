internal import ArgumentParser
internal import Platform
internal import Results
internal import Scenarios
internal import Session

/// Measures cases of a suite once more, between the ends that it was run between.
///
/// The suite itself is only read.
struct Confirmation {
    private let suite: String
    private let endpoints: SuiteEndpoints

    /// Confirms what is suspected of the suite at `path`; ends the program where that cannot be
    /// done.
    init(of path: String) throws {
        let end = path.lastIndex { $0 != "/" } ?? path.startIndex
        suite = String(path[...end])
        guard Files.isFolder(path), let endpoints = try SuiteEndpoints.read(of: path) else {
            throw Exit.refused(
                "--confirm measures between the ends of \(path), and there is no endpoints.json "
                    + "that says where they were")
        }
        guard endpoints.command == RunCommand.name else {
            throw Exit.refused(
                "--confirm: \(path) was run with `\(endpoints.command)`, whose ends are gone")
        }
        self.endpoints = endpoints
    }

    /// Whether a folder is of a suite that was measured to confirm another.
    static func isOne(_ path: String) -> Bool {
        path.split(separator: "/").last?.contains(/-confirm(-[0-9]+)?$/) ?? false
    }

    /// Runs the cases that these rows of `current` are of into a suite beside it, as often as there;
    /// nil where its plan has none of them.
    func run(_ suspects: [Row], of current: RecordedSuite) throws -> RecordedSuite? {
        try SuiteErrors.explained {
            let path = "\(suite)/\(SuiteFolder.Sidecar.scenario.rawValue)"
            let plan = try RunPlan(try ScenarioFile.read(path: path))
            let runs = runs(of: suspects, current.rows, in: plan)
            guard !runs.isEmpty else { return nil }
            return try measure(runs)
        }
    }

    private func measure(_ runs: [PlannedRun]) throws -> RecordedSuite {
        let screen = SuiteScreen()
        var options = try endpoints.options(
            executable: try ThisProcess.executablePath(), injection: nil
        )
        options.lease = Lease(
            scenario: "a confirmation of \(suite)",
            seconds: RunEstimate(runs, model: CostModel()).seconds)
        let runner = try SuiteRunner(options, observer: screen, interrupts: try Interrupts())
        try runner.check(beside: suite)
        let folder = try SuiteFolder.create(numbered: "\(suite)-confirm")
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
    private func runs(of suspects: [Row], _ rows: [Row], in plan: RunPlan) -> [PlannedRun] {
        let suspected = Set(suspects.compactMap(\.position))
        let measured = Set(rows.compactMap(\.position))
        let cases = Set(plan.runs.filter { suspected.contains($0.position) }.map(\.spec))
        let runs = plan.runs.filter { cases.contains($0.spec) }
        // As many as they had: a stopping rule may not have needed all.
        let last = runs.filter { measured.contains($0.position) }.map(\.block).max() ?? 0
        return runs.filter { $0.block <= last }
    }
}

extension Row {
    /// Its place in the plan; nil where it does not say.
    fileprivate var position: RunPosition? {
        guard let block = self[RunColumns.order.block],
            let index = self[RunColumns.order.orderIndex]
        else { return nil }
        return RunPosition(block: block, orderIndex: index)
    }
}
