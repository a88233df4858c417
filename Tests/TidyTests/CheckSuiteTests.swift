import Foundation
import Testing

/// `scripts/check-suite` on made-up results: it must see each thing that can be wrong.
@Suite struct CheckSuiteTests {
    /// Results of one transport and one workload, changed before they are written.
    private struct Suite {
        var header: [String]
        var rows: [[String: String]]
        var files = [
            "rounds.csv": "run_id,round\r\na,1\r\nb,1\r\n", "timeline.csv": "run_id\r\na\r\n",
            "channels.csv": "run_id\r\n", "cpus.csv": "run_id\r\n", "environment.json": "{}",
            "scenario.yml": "name: quick\n",
        ]
        var tail = ""
    }

    /// Something wrong with results, and what must be said about it.
    private struct Fault: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout Suite) -> Void
        var testDescription: String { message }

        init(_ message: String, change: @escaping @Sendable (inout Suite) -> Void) {
            self.message = message
            self.change = change
        }
    }

    private static let faults = [
        Fault("status corrupt") { $0.rows[0]["status"] = "corrupt" },
        Fault("status skipped") { $0.rows[0]["status"] = "skipped" },
        Fault("verified is 'false'") { $0.rows[0]["verified"] = "false" },
        Fault("verified is ''") { $0.rows[0]["verified"] = "" },
        Fault("verified is 'true'") { $0.rows[1]["verified"] = "true" },
        Fault("total_ms is ''") { $0.rows[0]["total_ms"] = "" },
        Fault("total_ms is '0'") { $0.rows[0]["total_ms"] = "0" },
        Fault("downtime_ms is 'nan'") { $0.rows[0]["downtime_ms"] = "nan" },
        Fault("null under idle ran 0 times") { $0.rows.remove(at: 1) },
        Fault("tcp under idle ran 2 times") { $0.rows.append($0.rows[0]) },
        Fault("a run_id is there twice") { $0.rows[1]["run_id"] = "a" },
        Fault("column 4 is tool_version, not started_at") { $0.header.swapAt(3, 4) },
        Fault("is nothing, not destination_peak_rss_bytes") { $0.header.removeLast() },
        Fault("a column is there twice") { $0.header.append("run_id") },
        Fault("row 3 has 2 fields") { $0.tail = "1,torn" },
        Fault("Expecting") { $0.files["environment.json"] = "{" },
        Fault("timeline.csv: missing or empty") { $0.files["timeline.csv"] = nil },
        Fault("scenario.yml: missing or empty") { $0.files["scenario.yml"] = "" },
        Fault("guests ['1'] of 2") {
            $0.header += ["guests", "guest"]
            $0.rows[0]["guests"] = "2"
            $0.rows[0]["guest"] = "1"
        },
        Fault("no round of run b") { $0.files["rounds.csv"] = "run_id\r\na\r\n" },
    ]

    private func wholeSuite() throws -> Suite {
        let header = try columns()
        let common = [
            "status": "completed", "workload": "idle", "total_ms": "12.5", "downtime_ms": "0.7",
            "rounds": "2", "reason": "said \"so, twice\"",
        ]
        let tcp = ["run_id": "a", "transport": "tcp", "channels": "1", "verified": "true"]
        let null = ["run_id": "b", "transport": "null", "channels": "1", "verified": ""]
        return Suite(
            header: header,
            rows: [tcp, null].map { $0.merging(common) { own, _ in own } })
    }

    /// The column names, as the script has them.
    private func columns() throws -> [String] {
        let process = Process()
        let pipe = Pipe()
        let code = """
            import runpy, sys
            print(",".join(runpy.run_path(sys.argv[1])["COLUMNS"]))
            """
        process.executableURL = ScriptRun.find("python3")
        process.arguments = [
            "-B", "-c", code, Repository.root.appending(path: "scripts/check-suite").path,
        ]
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",").map(String.init)
    }

    private func check(_ change: (inout Suite) -> Void = { _ in }) throws -> (Int32, String) {
        var suite = try wholeSuite()
        change(&suite)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "suite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do {
                try FileManager.default.removeItem(at: folder)
            } catch {
                Issue.record(error)
            }
        }
        let lines = [suite.header] + suite.rows.map { row in suite.header.map { row[$0] ?? "" } }
        let text = lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
        try Data((text + suite.tail).utf8).write(to: folder.appending(path: "runs.csv"))
        for (name, text) in suite.files {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        return try run(folder)
    }

    private func run(_ folder: URL) throws -> (Int32, String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = Repository.root.appending(path: "scripts/check-suite")
        process.arguments = [folder.path, "--transports", "tcp,null", "--workloads", "idle"]
        process.standardError = pipe
        process.standardOutput = Pipe()
        try process.run()
        let errors = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: errors, as: UTF8.self))
    }

    private func quoted(_ field: String) -> String {
        guard field.contains(where: { ",\"\n".contains($0) }) else { return field }
        return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }

    @Test func wholeResultsPass() throws {
        let (code, errors) = try check()
        #expect(code == 0 && errors.isEmpty, "\(errors)")
    }

    @Test func appendedColumnsPass() throws {
        let (code, errors) = try check { $0.header.append("new_figure_ms") }
        #expect(code == 0, "\(errors)")
    }

    @Test(arguments: faults)
    private func whatIsWrongIsSeen(fault: Fault) throws {
        let (code, errors) = try check(fault.change)
        #expect(code == 1)
        #expect(errors.contains(fault.message), "\(errors)")
    }

    @Test func noResultsAreNoSuccess() throws {
        let (code, _) = try run(URL(filePath: "/nowhere"))
        #expect(code == 1)
    }
}
