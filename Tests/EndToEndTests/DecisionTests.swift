import Foundation
import Results
import Testing

extension EndToEnd {
    /// From files to decisions: compare, gate, baseline.
    @Suite(.serialized) struct Decisions {
        private static let repository = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

        private static func reference(_ name: String) -> String {
            repository.appending(path: "results/\(name)").path
        }

        /// Writes a suite of one case with so many runs around a total.
        private func write(
            _ scratch: Scratch, _ name: String, total: Double, runs: Int = 10,
            transport: String = "tcp", status: RunStatus = .completed, day: Int = 0
        ) throws {
            let suite = try SuiteFolder.create(at: scratch.path(name))
            for index in 0..<runs {
                var row = Row()
                row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
                row[RunColumns.identity.runID] = "r\(index)"
                row[RunColumns.identity.environmentID] = "a41f"
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

        @Test func twoNights() async throws {
            let scratch = try Scratch()
            try write(scratch, "monday", total: 3020)
            try write(scratch, "tuesday", total: 3410)
            let program = Program(in: scratch)
            let outcome = try await program.run(["compare", "monday", "tuesday"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("1.13 ["))
            #expect(outcome.out.contains("worse"))
            #expect(outcome.out.contains("(environments match (a41f))"))
            #expect(outcome.err.isEmpty)
            let csv = try await program.run(["compare", "monday", "tuesday", "--format", "csv"])
            let lines = csv.out.split(separator: "\r\n")
            #expect(lines.count == 2)
            #expect(lines.last?.contains("monday,tuesday,total_ms,10,10,") == true)
            let json = try await program.run(["compare", "monday", "tuesday", "--format", "json"])
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
            let entry = try #require((document["lines"] as? [[String: Any]])?.first)
            #expect(entry["effect"] as? String == "worse")
            let markdown = try await program.run([
                "compare", "monday", "tuesday", "--format", "markdown",
            ])
            #expect(markdown.out.contains("| worse |"))
            // The same seed gives the same answer, byte for byte.
            let again = try await program.run(["compare", "monday", "tuesday"])
            #expect(again.out == outcome.out)
        }

        @Test func referenceSuites() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let quick = Self.reference("reference-quick")
            let lab = Self.reference("reference-lab")
            let itself = try await program.run(["compare", quick, quick])
            #expect(itself.code == 0, "\(itself)")
            #expect(!itself.out.contains("worse"))
            let transports = try await program.run([
                "compare", quick, "--by", "transport", "--where", "workload=hotset",
            ])
            #expect(transports.code == 0)
            #expect(transports.out.contains("tcp → multifd"))
            let apart = try await program.run(["compare", quick, lab])
            #expect(apart.code == 5)
            #expect(apart.err.contains("kernel"))
            #expect(apart.err.contains("--across"))
            #expect(try await program.run(["compare", quick, lab, "--across"]).code == 0)
        }

        @Test func gates() async throws {
            let scratch = try Scratch()
            try write(scratch, "monday", total: 3020)
            try write(scratch, "slow", total: 3410)
            try write(scratch, "few", total: 3020, runs: 2)
            try write(scratch, "broken", total: 3020, status: .corrupt)
            let program = Program(in: scratch)
            for (suite, code) in [("monday", 0), ("slow", 2), ("broken", 3), ("few", 6)] {
                let outcome = try await program.run([
                    "gate", "--baseline", "monday", "--current", suite,
                ])
                #expect(outcome.code == code, "\(outcome)")
            }
            let none = try await program.run(["gate", "--current", "slow"])
            #expect(none.code == 4)
            #expect(none.err.contains("bench baseline set slow"))
            let kept = try await program.run(["baseline", "set", "monday"])
            #expect(kept.code == 0, "\(kept)")
            #expect(scratch.exists("Benchmarks/Baselines/a41f/nightly/runs.csv"))
            #expect(try await program.run(["gate", "--current", "slow"]).code == 2)
            let shown = try await program.run(["baseline", "show"])
            #expect(shown.out.contains("a41f"))
            #expect(try await program.run(["baseline", "set", "broken"]).code == 3)
            let proof = try await program.run(["gate", "--self-test", "--baseline", "monday"])
            #expect(proof.code == 0, "\(proof)")
            try scratch.write("rules.yml", "rules: [{metric: total_ms, max_regression: 20%}]\n")
            let lenient = try await program.run([
                "gate", "--baseline", "monday", "--current", "slow", "--rules", "rules.yml",
            ])
            #expect(lenient.code == 0, "\(lenient)")
            try scratch.write("rules.yml", "rules: [{metric: totl_ms, max_regression: 20%}]\n")
            let wrong = try await program.run([
                "gate", "--baseline", "monday", "--current", "slow", "--rules", "rules.yml",
            ])
            #expect(wrong.code == 64)
            #expect(wrong.err.contains("rules.yml:1:18: unknown metric"))
        }

        @Test func nights() async throws {
            let scratch = try Scratch()
            let names = (1...16).map { "night-\($0)" }
            for (index, name) in names.enumerated() {
                let total = index < 8 ? 3020.0 : 3410
                try write(scratch, name, total: total + Double(index % 3), day: index)
            }
            let program = Program(in: scratch)
            let outcome = try await program.run(["history"] + names)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("worse since 1970-01-09, night-9, p 0.00"))
            let csv = try await program.run(["history", "--format", "csv"] + names)
            let lines = csv.out.split(separator: "\r\n")
            #expect(lines.count == 17)
            #expect(lines[9].contains(",total_ms,"))
            let undated = try scratch.text("night-1/runs.csv").replacing(
                "1970-01-01T00:00:00.000Z", with: "")
            try scratch.write("undated.csv", undated)
            let warned = try await program.run(["history", "night-1", "undated.csv"])
            #expect(warned.err.contains("undated.csv: no row says when it began"))
        }

        /// A suite that was run, its figures made worse in the file, and then measured again.
        @Test func aFalseAlarmIsNotConfirmed() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(transports: "[null]", repetitions: 6)
            let run = try await program.run(["run", scenario, "--output", "out"])
            #expect(run.code == 0, "\(run)")
            let text = try scratch.text("out/runs.csv")
            let header = text.prefix { $0 != "\r\n" }.split(
                separator: ",", omittingEmptySubsequences: false)
            let place = try #require(header.firstIndex(of: "total_ms"))
            let better = text.split(separator: "\r\n").enumerated().map { index, line in
                var cells = line.split(separator: ",", omittingEmptySubsequences: false)
                if index > 0 { cells[place] = "0.001" }
                return cells.joined(separator: ",") + "\r\n"
            }
            try FileManager.default.copyItem(
                at: scratch.url.appending(path: "out"), to: scratch.url.appending(path: "base"))
            try scratch.write("base/runs.csv", better.joined())
            try scratch.write("rules.yml", "rules: [{metric: total_ms, max_regression: 5%}]\n")
            let outcome = try await program.run([
                "gate", "--baseline", "base", "--current", "out", "--rules", "rules.yml",
                "--confirm",
            ])
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.out.contains("confirmed by 6 more runs"))
            #expect(try scratch.rows("out-confirm").count == 6)
        }

