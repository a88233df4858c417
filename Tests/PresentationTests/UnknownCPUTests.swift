import Results
import Testing

@testable import Analysis
@testable import Presentation

/// CPU time of runs too short for the kernel's units: what is below its own uncertainty is a bound, neither
/// compared nor fitted, and said to be so.
@Suite struct UnknownCPUTests {
    private typealias Samples = PlotSamples
    private static let metric = RunColumns.totalCPU.cpuSPerGiB.column

    /// Ten runs at each of two sizes whose CPU per GiB lies around a figure and is known within
    /// 0.2 / sqrt(10) = 0.063 together.
    private static func runs(_ transport: String, _ perGiB: Double, total: Double) -> [Row] {
        [1, 2].flatMap { size in
            (0..<10).map { index in
                let time = total * Double(size) * (1 + 0.002 * Double(index))
                return Samples.run(
                    "\(transport)-\(size)-\(index)", transport, workload: "idle", rate: nil,
                    memory: size << 30, total: time, downtime: 10
                ) {
                    $0[RunColumns.case.dirtyRateTargetMiBS] = 0
                    $0[RunColumns.time.setupMs] = 1
                    $0[RunColumns.time.downtimeLastRoundMs] = 8
                    $0[RunColumns.amount.sentBytes] = size << 30
                    $0[RunColumns.totalCPU.cpuSPerGiB] = perGiB + 0.001 * Double(index - 5)
                    $0[RunColumns.totalCPU.cpuUncertaintyS] = 0.2 * Double(size)
                }
            }
        }
    }

    private static func rows(_ perGiB: Double) -> [Row] {
        runs("tcp", perGiB, total: 1000) + runs("multifd", 0.5, total: 500)
    }

    private static func words(_ section: ReportSection) -> String {
        section.blocks.map { block in
            switch block {
            case .paragraph(let text), .heading(let text), .yaml(let text): text
            case .list(let items), .commands(let items): items.joined(separator: "\n")
            case .table(let table):
                table.rows.map { $0.joined(separator: " | ") }.joined(separator: "\n")
            case .picture: ""
            }
        }.joined(separator: "\n")
    }

    @Test(arguments: [-0.015, 0.003])
    func answersSayThatItIsNotKnown(perGiB: Double) throws {
        let report = try SuiteReport(Samples.suite(Self.rows(perGiB)))
        let answer = Self.words(report.answer)
        let bound = perGiB < 0 ? "0.063" : "0.066"
        let figures = "tcp < \(bound) s/GiB, multifd x1 0.50 s/GiB"
        #expect(
            answer.contains(
                "least CPU per GiB not known (\(figures)): such short runs tell no more"),
            "\(answer)")
        #expect(
            answer.contains(
                "least CPU per GiB | not known | - | - | \(figures): such short runs tell no more"))
        for wrong in ["CPU per GiB tcp", "CPU per GiB multifd", "too few", "-0.0", "open answer"] {
            #expect(!answer.contains(wrong), "\(wrong)")
        }
        let section = try #require(report.figures)
        #expect(Self.words(section).contains("< \(bound)"))
        #expect(Self.words(section).contains(SummaryReport.wordsOfBounds))
    }

    /// It is no part of a fit, and who has it may well be the best.
    @Test func modelsAndMapsDoNotGoByIt() throws {
        let suite = Samples.suite(Self.rows(-0.015))
        let model = MigrationModel(suite)
        #expect(model.ways.map { $0.cpuSecondsPerGiB == nil } == [true, false])
        let panels = model.maps().flatMap(\.panels).filter { $0.metric == .cpu }
        #expect(!panels.isEmpty)
        #expect(panels.flatMap(\.cells).allSatisfy { $0.outcome == .unclear })
        let source = PlotSource([suite], metrics: [Self.metric])
        let winners = try PlotData(Plot.winners.pictures(of: source)[0])
        #expect(winners.rows.map { $0["outcome"] } == ["unknown", "unknown"])
        #expect(FamilyComparison(suite).lines.isEmpty)
        // Where all are known somebody is named.
        let known = MigrationModel(Samples.suite(Self.rows(2)))
        let cells = known.maps().flatMap(\.panels).filter { $0.metric == .cpu }.flatMap(\.cells)
        #expect(cells.contains { $0.outcome != .unclear })
    }

    @Test func comparisonsHaveTheBoundAndTheReason() throws {
        let before = Samples.suite(Self.runs("tcp", -0.015, total: 1000))
        let after = Samples.suite(Self.runs("tcp", 0.003, total: 1000))
        let settings = ComparisonSettings(metrics: [Self.metric])
        let compared = SuiteComparison(of: before, and: after, settings)
        let text = ComparisonReport(compared, before: "a", after: "b").text
        #expect(text.contains("< 0.063  < 0.066"), "\(text)")
        #expect(text.contains("inconclusive  (such short runs tell no more, n 10/10)"), "\(text)")
        #expect(!text.contains("-0.0"))
        let gate = Gate(baseline: before, current: after, .standard)
        let report = GateReport(GateDecision(gate))
        #expect(report.verdict == .inconclusive)
        #expect(
            report.text.contains("< 0.063 → < 0.066 (limit +5 % and +0.010): such short runs"),
            "\(report.text)")
        // So much less than before it is, however little is known of it.
        let better = Gate(
            baseline: Samples.suite(Self.runs("tcp", 2, total: 1000)), current: after, .standard)
        #expect(better.verdict == .passed)
    }

    /// Below zero beyond doubt, where other work went down: there is no ratio, whatever the number of runs.
    @Test func whatIsBelowZeroHasNoRatio() throws {
        let report = try SuiteReport(Samples.suite(Self.rows(-3)))
        let answer = Self.words(report.answer)
        #expect(
            answer.contains("| no ratio to multifd x1: a median is not above zero"), "\(answer)")
        #expect(
            answer.contains(
                "2 of 2 open answers have no ratio, because a median is not above zero"),
            "\(answer)")
        #expect(!answer.contains("too few runs") && !answer.contains("--repetitions"))
    }
}
