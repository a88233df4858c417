internal import Guest
internal import Platform
public import Results
public import Scenarios

/// Which share of a guest's writes goes to its working set: no column of a row, but scenario.yml has
/// it.
public struct HotShares: Sendable {
    /// By the size of the working set in bytes; nil where two shares have the same size.
    private var known: [Double: Double?] = [:]

    /// Knows of none: what a scenario has that names no share is taken.
    public init() {}

    /// Takes the shares of a scenario.
    public init(_ scenario: Scenario) {
        for choice in scenario.matrix.workloads where choice.kind == .hotset {
            let share = choice.hotShare ?? WorkloadChoice.defaultHotShare
            for memory in scenario.matrix.memory {
                let size = Double(choice.workingSet?.bytes ?? memory.bytes / 8)
                if let other = known[size], other != share {
                    known[size] = .some(nil)
                } else {
                    known[size] = share
                }
            }
        }
    }

    /// Reads scenario.yml beside a suite's table, where there is one.
    ///
    /// - Throws: ``ScenarioErrors``.
    public init(beside suite: RecordedSuite) throws(ScenarioErrors) {
        let path = "\(suite.folder)/\(SuiteFolder.Sidecar.scenario.rawValue)"
        guard Files.exists(path) else {
            self.init()
            return
        }
        self.init(try ScenarioFile.read(path: path))
    }

    /// Where the guest of a setting writes; nil where nobody knows.
    func pattern(_ setting: ModelSetting) -> DirtyCurve.Pattern? {
        DirtyCurve.pattern(
            setting.workload, workingSet: setting.workingSetBytes,
            hotShare: setting.workingSetBytes.flatMap { known[$0] ?? nil })
    }
}
