import Foundation
import Results
import Testing

@testable import Analysis

/// Change points are those of Apache Otava 0.8.0 from PyPI, on the same series.
///
///     python3 -c "from otava.analysis import compute_change_points_orig as original
///     from otava.analysis import compute_change_points as hunter
///     from otava.change_point_divisive.calculator import PairDistanceCalculator as C
///     import numpy as np
///     s = [100, 101, 99, ...]
///     print(C(np.array(s, float)).get_candidate_change_point(slice(0, len(s))))
///     print([c.index for c in original(s, max_pvalue=0.01, seed=1)[0]])
///     print([c.index for c in hunter(s)[0]])"
///
/// `original` is E-divisive with permutations, as here; `hunter`, with a t-test in their place,
/// is what Otava does by itself. On these series they find the same.
@Suite struct HistoryTests {
    struct Case: Sendable {
        let series: [Double]
        let first: Int
        let distance: Double
        let changes: [Int]
    }

    static let cases = [
        Case(
            series: [
                100, 101, 99, 100, 102, 98, 100, 101, 99, 100, 113, 112, 114, 113, 111, 115, 113,
                112, 114, 113,
            ], first: 10, distance: 116.66666666666666, changes: [10]),
        Case(
            series: [
                50, 51, 49, 50, 52, 50, 49, 51, 60, 61, 59, 60, 62, 60, 59, 61, 52, 51, 53, 52, 50,
                52, 53, 51,
            ], first: 8, distance: 70.28571428571428, changes: [8, 16]),
        Case(
            series: [100, 103, 97, 101, 99, 102, 98, 100, 104, 96, 101, 99], first: 9,
            distance: 5.5, changes: []),
        Case(
            series: [
                3.02, 3.05, 2.98, 3.01, 3.20, 2.95, 3.03, 3.00, 2.99, 3.04, 3.41, 3.38, 3.44, 3.40,
                3.02, 3.42, 3.39, 3.45, 3.41, 3.43,
            ], first: 10, distance: 2.679111111111112, changes: [10]),
    ]

    @Test(arguments: cases.indices) func agreesWithOtava(index: Int) throws {
        let expected = Self.cases[index]
        let whole = 0..<expected.series.count
        let candidate = try #require(EDivisive.candidate(expected.series, [whole]))
        #expect(candidate.index == expected.first)
        #expect(abs(candidate.distance - expected.distance) < 1e-9)
        let found = EDivisive().changePoints(expected.series)
        #expect(found.map(\.index) == expected.changes)
        #expect(found.allSatisfy { $0.p <= 0.01 })
    }

    @Test func shortSeriesHaveNoChanges() {
        for series in [[], [1.0], [1, 2], [1, 1, 1, 1, 1]] {
            #expect(EDivisive().changePoints(series).isEmpty)
        }
    }

    /// Series without a change: how many seem to have one; significance is 1 %.
    @Test func falseChangesAreRare() {
        var generator = Numbers(seed: 41)
        let wrong = (0..<200).count { _ in
            let series = (0..<20).map { _ in normalQuantile(generator.next()) }
            return !EDivisive().changePoints(series).isEmpty
        }
        #expect(Double(wrong) / 200 <= 0.03)
    }

    /// Many series without a change, looked at together: how often any seems to have one.
    @Test(arguments: [5, 40]) func falseChangesAmongManySeriesAreRare(count: Int) {
        var generator = Numbers(seed: 43)
        let detector = EDivisive(series: count)
        let trials = 4000 / count
        let wrong = (0..<trials).count { _ in
            (0..<count).count { _ in
                let series = (0..<20).map { _ in normalQuantile(generator.next()) }
                return !detector.changePoints(series).isEmpty
            } > 0
        }
        #expect(Double(wrong) / Double(trials) <= 0.08, "\(wrong) of \(trials)")
    }

    /// A change of 10 % is still found among many series.
    @Test func changesAmongManySeriesAreFound() {
        for index in Self.cases.indices {
            let found = EDivisive(series: 40).changePoints(Self.cases[index].series)
            #expect(found.map(\.index) == Self.cases[index].changes)
            #expect(found.allSatisfy { $0.p <= 0.05 / 40 })
        }
    }

    @Test func longSeriesWithoutAChangeAreQuick() {
        var generator = Numbers(seed: 47)
        let series = (0..<EDivisive.longest).map { _ in normalQuantile(generator.next()) }
        #expect(EDivisive(series: 40).changePoints(series).isEmpty)
    }

    @Test func trendsFollowCasesThroughSuites() throws {
        let suites = (0..<20).map { night -> RecordedSuite in
            let total = night < 12 ? 100.0 : 110
            let rows = MadeUpSuite.rows(runs: 5, total: total, seed: UInt64(night))
            return MadeUpSuite.suite(
                rows.map { row in
                    var row = row
                    row[RunColumns.identity.startedAt] = Date(
                        timeIntervalSince1970: Double(night) * 86_400)
                    return row
                }, name: "night-\(night)")
        }
        let history = History(suites.shuffled(), [RunColumns.time.totalMs.column])
        #expect(history.suites.map(\.name) == (0..<20).map { "night-\($0)" })
        let trend = try #require(history.trends.first)
        #expect(history.trends.count == 1)
        #expect(trend.points.count == 20)
        #expect(trend.changes.map(\.index) == [12])
        #expect(trend.parts == [0..<12, 12..<20])
    }
}
