import Foundation
import Results
import Testing

@testable import Presentation

@Suite struct SuiteReportTests {
    private typealias Samples = PlotSamples

    private static func reference(_ name: String) throws -> RecordedSuite {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try RecordedSuite(root.appending(path: "results/\(name)").path)
    }

    private static func report(_ rows: [Row]) throws -> SuiteReport {
        try SuiteReport(Samples.suite(rows))
    }

    /// Runs of two ways, of which one is clearly faster.
    private static func twoWays(_ names: [String] = ["tcp", "rdma-pin-all"]) -> [Row] {
        names.enumerated().flatMap { (way, name) -> [Row] in
            (0..<10).map { (index: Int) -> Row in
                let figure = Double(2 - way) * (1 + 0.002 * Double((index * 7) % 10))
                return Samples.run("\(name)-\(index)", name, total: 1000 * figure, downtime: 10) {
                    $0[RunColumns.time.setupMs] = 1
                    $0[RunColumns.time.downtimeLastRoundMs] = 8
                    $0[RunColumns.amount.sentBytes] = 256 << 20
                    $0[RunColumns.case.workingSetBytes] = 32 << 20
                }
            }
        }
    }

    private static func table(_ section: ReportSection, _ caption: String) -> ReportTable? {
        section.blocks.lazy.compactMap { block -> ReportTable? in
            if case .table(let table) = block, table.caption.contains(caption) {
                table
            } else {
                nil
            }
        }.first
    }

    private static func words(_ section: ReportSection) -> [String] {
        section.blocks.flatMap { block -> [String] in
            switch block {
            case .paragraph(let text), .heading(let text), .yaml(let text): [text]
            case .list(let items), .commands(let items): items
            case .table, .picture: []
            }
        }
    }

