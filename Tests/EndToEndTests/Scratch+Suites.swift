import Foundation
import Results

/// Suites that nobody ran, with known figures.
extension Scratch {
    /// Writes a suite of one case with so many runs around a total.
    func suite(
        _ name: String, total: Double, runs: Int = 10, transport: String = "tcp",
        status: RunStatus = .completed, environment: String = "a41f", day: Int = 0
    ) throws {
        let suite = try SuiteFolder.create(at: path(name))
        for index in 0..<runs {
            var row = Row()
            row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
            row[RunColumns.identity.suiteID] = suite.id
            row[RunColumns.identity.runID] = "r\(index)"
            row[RunColumns.identity.environmentID] = environment
            row[RunColumns.identity.startedAt] = Date(
                timeIntervalSince1970: Double(day) * 86_400)
            row[RunColumns.order.block] = index + 1
            row[RunColumns.order.orderIndex] = 0
            row[RunColumns.case.scenario] = "nightly"
            row[RunColumns.case.transport] = transport
            row[RunColumns.case.workload] = "hotset"
            row[RunColumns.outcome.status] = status.rawValue
            row[RunColumns.time.totalMs] = total * (1 + 0.001 * Double(index % 5))
            try suite.runs.append(row)
        }
    }

    /// Copies a suite.
    func copy(_ suite: String, to name: String) throws {
        try FileManager.default.copyItem(
            at: url.appending(path: suite), to: url.appending(path: name))
    }

    /// Puts another figure into every row of a suite's table.
    func change(
        _ suite: String, _ column: String, _ change: (Double) -> Double
    ) throws {
        let lines = try text("\(suite)/runs.csv").split(separator: "\r\n")
        let cells = { (line: Substring) in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let place = cells(lines[0]).firstIndex(of: column) ?? 0
        let changed = lines.dropFirst().map { line in
            var cells = cells(line)
            cells[place] = "\(change(Double(cells[place]) ?? 0))"
            return cells.joined(separator: ",")
        }
        try write(
            "\(suite)/runs.csv",
            ([String(lines[0])] + changed).map { $0 + "\r\n" }.joined())
    }
}
