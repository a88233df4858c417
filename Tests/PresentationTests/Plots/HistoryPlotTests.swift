import Foundation
import Results
import Testing

@testable import Presentation

@Suite struct HistoryPlotTests {
    private typealias Samples = PlotSamples

    private func nights(_ total: (Int) -> Double) -> [RecordedSuite] {
        (0..<16).map { night in
            let rows = (0..<3).map { index in
                Samples.run(
                    "\(index)", total: total(night) * (1 + 0.001 * Double((night + index) % 3))
                ) { row in
                    row[RunColumns.identity.startedAt] = Date(
                        timeIntervalSince1970: Double(night) * 86_400)
                }
            }
            return Samples.suite(rows, name: "night-\(night)")
        }
    }

    @Test func changesAreMarkedAndLevelsDrawn() throws {
        let source = PlotSource(
            nights { $0 < 8 ? 100 : 120 }, metrics: [RunColumns.time.totalMs.column])
        let picture = try Plot.history.pictures(of: source)[0]
        let data = try PlotData(picture)
        #expect(data.rows.count == 16)
        #expect(try data.figures("median").map { $0.map { ($0 * 10).rounded() } }[0] == 1001)
        // Three runs are too few for an interval: whiskers go from the least to the most.
        let ends = try zip(data.figures("low_percent"), data.figures("high_percent")).map {
            low, high in
            ((low ?? 0) * 1001, (high ?? 0) * 1001)
        }
        #expect(
            ends.prefix(8).allSatisfy { abs($0 - 100_000) < 1 && abs($1 - 100_200) < 1 }, "\(ends)")
        #expect(picture.note.contains { $0.hasPrefix("whiskers: from the least to the most") })
        #expect(data.rows[9]["suite"] == "night-9")
        #expect(try data.figures("started_s")[1] == 86_400)
        let changes = try data.figures("changed_percent")
        #expect(changes.enumerated().compactMap { $1 == nil ? nil : $0 } == [8])
        #expect(changes[8].map { abs($0 - 120) < 0.2 } == true)
        let levels = Set(try data.figures("level_percent").map { ($0 ?? 0).rounded() })
        #expect(levels == [100, 120])
        #expect(picture.script.contains("+20.0 %'"))
    }

    @Test func oneSuiteHasNone() {
        let error = #expect(throws: PlotError.self) {
            try Plot.history.pictures(of: Samples.source([Samples.run("1")]))
        }
        #expect(error?.description == "one suite has no history: name several")
    }

    @Test func ofSeveralSuitesThereAreNoOtherPictures() {
        let source = PlotSource(nights { _ in 100 })
        for plot in Plot.all where plot.name != "history" {
            #expect(throws: PlotError.self) { try plot.pictures(of: source) }
        }
    }

    /// Each has words of its own: two at least, and a time of day takes more room than a day.
    @Test func ticksAreFewAndDifferent() {
        for days in [0.0, 0.001, 0.003, 0.01, 0.1, 1, 2, 40, 900] {
            let span = days * 86_400
            let ticks = TimeTicks(from: 1e9, to: 1e9 + span)
            #expect(ticks.low < ticks.high)
            let count = (ticks.high - ticks.low) / ticks.step
            #expect(count >= 2 && count < (ticks.step < 86_400 ? 5 : 9), "\(days) days")
            #expect(ticks.format.contains("%S") == (ticks.step < 60))
        }
    }
}