        static let refusals: [([String], [String])] = [
            (["compare", "monday"], ["say in what"]),
            (["compare", "monday", "monday", "--by", "transport"], ["--by compares within one"]),
            (["compare", "monday", "--by", "transprt"], ["did you mean \"transport\"?"]),
            (["compare", "monday", "nope"], ["nope"]),
            (["compare", "monday", "text"], ["text: not a table of results"]),
            (["compare", "monday", "negative"], ["line 2, column", "cannot be below zero"]),
            (
                ["compare", "monday", "twice"],
                ["line 12, column 3 (run_id): 'r0' stands in line 2"]
            ),
            (["compare", "monday", "nan"], ["line 2, column", "(total_ms): 'nan' is no decimal"]),
            (["compare", "monday", "unit"], ["no column total_ms (total_s is there"]),
            (
                ["compare", "monday", "monday", "--metric", "totl_ms"],
                ["did you mean \"total_ms\"?"]
            ),
            (
                ["compare", "monday", "monday", "--min-effect", "2"],
                ["--min-effect", "such as 5%"]
            ),
            (["compare", "monday", "monday", "--where", "a"], ["column=value"]),
            (["gate", "--baseline", "monday"], ["--current is missing"]),
            (["gate", "--self-test"], ["--self-test needs a --baseline"]),
            (["gate", "--baseline", "monday", "--current", "text"], ["not a table"]),
        ]

        @Test(arguments: refusals)
        func isRefused(arguments: [String], words: [String]) async throws {
            let scratch = try Scratch()
            try write(scratch, "monday", total: 3020)
            let text = try scratch.text("monday/runs.csv")
            try scratch.write("text", "what you see is no table\n")
            try scratch.write("negative", text.replacing("3020.000", with: "-3020.000"))
            try scratch.write("nan", text.replacing("3020.000", with: "nan"))
            try scratch.write("unit", text.replacing("total_ms", with: "total_s"))
            let first = try #require(text.split(separator: "\r\n").dropFirst().first)
            try scratch.write("twice", text + first + "\r\n")
            let outcome = try await Program(in: scratch).run(arguments)
            #expect(outcome.code == 64, "\(outcome)")
            #expect(outcome.out.isEmpty)
            for word in words { #expect(outcome.err.contains(word), "\(outcome)") }
        }

        /// What is odd is named, and the rest is compared.
        @Test func oddFilesAreComparedWithAWarning() async throws {
            let scratch = try Scratch()
            try write(scratch, "monday", total: 3020)
            let text = try scratch.text("monday/runs.csv")
            try scratch.write("torn.csv", String(text.dropLast(20)))
            let version = RunColumns.schemaVersion
            try scratch.write(
                "later.csv", text.replacing("\r\n\(version),", with: "\r\n\(version + 1),"))
            let program = Program(in: scratch)
            let torn = try await program.run(["compare", "monday", "torn.csv"])
            #expect(torn.code == 0, "\(torn)")
            #expect(torn.err.contains("warning: torn.csv: line 11: the last row is cut off"))
            let later = try await program.run(["compare", "monday", "later.csv"])
            #expect(later.code == 0, "\(later)")
            #expect(later.err.contains("of a later version"))
        }

        /// A name that a spreadsheet would run stays text.
        @Test func formulasStayText() async throws {
            let scratch = try Scratch()
            for name in ["a", "b"] {
                try write(scratch, name, total: 5, transport: "=cmd|' /C'!A0")
            }
            let csv = try await Program(in: scratch).run(["compare", "a", "b", "--format", "csv"])
            #expect(csv.code == 0, "\(csv)")
            #expect(csv.out.contains(",'=cmd|' /C'!A0,"))
        }
    }
}
