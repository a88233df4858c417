import Analysis
import Results
import Testing

@testable import Presentation

@Suite struct AnswerTests {
    private typealias Samples = PlotSamples

    /// Runs of a transport whose totals lie in a sixth around a figure.
    private static func runs(
        _ name: String, around total: Double, rate: Double = 64, count: Int = 10,
        gaveUp: Int = 0
    ) -> [Row] {
        (0..<count).map { index in
            Samples.run(
                "\(name)-\(rate)-\(index)", name, rate: rate,
                total: total * (1 + 0.03 * Double((index * 7) % 10 - 5)))
        }
            + (0..<gaveUp).map { index in
                Samples.run(
                    "\(name)-\(rate)-g\(index)", name, rate: rate, status: .notConverged)
            }
    }

    private static func list(_ report: SuiteReport) -> [String] {
        report.answer.blocks.flatMap { block -> [String] in
            switch block {
            case .list(let lines), .commands(let lines): lines
            default: []
            }
        }
    }

    /// The few that got through are the lucky ones: they win nothing.
    @Test func whoMostlyGivesUpTakesNoPart() throws {
        let rows =
            Self.runs("tcp", around: 1000) + Self.runs("multifd", around: 2000)
            + Self.runs("rdma-dynamic", around: 100, count: 2, gaveUp: 8)
        let report = try SuiteReport(Samples.suite(rows))
        let line = try #require(report.answers[0].lines.first)
        #expect(line.best == "tcp" && line.second == "multifd x1")
        #expect(
            Self.list(report)[0].contains(
                "rdma-dynamic completed 2 of 10 runs and takes no part"), "\(Self.list(report))")
        #expect(report.families.lines.isEmpty)
        let map = try Plot.winners.pictures(
            of: Samples.source(rows + Self.runs("tcp", around: 1000, rate: 128)))[0]
        #expect(map.data.contains("winner\ttcp"), "\(map.data)")
    }

    /// Who is ahead, by how much at least and at most, and what would settle it.
    @Test func whatIsOpenHasACommandOfItsOwn() throws {
        let rows =
            Self.runs("tcp", around: 1000) + Self.runs("multifd", around: 900)
            + Self.runs("tcp", around: 1000, rate: 128)
            + Self.runs("multifd", around: 500, rate: 128)
        let report = try SuiteReport(Samples.suite(rows))
        let lines = Self.list(report)
        let open = try #require(lines.first { $0.contains("64 MiB/s") })
        #expect(
            open.contains("total not clear, multifd x1 ahead with 886 ms (-10 % against tcp [-"),
            "\(open)")
        let command = try #require(lines.first { $0.contains("results/settled-1 ") })
        #expect(
            command.wholeMatch(
                of:
                    /bench run .*--dirty-rate 64MiB\/s --repetitions [0-9]+ --output .* scenario.yml/
            )
                != nil, "\(command)")
        #expect(!lines.contains { $0.contains("results/settled-2 ") })
    }
}
