internal import Analysis
internal import Lab
internal import Measurement
internal import Platform
internal import Results
internal import Scenarios
internal import Session

/// A suite that is to go on: between the same ends, by the same scenario and with the same build.
struct ResumedSuite {
    let folder: SuiteFolder
    /// Where its ends were; nil where the folder does not say.
    let endpoints: SuiteEndpoints?
    private let done: [RunKey: RunStatus]

    /// Opens the suite in the folder at `path`.
    init(_ path: String) throws(ResultsError) {
        folder = try SuiteFolder.resume(path)
        endpoints = try SuiteEndpoints.read(of: folder.path)
        done = try folder.finishedRuns()
    }

    var scenario: Scenario {
        get throws(ScenarioErrors) {
            let path = "\(folder.path)/\(SuiteFolder.Sidecar.scenario.rawValue)"
            return try ScenarioFile.read(path: path)
        }
    }

    /// What of the suite's plan has no row yet, less what its stopping rule does not need any more.
    func remaining(of plan: RunPlan, _ precision: PrecisionWatch?) -> [PlannedRun] {
        let positions = done.keys.map { RunPosition(block: $0.block, orderIndex: $0.orderIndex) }
        return plan.remaining(afterDone: Set(positions)) { precision?.isNeeded($0) ?? true }
    }

    /// The recorded runs of the suite, with their rows.
    func recorded(of plan: RunPlan) throws(ResultsError) -> [(PlannedRun, Row)] {
        let runs = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.position, $0) })
        return try TableReader(path: folder.runs.path, columns: RunColumns.all).rows.compactMap {
            row in
            guard let block = row[RunColumns.order.block],
                let index = row[RunColumns.order.orderIndex],
                let run = runs[RunPosition(block: block, orderIndex: index)], !run.isWarmup
            else { return nil }
            return (run, row)
        }
    }

    /// Ends the program where the suite was begun with another command than `command`.
    func check(command: String) throws {
        guard let other = endpoints?.command, other != command else { return }
        StandardError.write(
            """
            error: \(folder.path) was begun with `\(other)`
              go on with: \(other) --resume \(LabPlan.quoted(folder.path))

            """)
        throw Exit.usage
    }

    /// Whether `plan` is that of the rows that there are.
    /// - Throws: ``SessionError/otherSuite(path:differences:)``.
    func check(_ plan: RunPlan) throws {
        let digest = try plan.scenario.digest
        try refuse(endpoints?.differences(toScenario: digest) ?? [])
    }

    /// Whether new rows may stand beside those that there are.
    /// - Parameter ways: Where data goes now.
    /// - Throws: ``SessionError/otherSuite(path:differences:)``.
    func check(_ runner: SuiteRunner, _ hosts: SuiteHosts, ways: [EnvironmentItem]) throws {
        try runner.check(beside: folder.path)
        try refuse(endpoints?.differences(toWays: ways) ?? [])
        guard let facts = hosts.labFacts,
            let recorded = try SuiteFolder.text(of: .lab, in: folder.path), recorded != facts
        else { return }
        try refuse(["lab.json says another lab than was started: \(facts)"])
    }

    private func refuse(_ differences: [String]) throws(SessionError) {
        guard differences.isEmpty else {
            throw .otherSuite(path: folder.path, differences: differences)
        }
    }

    /// Says what `runs`, which remain, come to.
    func announce(_ runs: [PlannedRun], of plan: RunPlan) {
        // Warm-up runs come again but have no row.
        let missing = runs.count { !$0.isWarmup }
        let certain = plan.certain(of: runs).count { !$0.isWarmup }
        let number = certain == missing ? "\(missing)" : "\(certain) to \(missing)"
        let words = number == "1" ? "1 run is missing" : "\(number) runs are missing"
        StandardError.write("resume         \(words)\n")
        let failed = done.values.count { $0 == .failed }
        guard failed > 0 else { return }
        // To run them until they work would be to choose among figures.
        let stand =
            failed == 1 ? "1 run has failed and stands" : "\(failed) runs have failed and stand"
        StandardError.write("note: \(stand): only a new suite runs them again\n")
    }
}
