import Foundation
import Results
import Testing

extension EndToEnd {
    /// The page that a suite comes to.
    @Suite(.serialized) struct Reports {
        private static func reference(_ name: String) -> String {
            URL(filePath: #filePath)
                .deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "results/\(name)").path
        }

        private static let sections = [
            "answer", "when", "features", "pictures", "figures", "environment", "doubts", "again",
        ]

        @Test(.needsChromium)
        func aBrowserShowsAllOfItAndAsksForNothing() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "report", Self.reference("reference-lab"), "--output", "report.html",
            ])
            #expect(outcome.code == 0 && outcome.err.isEmpty, "\(outcome)")
            #expect(outcome.out == "report.html\n")
            let visit = try await Chromium(scratch).open("report.html")
            #expect(visit.requests == [])
            // Nor would it without the policy that forbids it.
            let bare = try scratch.text("report.html").replacing(
                /<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
            #expect(!bare.contains("Content-Security-Policy"))
            try scratch.write("bare.html", bare)
            #expect(try await Chromium(scratch).open("bare.html").requests == [])
            #expect(visit.screenshot.count > 50_000)
            for id in Self.sections {
                #expect(visit.document.contains("<section id=\"\(id)\""), "\(id)")
            }
            for picture in [
                "timeline", "guest", "downtime", "phases", "cpu", "slowdown", "latency",
            ] {
                #expect(
                    visit.document.contains("aria-labelledby=\"p-\(picture)-title"), "\(picture)")
            }
            // Its maps name nobody.
            #expect(!visit.document.contains("aria-labelledby=\"p-crossover"))
            #expect(visit.document.contains("No RDMA hardware took part: RDMA ran over Soft-RoCE"))
            #expect(!visit.document.contains("<script"))
            let page = Page(visit.document)
            #expect(page.repeatedIDs == [])
            #expect(page.brokenLinks == [])
            #expect(page.skippedHeadings == [])
            #expect(page.tables == 11)
            #expect(page.captions == page.tables)
            // On a narrow screen each cell says its column, and a figure keeps its unit.
            #expect(visit.document.contains("data-label=\"against the next\""))
            #expect(try scratch.text("report.html").contains("\u{A0}ms, n\u{A0}3</td>"))
        }

        /// Lines and letters, no images: a browser makes one of each pattern and each filter.
        @Test(.needsChromium, arguments: ["reference-lab", "reference-map"])
        func itIsPrintedSmall(name: String) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "report", Self.reference(name), "--output", "report.html",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let pdf = try await Chromium(scratch).printed("report.html")
            #expect(pdf.starts(with: Data("%PDF".utf8)))
            #expect(pdf.count < 3_000_000, "\(pdf.count)")
        }

        /// The check above is none if it does not see a request.
        @Test(.needsChromium)
        func aPageThatAsksIsSeenToAsk() async throws {
            let scratch = try Scratch()
            try scratch.write("asks.html", "<img src=\"http://pictures.invalid/one.png\">")
            let visit = try await Chromium(scratch).open("asks.html")
            #expect(visit.requests.contains { $0.contains("pictures.invalid") })
        }

        @Test func aMailingListGetsText() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "report", Self.reference("reference-quick"), "--format", "markdown", "--output",
                "-",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let lines = outcome.out.split(separator: "\n")
            #expect(lines[0].hasPrefix("# Live migration over RDMA and NICs"))
            #expect(lines[1].hasPrefix("No RDMA hardware took part"))
            #expect(lines.allSatisfy { $0.count <= 72 })
        }

        @Test func theFileIsBesideTheSuite() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            let program = Program(in: scratch)
            let outcome = try await program.run(["report", "monday", "--format", "markdown"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out == "monday/report.md\n")
            // Twice the same suite, twice the same text.
            let text = try scratch.text("monday/report.md")
            let again = try await program.run(["report", "monday/runs.csv", "--format", "markdown"])
            #expect(again.out == "monday/report.md\n")
            #expect(try scratch.text("monday/report.md") == text)
        }

        /// Figures are not to be had again.
        @Test func theSuiteIsNotReplaced() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            let program = Program(in: scratch)
            let linked = try await program.shell(
                "ln -s monday tuesday; ln -s monday/runs.csv link.html; ls > monday/rounds.csv; "
                    + "cp monday/runs.csv other.csv")
            #expect(linked.code == 0, "\(linked)")
            let rows = try scratch.text("monday/runs.csv")
            for (suite, output) in [
                ("monday", "monday/runs.csv"), ("monday", "monday/rounds.csv"),
                ("monday", "monday/environment.json"), ("monday", "monday/scenario.yml"),
                ("monday/runs.csv", "./monday//timeline.csv"), ("tuesday", "monday/runs.csv"),
                ("monday", "tuesday/channels.csv"), ("monday", "link.html"),
                ("other.csv", "other.csv"),
            ] {
                let before = try await program.shell(
                    "cat monday/* other.csv | sha256sum; ls monday")
                let outcome = try await program.run([
                    "report", suite, "--format", "markdown", "--output", output,
                ])
                #expect(outcome.code == 64 && outcome.out.isEmpty, "\(output): \(outcome)")
                #expect(outcome.err.contains("\(output) is a file of the suite itself"))
                let after = try await program.shell("cat monday/* other.csv | sha256sum; ls monday")
                #expect(before.out == after.out, "\(output)")
            }
            #expect(try scratch.text("monday/runs.csv") == rows)
            // Another suite's folder, and the report itself, are none of its files.
            let fine = try await program.shell(
                "mkdir new; for i in 1 2; do \"$BENCH\" report monday --format markdown "
                    + "--output new/runs.csv; \"$BENCH\" report monday --format markdown; done")
            #expect(fine.code == 0, "\(fine)")
        }

        @Test func whatCannotBeReportedIsSaid() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            try scratch.suite("empty", total: 1, runs: 0)
            try scratch.suite("odd", total: 3020)
            try scratch.write("odd/scenario.yml", "name: [")
            try scratch.write("bad.csv", "not,a,table\r\n")
            try scratch.write("file", "")
            let program = Program(in: scratch)
            let cases: [(arguments: [String], code: Int, words: String)] = [
                (["nothing"], 64, "No such file"),
                (["bad.csv"], 64, "not a table of results"),
                (["empty"], 64, "has no rows"),
                (["odd"], 64, "odd/scenario.yml"),
                (["monday", "--output", "file/under"], 3, "choose another file with --output"),
                ([], 64, "Missing expected argument"),
            ]
            for (arguments, code, words) in cases {
                let outcome = try await program.run(["report"] + arguments)
                #expect(outcome.code == code, "\(arguments): \(outcome)")
                #expect(outcome.err.contains(words), "\(arguments): \(outcome)")
            }
            // Without gnuplot there is a page, and it says so.
            let lacking = try await program.shell(
                "PATH=/nowhere \"$BENCH\" report monday --output plain.html")
            #expect(lacking.code == 0, "\(lacking)")
            #expect(lacking.err.contains("apt-get install --no-install-recommends gnuplot-nox"))
            #expect(try scratch.text("plain.html").contains("There are no pictures"))
        }
    }
}

/// What must hold of a document for who reads it with a keyboard or by ear.
private struct Page {
    let repeatedIDs: [String]
    let brokenLinks: [String]
    /// Headings more than one level below the one before.
    let skippedHeadings: [String]
    let tables: Int
    let captions: Int

    init(_ text: String) {
        let ids = text.matches(of: /\sid=["']([^"']+)["']/).map { String($0.output.1) }
        let known = Set(ids)
        repeatedIDs = Dictionary(grouping: ids) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        let links = text.matches(of: /(?:href|aria-labelledby)=["']([^"']+)["']/).flatMap {
            $0.output.1.split(separator: " ").map(String.init)
        }
        brokenLinks = links.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
            .filter { !known.contains($0) }
        let levels = text.matches(of: /<h([1-6])[ >]/).compactMap { Int($0.output.1) }
        skippedHeadings = zip([0] + levels, levels).filter { $1 > $0 + 1 }.map { "h\($0), h\($1)" }
        tables = text.matches(of: /<table role="table">/).count
        captions = text.matches(of: /<table role="table">\s*<caption>[^<]/).count
    }
}
