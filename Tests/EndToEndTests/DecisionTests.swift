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

        @Test func twoNights() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            try scratch.suite("tuesday", total: 3410)
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
            // Twice the same metric is once.
            let twice = try await program.run([
                "compare", "monday", "tuesday", "--metric", "total_ms,total_ms",
            ])
            #expect(twice.out == outcome.out)
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
            #expect(itself.err.contains("are one suite: suite_id "))
            let transports = try await program.run([
                "compare", quick, "--by", "transport", "--where", "workload=hotset",
            ])
            #expect(transports.code == 0)
            #expect(transports.out.contains("tcp → multifd"))
            let apart = try await program.run(["compare", quick, lab])
            #expect(apart.code == 5)
            #expect(apart.err.contains("kernel"))
            #expect(apart.err.contains("--across"))
            // They have no case in common.
            let across = try await program.run(["compare", quick, lab, "--across"])
            #expect(across.code == 6)
            #expect(across.out.contains("nothing to compare"))
            #expect(across.err.contains("error: nothing could be compared: no case has completed"))
        }

        @Test func gates() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            try scratch.suite("slow", total: 3410)
            try scratch.suite("few", total: 3020, runs: 2)
            try scratch.suite("broken", total: 3020, status: .corrupt)
            let program = Program(in: scratch)
            for (suite, code) in [("monday", 0), ("slow", 2), ("broken", 3), ("few", 6)] {
                let outcome = try await program.run([
                    "gate", "--baseline", "monday", "--current", suite,
                ])
                #expect(outcome.code == code, "\(outcome)")
            }
            let none = try await program.run(["gate", "--current", "slow"])
            #expect(none.code == 4)
            #expect(none.err.contains("bench baseline set slow\n"))
            let nowhere = try await program.run(["gate", "--baseline", "nope", "--current", "slow"])
            #expect(nowhere.code == 4)
            #expect(nowhere.err.hasPrefix("error: there is no nope: --baseline takes a suite"))
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: "kept"), withIntermediateDirectories: false)
            let empty = try await program.run(["gate", "--baseline", "kept", "--current", "slow"])
            #expect(empty.code == 4)
            #expect(empty.err.contains("bench baseline set slow --folder kept\n"))
            let kept = try await program.run(["baseline", "set", "monday"])
            #expect(kept.code == 0, "\(kept)")
            #expect(!kept.out.contains("replaced"))
            #expect(scratch.exists("Benchmarks/Baselines/a41f/nightly/runs.csv"))
            #expect(try await program.run(["gate", "--current", "slow"]).code == 2)
            let shown = try await program.run(["baseline", "show"])
            #expect(shown.out.contains("a41f"))
            #expect(try await program.run(["baseline", "set", "broken"]).code == 3)
            // A baseline is replaced as a whole: nothing of the one before speaks for the new one.
            let stale = "Benchmarks/Baselines/a41f/nightly/scenario.yml"
            try scratch.write(stale, "name: other\n")
            let replaced = try await program.run(["baseline", "set", "monday"])
            #expect(replaced.code == 0)
            #expect(
                replaced.out.hasSuffix(
                    "replaced       monday, measured 1970-01-01T00:00:00Z, 10 runs\n"))
            #expect(!scratch.exists(stale))
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

        /// The gate is proven on a suite that was measured, by the rules that are kept for that.
        @Test func theReferenceProvesTheGate() async throws {
            let scratch = try Scratch()
            let rules = Self.repository.appending(path: "Benchmarks/Rules/total-cpu.yml").path
            let program = Program(in: scratch)
            let quick = ["gate", "--self-test", "--baseline", Self.reference("reference-quick")]
            let proof = try await program.run(quick + ["--rules", rules])
            #expect(proof.code == 0, "\(proof)")
            #expect(proof.out.contains("the gate is proven on this baseline"), "\(proof)")
            // Three runs prove nothing, and the words say how many would.
            let lab = try await program.run([
                "gate", "--self-test", "--baseline", Self.reference("reference-lab"), "--rules",
                rules,
            ])
            #expect(lab.code == 3)
            #expect(lab.out.contains("bench run --repetitions 10"), "\(lab)")
        }

        @Test func nights() async throws {
            let scratch = try Scratch()
            let names = (1...16).map { "night-\($0)" }
            for (index, name) in names.enumerated() {
                let total = index < 8 ? 3020.0 : 3410
                try scratch.suite(name, total: total + Double(index % 3), day: index)
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
                "1970-01-01T00:00:00.000Z", with: ""
            ).replacing("night-1", with: "night-0")
            try scratch.write("undated.csv", undated)
            let warned = try await program.run(["history", "night-1", "undated.csv"])
            #expect(warned.err.contains("undated.csv: no row says when it began"))
        }

        /// A pattern of the shell names more than suites, and what confirmed a gate is no night.
        @Test func historyLeavesOutWhatIsNoNight() async throws {
            let scratch = try Scratch()
            for name in ["night", "night-confirm", "night-confirm-2"] {
                try scratch.suite(name, total: 3020)
            }
            try scratch.write("README.md", "what this is\n")
            let outcome = try await Program(in: scratch).shell("\"$BENCH\" history *")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.err.contains("warning: README.md is no suite; left out"))
            #expect(outcome.err.contains("warning: night-confirm was measured to confirm"))
            #expect(outcome.err.contains("warning: night-confirm-2 was measured to confirm"))
            #expect(outcome.out.contains("no metric changed"))
        }

        @Test func otherEnvironmentsAreRefused() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020, day: 0)
            try scratch.suite("unknown", total: 3020, environment: "", day: 1)
            try scratch.suite("tuesday", total: 3020, environment: "77aa", day: 2)
            let program = Program(in: scratch)
            for arguments in [
                ["gate", "--baseline", "monday", "--current", "tuesday"],
                ["gate", "--baseline", "monday", "--current", "unknown"],
                ["history", "monday", "unknown", "tuesday"],
                ["history", "monday", "tuesday", "--where", "transport=none"],
            ] {
                let outcome = try await program.run(arguments)
                #expect(outcome.code == 5, "\(outcome)")
                #expect(outcome.err.contains("--across"))
                #expect(try await program.run(arguments + ["--across"]).code == 0, "\(arguments)")
            }
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
            (["compare", "monday", "unit"], ["line 1: no column total_ms (total_s is"]),
            (
                ["compare", "monday", "monday", "--metric", "totl_ms"],
                ["did you mean \"total_ms\"?"]
            ),
            (
                ["compare", "monday", "monday", "--min-effect", "2"],
                ["--min-effect", "such as 5%"]
            ),
            (["compare", "monday", "monday", "--where", "a"], ["column=value"]),
            (["compare", "monday", "--by", "run_id"], ["\"run_id\" is nothing to compare by"]),
            (["baseline", "set", "monday/runs.csv"], ["monday/runs.csv is no folder"]),
            (["history", "text", "folder"], ["none of these is a suite"]),
            (["history", "monday", "monday/"], ["are one suite: suite_id monday"]),
            (["history", "monday", "--min-effect", "2%"], ["--min-effect"]),
            (
                ["gate", "--baseline", "monday", "--current", "monday", "--confirm"],
                ["there is no endpoints.json"]
            ),
            (["gate", "--baseline", "monday"], ["--current is missing"]),
            (["gate", "--self-test"], ["--self-test needs a --baseline"]),
            (["gate", "--self-test", "--baseline", ""], ["--baseline is empty"]),
            (
                ["gate", "--self-test", "--baseline", "monday", "--format", "junit"],
                ["--self-test only prints text"]
            ),
            (["gate", "--current", ""], ["--current is empty"]),
            (["compare", "monday", "header"], ["header has no rows", "nothing in it to compare"]),
            (["gate", "--baseline", "monday", "--current", "text"], ["not a table"]),
            (
                ["gate", "--baseline", "monday", "--current", "header"],
                ["header: there is nothing in it"]
            ),
            (
                ["gate", "--baseline", "header", "--current", "monday"],
                ["header: there is nothing in it"]
            ),
            (["gate", "--self-test", "--baseline", "header"], ["header: there is nothing in it"]),
        ]

        @Test(arguments: refusals)
        func isRefused(arguments: [String], words: [String]) async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            let text = try scratch.text("monday/runs.csv")
            try scratch.write("text", "what you see is no table\n")
            try scratch.write("negative", text.replacing("3020.000", with: "-3020.000"))
            try scratch.write("nan", text.replacing("3020.000", with: "nan"))
            try scratch.write("unit", text.replacing("total_ms", with: "total_s"))
            let first = try #require(text.split(separator: "\r\n").dropFirst().first)
            try scratch.write("twice", text + first + "\r\n")
            let header = try #require(text.split(separator: "\r\n").first)
            try scratch.write("header", header + "\r\n")
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: "folder"), withIntermediateDirectories: false)
            let outcome = try await Program(in: scratch).run(arguments)
            #expect(outcome.code == 64, "\(outcome)")
            #expect(outcome.out.isEmpty)
            for word in words { #expect(outcome.err.contains(word), "\(outcome)") }
        }

        /// What is odd is named, and the rest is compared.
        @Test func oddFilesAreComparedWithAWarning() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
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

        /// As many rows as years of nights write; Program.run() says how long it may take.
        @Test func aHundredThousandRows() async throws {
            let scratch = try Scratch()
            do {
                let suite = try SuiteFolder.create(at: scratch.path("many"))
                let rows = (0..<100_000).map { index in
                    var row = Row()
                    row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
                    row[RunColumns.identity.runID] = "r\(index)"
                    row[RunColumns.identity.environmentID] = "a41f"
                    row[RunColumns.order.block] = index / 20 + 1
                    row[RunColumns.case.transport] = "t\(index % 20)"
                    row[RunColumns.case.workload] = "hotset"
                    row[RunColumns.outcome.status] = RunStatus.completed.rawValue
                    row[RunColumns.time.totalMs] = 3020 + Double(index % 977)
                    row[RunColumns.time.downtimeMs] = 20 + Double(index % 89)
                    return row
                }
                try suite.runs.append(rows)
            }
            let outcome = try await Program(in: scratch).run(["compare", "many", "many"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.err == "warning: many and many are one suite\n")
            #expect(outcome.out.contains("n 5000/5000"))
            #expect(outcome.out.contains("after Holm for 40 comparisons"))
        }

        /// A name that a spreadsheet would run stays text.
        @Test func formulasStayText() async throws {
            let scratch = try Scratch()
            for name in ["a", "b"] {
                try scratch.suite(name, total: 5, transport: "=cmd|' /C'!A0")
            }
            let csv = try await Program(in: scratch).run(["compare", "a", "b", "--format", "csv"])
            #expect(csv.code == 0, "\(csv)")
            #expect(csv.out.contains(",'=cmd|' /C'!A0,"))
        }
    }
}
