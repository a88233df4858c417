@testable import Scenarios

/// A small sound scenario file that tests change.
let sampleText = """
    name: sample
    repetitions: 3
    seed: 7
    matrix:
      transport: [tcp, multifd]
      channels: [2, 4]
      workload: [idle, hotset]
      dirty_rate: 64MiB/s
      memory: 256MiB
    """

/// The sample as a scenario.
func sample() throws -> Scenario {
    try ScenarioFile.decode(sampleText, file: "sample.yml")
}

/// The errors of a text, one line each; empty if it is sound.
func errors(in text: String) -> [String] {
    do throws(ScenarioErrors) {
        _ = try ScenarioFile.decode(text, file: "x.yml")
        return []
    } catch {
        return error.errors.map(\.description)
    }
}
