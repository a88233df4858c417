import Foundation
import Results
import Testing

/// A folder for one test: scenarios go in, suites come out; removed in the end.
final class Scratch: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(at: url) } catch { print("left behind: \(url)") }
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Writes a file; returns its name.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: url.appending(path: name))
        return name
    }

    /// A scenario that is over in a moment, written to a file; returns its name.
    func scenario(
        transports: String = "[tcp]", workloads: String = "[uniform]", repetitions: Int = 1,
        memory: String = "16MiB", pageSize: String = "4KiB", warmup: Int = 0, more: String = "",
        file: String = "small.yml"
    ) throws -> String {
        try write(
            file,
            """
            name: small
            repetitions: \(repetitions)
            warmup: \(warmup)
            seed: 7
            idle_baseline: 10ms
            guest: {settle: 20ms, run_on: 10ms}
            matrix:
              transport: \(transports)
              workload: \(workloads)
              dirty_rate: 64MiB/s
              memory: \(memory)
              page_size: \(pageSize)
            \(more)
            """)
    }

    /// The rows of a suite; every line must parse, and none may be cut off.
    func rows(_ suite: String = "out") throws -> [Row] {
        let table = try TableReader(path: path("\(suite)/runs.csv"), columns: RunColumns.all)
        #expect(table.warnings.isEmpty)
        return table.rows
    }

    /// How many rows a suite that is being written has so far.
    func rowCount(_ suite: String = "out") -> Int {
        do {
            return try TableReader(path: path("\(suite)/runs.csv"), columns: RunColumns.all)
                .rows.count
        } catch { return 0 }
    }

    /// How the runs of a suite ended.
    func statuses(_ suite: String = "out") throws -> [String] {
        try rows(suite).map { $0[RunColumns.outcome.status] ?? "" }
    }
}

/// All suites that start the program: one after the other, since they would disturb each other.
@Suite(.serialized) struct EndToEnd {}
