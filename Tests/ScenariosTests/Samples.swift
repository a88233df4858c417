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

/// A sound scenario of RDMA transports.
let rdmaSampleText = """
    name: rdma
    rdma: {like: qemu, chunk: [1MiB, 2 MiB]}
    matrix:
      transport:
        - tcp
        - {name: rdma-pin-all, completion: [poll, event], queue_depth: 64, signal_interval: auto}
        - {name: rdma-dynamic, relaxed_ordering: true, writes_per_chunk: 0}
      workload: idle
      memory: 1MiB
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
