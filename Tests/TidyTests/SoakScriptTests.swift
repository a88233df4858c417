import Foundation
import Testing

/// `scripts/soak` with a made-up program: it must see each thing that can be wrong.
@Suite struct SoakScriptTests {
    /// What the made-up suite does, changed before it is run.
    private struct Suite {
        /// Transport, fault, status, verified and reason of each run.
        var runs: [(String, String?, String, String, String)] = (0..<60).map { number in
            let killed = "source (local): the agent ended while migrating (killed by signal 9)"
            return switch number % 10 {
            case 3: ("tcp", "kill-source:precopy", "failed", "", killed)
            case 7:
                (
                    "tcp", "wrong-token", "failed", "",
                    "source (local): the peer closed the data connection while receiving"
                )
            case 5: ("null", nil, "completed", "", "")
            default: ("multifd", nil, "completed", "true", "")
            }
        }
        var missingRows = 0
        var code = 3
        /// What it does beside each row, in a shell.
        var beside = ":"
        /// Long enough for samples of it to tell something; a row that is wrong shows without.
        static let pause = "sleep 0.06"
    }

    private struct Mistake: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout Suite) -> Void
        var testDescription: String { message }

        init(_ message: String, change: @escaping @Sendable (inout Suite) -> Void) {
            self.message = message
            self.change = change
        }
    }

    private static let mistakes = [
        Mistake("60 runs are planned, and the 59 rows are not theirs") { $0.missingRows = 1 },
        Mistake("after kill-source:precopy") { $0.runs[3].2 = "completed" },
        Mistake("after kill-source:precopy") { $0.runs[3].4 = "destination (local): it died" },
        Mistake("after wrong-token") { $0.runs[7].4 = "some other reason" },
        Mistake("without a fault") { $0.runs[0].2 = "failed" },
        Mistake("verified is 'false'") { $0.runs[0].3 = "false" },
        Mistake("verified is 'true'") { $0.runs[5].3 = "true" },
        Mistake("ended with 0, not with 3") { $0.code = 0 },
        Mistake("descriptors of the coordinator grew") { suite in
            suite.beside = "eval \"exec $((10 + number))< /dev/null\"; \(Suite.pause)"
        },
        Mistake("memory, KiB of the coordinator grew") { suite in
            suite.beside = "kept=\"$kept$(printf '%60000s' x)\"; \(Suite.pause)"
        },
        Mistake("left behind") { $0.beside = "[ $number = 1 ] && (sleep 8 > /dev/null 2>&1 &)" },
    ]

    private func soak(
        _ change: (inout Suite) -> Void = { _ in }
    ) throws -> (code: Int32, text: String) {
        var suite = Suite()
        change(&suite)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "soak-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        let plan = suite.runs.enumerated().map { number, run in
            "{\"block\": \(number), \"order_index\": 0"
                + (run.1.map { ", \"fault\": \"\($0)\"" } ?? "") + "}"
        }
        let rows = suite.runs.dropLast(suite.missingRows).enumerated().map { number, run in
            "\(number),0,\(run.0),\(run.2),\(run.3),\(run.4)"
        }
        let program = """
            #!/bin/bash
            here=$(dirname "$0")
            case "$*" in *--dry-run*) cat "$here/plan"; exit 0 ;; esac
            mkdir out
            echo block,order_index,transport,status,verified,reason > out/runs.csv
            number=0
            while read -r line; do
                echo "$line" >> out/runs.csv
                number=$((number + 1))
                \(suite.beside)
            done < "$here/rows"
            exit \(suite.code)

            """
        for (name, text) in [
            ("plan", "{\"runs\": [\(plan.joined(separator: ", "))]}"),
            ("rows", rows.map { $0 + "\n" }.joined()), ("bench", program),
        ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
        let path = folder.appending(path: "bench").path
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = Repository.root.appending(path: "scripts/soak")
        process.arguments = ["--migrations", "60", "--program", path]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test func aSoundSoakPasses() throws {
        let (code, text) = try soak { $0.beside = Suite.pause }
        #expect(code == 0, "\(text)")
        #expect(text.contains("60 migrations in") && text.contains("12 with a fault"))
    }

    @Test(arguments: mistakes)
    private func whatIsWrongIsSeen(mistake: Mistake) throws {
        let (code, text) = try soak(mistake.change)
        #expect(code == 1, "\(text)")
        #expect(text.contains("FAILED") && text.contains(mistake.message), "\(text)")
    }
}
