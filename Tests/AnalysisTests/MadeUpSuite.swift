import Results
import Scenarios

@testable import Analysis

/// Suites with known figures, as files would give them.
enum MadeUpSuite {
    /// So many runs of a case around a total time, spread by 1 % or so.
    static func rows(
        _ transport: String = "tcp", channels: Int = 1, memory: Int = 256 << 20, runs: Int = 12,
        total: Double = 100, spread: Double = 0.01, status: RunStatus = .completed, seed: UInt64 = 1
    ) -> [Row] {
        var generator = SplitMix64(seed: seed)
        return (0..<runs).map { index in
            let factor = 1 + spread * normalQuantile(generator.nextShare())
            var row = Row()
            row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
            row[RunColumns.identity.runID] = "\(transport)-\(channels)-\(memory)-\(status)-\(index)"
            row[RunColumns.identity.environmentID] = "a41f"
            row[RunColumns.identity.engine] = "simulated"
            row[RunColumns.order.block] = index + 1
            row[RunColumns.case.scenario] = "nightly"
            row[RunColumns.case.transport] = transport
            row[RunColumns.case.channels] = channels
            row[RunColumns.case.workload] = "hotset"
            row[RunColumns.case.memoryBytes] = memory
            row[RunColumns.outcome.status] = status.rawValue
            if status == .completed {
                row[RunColumns.time.totalMs] = total * factor
                row[RunColumns.amount.bandwidthMbps] = 2e6 / (total * factor)
            }
            return row
        }
    }

    static func suite(
        _ rows: [Row], columns: [Column] = RunColumns.all, name: String = "suite",
        environment: RecordedEnvironment? = nil
    ) -> RecordedSuite {
        RecordedSuite(
            name: name, rows: rows, columns: Set(columns.map(\.name)), environment: environment)
    }

    static func environment(kernel: String, id: String = "") -> RecordedEnvironment {
        let end = RecordedEnvironment.End(mustMatch: [.init(name: "kernel", value: kernel)])
        return RecordedEnvironment(
            environmentID: id, toolVersion: "1", build: "release", gitCommit: nil, source: end,
            destination: end)
    }
}