    @Test func theFirstLineSaysWhetherThereWasRDMA() throws {
        let quick = try SuiteReport(try Self.reference("reference-quick")).lead
        #expect(quick[0].hasPrefix("No RDMA hardware took part: only sockets were compared"))
        #expect(quick[1].contains("one host"))
        let lab = try SuiteReport(try Self.reference("reference-lab")).lead
        #expect(lab[0].hasPrefix("No RDMA hardware took part: RDMA ran over Soft-RoCE (rxe0)"))
        #expect(lab[1].contains("virtual machines"))
        // Nobody wrote down what the device is.
        #expect(try Self.report(Self.twoWays()).lead[0].contains("is not recorded"))
        let skipped = Self.twoWays().map { row in
            var row = row
            guard row[RunColumns.case.transport] == "rdma-pin-all" else { return row }
            row[RunColumns.outcome.status] = RunStatus.skipped.rawValue
            row[RunColumns.outcome.reason] = "no device"
            return row
        }
        #expect(
            try Self.report(skipped).lead[0]
                == "No RDMA hardware took part: none of 10 runs over RDMA completed (no device).")
    }

    @Test func theAnswerNamesOnlyWhatIsClear() throws {
        let section = try Self.report(Self.twoWays()).answer
        let table = try #require(Self.table(section, "hotset"))
        #expect(table.rows[0][0...1] == ["shortest total", "rdma-pin-all"])
        #expect(table.rows[0][4].contains("of tcp"))
        let same = "tcp and rdma-pin-all the same within 2 %"
        #expect(table.rows[1][0...1] == ["shortest downtime", same])
        let sentence = try #require(Self.words(section).first)
        let lead = "shortest total rdma-pin-all, 1.01 s (-50 % against tcp [-50 %, -50 %]); "
        #expect(sentence.contains(lead), "\(sentence)")
        #expect(sentence.contains("shortest downtime \(same), 10.0 ms"), "\(sentence)")
        let families = try #require(Self.table(section, "the best RDMA transport"))
        #expect(families.rows[0][4] == "better")
        #expect(families.rows[0][3].hasPrefix("0.50 ["))
    }

    /// Five runs of each carry six comparisons: of a setting with four figures, not of two such.
    @Test func allAnswersOfAPageAreJudgedTogether() throws {
        func report(_ rates: [Double]) throws -> SuiteReport {
            try Self.report(
                rates.flatMap { (rate: Double) -> [Row] in
                    [("tcp", 2.0), ("rdma-pin-all", 1)].flatMap { (name, slower) -> [Row] in
                        (0..<5).map { (index: Int) -> Row in
                            let figure = slower * (1 + 0.002 * Double(index))
                            return Samples.run(
                                "\(rate)\(name)\(index)", name, rate: rate, total: 1000 * figure,
                                downtime: 10 * figure
                            ) {
                                $0[RunColumns.time.guestBlackoutMs] = 20 * figure
                                $0[RunColumns.totalCPU.cpuSPerGiB] = figure
                            }
                        }
                    }
                })
        }
        let one = try report([64])
        #expect(
            one.answers.flatMap(\.lines).map(\.best) == Array(repeating: "rdma-pin-all", count: 4))
        #expect(one.tooFewWords == nil)
        let two = try report([64, 128])
        #expect(two.answers.flatMap(\.lines).allSatisfy { $0.best == nil })
        // Who is ahead, and what would settle it.
        let ahead = "total not clear, rdma-pin-all ahead with 1.00 s"
        #expect(Self.words(two.answer)[0].contains(ahead))
        #expect(Settling(one.rankings).open == 0 && Settling(one.rankings).rest.isEmpty)
        #expect(Settling(two.rankings).advised.map { [$0.repetitions, $0.settled] } == [6, 8])
        #expect(Self.words(two.answer)[0].contains("rdma-pin-all ahead with 1.00 s/GiB"))
        #expect(two.markdown.contains("--repetitions 6"))
        let words = Self.words(two.answer)
        #expect(
            words.contains(
                "However large a difference is, 5 runs of each cannot make it clear among 8 "
                    + "comparisons: that takes 6 of each, or a suite that asks less."), "\(words)")
        #expect(words.contains { $0.contains("Holm's correction for 8 comparisons") })
        let table = try #require(Self.table(two.answer, "hotset"))
        #expect(table.rows[0][1] == "no clear difference")
        #expect(table.rows[0][4].hasSuffix("of tcp; about 1 more run would tell"))
        #expect(Self.words(two.doubts).contains { $0.hasPrefix("8 of 8 answers are inconclusive") })
    }

    /// A setting that no transport gets through is an answer too.
    @Test func theAnswerTellsWhereNothingCompleted() throws {
        let endless = ["tcp", "rdma-pin-all", "null"].map { name in
            let status: RunStatus = name == "null" ? .completed : .notConverged
            return Samples.run("endless-\(name)", name, memory: 8 << 30, status: status)
        }
        let sentences = Self.words(try Self.report(Self.twoWays() + endless).answer)
        #expect(sentences.contains("hotset, 8 GiB, 64 MiB/s dirtied: none of 2 runs completed"))
        let nothing = Self.words(try Self.report(endless).answer)
        #expect(nothing == ["No run completed: there is no answer."])
    }

    /// One of a kind has nothing to be better than.
    @Test func oneTransportWinsNothing() throws {
        let section = try Self.report(Self.twoWays(["tcp"])).answer
        let table = try #require(Self.table(section, "hotset"))
        #expect(table.rows[0][1] == "one transport only: nothing to choose between")
        #expect(Self.words(section).first?.contains("shortest total tcp alone, ") == true)
        #expect(table.rows[0][4] == "no other has a figure")
        #expect(Self.table(section, "the best RDMA transport") == nil)
    }

    /// Sockets up to 2 GiB, RDMA from there on, between the 1 and 8 GiB that were run.
    @Test func crossoversAreToldInWords() throws {
        let words = Self.words(try Self.report(CrossoverPlotTests.rows()).when(nil))
        let sentence = try #require(words.first { $0.contains("by memory") })
        #expect(sentence.contains("sockets are faster up to 1."), "\(sentence)")
        #expect(sentence.contains("; RDMA is faster from 2."), "\(sentence)")
        #expect(sentence.contains("; they are equal at 2"), "\(sentence)")
        #expect(sentence.contains("], between measured settings. Of 64 MiB to"), "\(sentence)")
        #expect(words.contains { $0.contains("4 cases in turn was left out") }, "\(words)")
        let lab = Self.words(try SuiteReport(try Self.reference("reference-lab")).when(nil))
        // Three runs settle nothing, and so does a model that is made of them.
        #expect(!lab.contains { $0.contains("faster") })
        #expect(lab.contains { $0.hasPrefix("Along each axis nothing is clear.") })
        // Three runs each tell nothing either.
        #expect(lab.contains { $0.hasPrefix("Of 2 settings that both ran, 2 are inconclusive") })
        // Nothing is made up where there is nothing to compare.
        let quick = Self.words(try SuiteReport(try Self.reference("reference-quick")).when(nil))
        #expect(quick.first?.hasPrefix("No RDMA transport completed a run here") == true)
    }

    /// At 4 GiB the runs of TCP are far faster than those at other sizes let the model expect.
    @Test func whatTheModelHasWrongIsTold() throws {
        let rows = CrossoverPlotTests.rows()
        #expect(try Self.report(rows).contradictions.isEmpty)
        let odd = rows.filter { $0[RunColumns.case.memoryBytes] == 8 << 30 }.map { row in
            var row = row
            let isRDMA = row[RunColumns.case.transport] == "rdma-dynamic"
            let sending = (row[RunColumns.time.totalMs] ?? 0) / (isRDMA ? 1.66 : 20)
            row[RunColumns.case.memoryBytes] = 4 << 30
            row[RunColumns.amount.sentBytes] = 4 << 30
            row[RunColumns.time.totalMs] = sending
            row[RunColumns.time.downtimeMs] = 5
            row[RunColumns.time.downtimeLastRoundMs] = 0
            return row
        }
        let report = try Self.report(rows + odd)
        let sentence =
            "idle, 4 GiB: in total the model has RDMA ahead, but the runs clearly have sockets. "
            + "What was measured counts."
        #expect(report.contradictionWords == [sentence])
        #expect(Self.words(report.when(nil)).contains(sentence))
        #expect(Self.words(report.when(nil)).contains { $0.hasPrefix("Along each axis nothing") })
        #expect(Self.words(report.doubts).contains(sentence))
    }

    /// Over a link that nobody ran a way carries a range, which no place in it narrows down.
    @Test func noPlaceIsNamedByLinkRate() throws {
        let words = Self.words(
            try Self.report(CrossoverPlotTests.rows(ceiling: 20_000)).when(nil))
        #expect(!words.contains { $0.contains(", by link rate") })
        #expect(words.contains { $0.contains("By link rate no place is named") })
    }

    @Test func theMatrixIsWhole() throws {
        let report = try Self.report(Self.twoWays())
        for feature in FeatureMatrix.features {
            #expect(feature.answers.count == FeatureMatrix.transports.count, "\(feature.name)")
            #expect(!feature.source.isEmpty)
        }
        let table = try #require(Self.table(report.features, FeatureMatrix.version))
        #expect(table.rows.count == FeatureMatrix.features.count)
        let postcopy = try #require(table.rows.first { $0[0].hasPrefix("postcopy, ") })
        #expect(postcopy.dropFirst() == ["yes", "yes", "yes", "no", "no"])
    }

    /// Half of the runs of one way left nothing of a CPU; a guest that writes as it can does so itself.
    @Test func aCPUThatWasTheLimitIsTold() throws {
        func doubts(_ percent: Double, isPaced: Bool = true) throws -> [String] {
            let rows = Self.twoWays().enumerated().map { index, row in
                var row = row
                if !isPaced { row[RunColumns.case.dirtyRateTargetMiBS] = nil }
                row[RunColumns.cpu(.destination).busiestCPUPercent] =
                    index < 10 && index.isMultiple(of: 2) ? 50 : index < 11 ? percent : 60
                return row
            }
            return Self.words(try Self.report(rows).doubts).filter { $0.hasPrefix("One CPU") }
        }
        // The median of five of 50 and five of 140.
        #expect(
            try doubts(140) == [
                "One CPU may have been the limit in 1 case: the busiest of the destination was at "
                    + "least 95 % busy there in the median (tcp); cpus.csv says with what."
            ])
        #expect(try doubts(139).isEmpty)
        #expect(try doubts(140, isPaced: false).isEmpty)
    }

    @Test func doubtsAreTold() throws {
        var rows = Self.twoWays()
        rows[0][RunColumns.outcome.disturbed] = "other load"
        for index in 1..<rows.count { rows[index][RunColumns.outcome.disturbed] = "no" }
        rows[1][RunColumns.outcome.status] = RunStatus.failed.rawValue
        rows[1][RunColumns.outcome.reason] = "the link went down"
        let words = Self.words(try Self.report(rows).doubts).joined(separator: "\n")
        #expect(words.contains("1 of 20 runs were disturbed"), "\(words)")
        #expect(words.contains("other load (1 run)"))
        #expect(words.contains("1 run of tcp failed: the link went down"))
        // What is the same is not open.
        #expect(!words.contains("answers are inconclusive"))
        let few = try Self.report(Array(Self.twoWays().prefix(2)))
        #expect(Self.words(few.doubts).contains { $0.contains("as few as 2 completed runs") })
        let capped = Samples.suite(
            Self.twoWays(), sharedHost: true, stop: .init(capped: ["tcp: after 30 repetitions"]))
        #expect(
            Self.words(try SuiteReport(capped).doubts).contains(
                "Not known as well as was asked for: tcp: after 30 repetitions."))
        let lab = try SuiteReport(try Self.reference("reference-lab")).doubts
        #expect(Self.words(lab).contains { $0.contains("emulated in software") })
        let quick = try SuiteReport(try Self.reference("reference-quick")).doubts
        #expect(Self.words(quick).contains { $0.contains("Both ends shared a host") })
        #expect(Self.words(quick).contains { $0.contains("kernel copied zero-copy") })
    }

    @Test func whatIsTypedAgainIsTold() throws {
        let suite = try Self.reference("reference-lab")
        let commit = try #require(suite.rows.first?[RunColumns.identity.gitCommit])
        let lab = Self.words(try SuiteReport(suite).again)
        #expect(lab.contains { $0.contains("bench lab run --accel tcg --output") })
        #expect(lab.contains { $0.contains("git checkout \(commit)") })
        #expect(lab.contains { $0.contains("name: \"lab\"") })
        let quick = Self.words(try SuiteReport(try Self.reference("reference-quick")).again)
        #expect(quick.contains { $0.contains("bench run --output results/again scenario.yml") })
    }

    /// Whatever a file says stays text.
    @Test func nothingOfAFileIsMarkup() throws {
        let hostile = "<img src=x onerror=alert(1)>\"'<\u{338}script>"
        var rows = Self.twoWays([hostile, "rdma-pin-all"])
        for index in rows.indices {
            rows[index][RunColumns.case.workload] = index % 2 == 0 ? hostile : "hotset"
            rows[index][RunColumns.outcome.disturbed] = hostile
            rows[index][RunColumns.identity.suiteID] = hostile
        }
        rows[3][RunColumns.outcome.status] = RunStatus.failed.rawValue
        rows[3][RunColumns.outcome.reason] = hostile
        let report = try Self.report(rows)
        let pictures = ReportPictures(all: [], leftOut: [hostile])
        let page = try report.html(pictures: pictures)
        #expect(!page.contains("<img"))
        let tags = page.unicodeScalars.split(separator: "<").dropFirst().map {
            String($0.prefix { $0.properties.isAlphabetic || $0 == "/" || $0 == "!" })
        }
        let known: Set = [
            "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "a", "header", "h", "p",
            "nav", "ul", "li", "main", "section", "pre", "code", "div", "table", "caption", "thead",
            "tr", "th", "tbody", "td",
        ]
        for tag in Set(tags) {
            let name = tag.hasPrefix("/") ? String(tag.dropFirst()) : tag
            #expect(known.contains(name), "<\(tag)")
        }
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&lt;\u{338}script"))
    }

    @Test func markdownFitsAMail() throws {
        for name in ["reference-lab", "reference-quick"] {
            let report = try SuiteReport(try Self.reference(name))
            let lines = report.markdown.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= 72 }, "\(name)")
            #expect(lines.allSatisfy { $0.last != " " })
            let order = lines.filter { $0.hasPrefix("## ") }
            #expect(
                order == [
                    "## The answer", "## When RDMA?", "## What each choice gives up in QEMU",
                    "## Figures", "## Environment", "## Doubts", "## How to run it again",
                ])
        }
    }

    @Test func noRowsAreNoReport() {
        let error = #expect(throws: PlotError.self) { try Self.report([]) }
        #expect(error?.description.contains("has no rows") == true)
    }
}
