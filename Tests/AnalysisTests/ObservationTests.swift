import Results
import Testing

@testable import Analysis

/// Guests that migrated at once share link and hosts: they are no runs beside each other.
@Suite struct ObservationTests {
    /// Rows of evacuations of two guests, the second slower by a tenth.
    private func rows(_ runs: Int, direction: String? = nil, total: Double = 100) -> [Row] {
        MadeUpSuite.rows(runs: runs, total: total).flatMap { row in
            [1.0, 1.1].enumerated().map { index, factor in
                var guest = row
                let name = row[RunColumns.identity.runID] ?? ""
                guest[RunColumns.identity.runID] = "\(name)-\(direction ?? "")g\(index + 1)"
                guest[RunColumns.concurrency.guests] = 2
                guest[RunColumns.concurrency.direction] = direction
                guest[RunColumns.guestNumber.guest] = index + 1
                guest[RunColumns.time.totalMs] = row[RunColumns.time.totalMs].map { $0 * factor }
                return guest
            }
        }
    }

    private let total = RunColumns.time.totalMs.column

    @Test func anEvacuationIsOneFigure() {
        let alone = MadeUpSuite.rows(runs: 5).figures(total)
        let figures = rows(5).figures(total)
        #expect(figures.count == 5)
        for (figure, one) in zip(figures, alone) { #expect(abs(figure - one * 1.05) < 1e-9) }
        // Of a guest alone the figure is its own, to the last digit.
        #expect(alone == MadeUpSuite.rows(runs: 5).compactMap { $0.number(total) })
    }

    @Test func oneThatFailedHasNoPartInIt() {
        var rows = rows(1)
        rows[1][RunColumns.outcome.status] = RunStatus.failed.rawValue
        #expect(rows.figures(total) == [rows[0].number(total)].compactMap(\.self))
    }

    @Test func thoseOfBothWaysAreApart() {
        let both = rows(3, direction: "forward") + rows(3, direction: "backward")
        #expect(both.observations.count == 6)
        let suite = MadeUpSuite.suite(both)
        let pairs = CasePair.matching(suite, suite)
        #expect(pairs.map { $0.before.figures(total).count } == [3, 3])
    }

    /// A file of a version that knew one guest only is of that: its runs are no others' baseline.
    @Test func manyAreNotHeldAgainstOne() {
        let old = RunColumns.all.filter { $0.since < 10 }
        let before = MadeUpSuite.suite(MadeUpSuite.rows(), columns: old)
        #expect(CasePair.matching(before, MadeUpSuite.suite(rows(12))).count == 2)
        #expect(CasePair.matching(before, MadeUpSuite.suite(MadeUpSuite.rows())).count == 1)
    }

    /// n runs of m guests tell no more than n runs: what one guest more would make clear stays open.
    @Test func moreGuestsMakeNothingClearer() throws {
        let before = MadeUpSuite.suite(rows(3))
        let after = MadeUpSuite.suite(rows(3, total: 110))
        let pair = try #require(CasePair.matching(before, after).first)
        var bootstrap = MedianBootstrap(seed: 1)
        let comparison = Comparison(
            pair.before.figures(total), pair.after.figures(total), .lowerIsBetter, &bootstrap)
        #expect(comparison.before.count == 3 && comparison.after.count == 3)
        #expect(comparison.p == 0.1)
    }

    @Test func theModelLeavesThemOut() {
        let model = MigrationModel(MadeUpSuite.suite(rows(5)))
        #expect(model.ways.isEmpty)
        #expect(model.leftOut.contains { $0.hasPrefix("guests that migrated at once") })
    }
}
