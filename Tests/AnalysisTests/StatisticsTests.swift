import Results
import Testing

@testable import Analysis

@Suite struct QuantileTests {
    /// `python3 -c "import numpy as np; print(np.quantile([7.5, 1, 9, 3.25, 4], [.25, .5, .75]))"`
    /// and so on (NumPy 2.4.6).
    @Test(arguments: [
        [3, 3, 3, 3], [1.25, 1.5, 1.75, 1, 2], [1.75, 2.5, 3.25, 1, 2, 3, 4],
        [3.25, 4, 7.5, 7.5, 1, 9, 3.25, 4],
    ])
    func agreesWithNumPy(expectedThenValues: [Double]) throws {
        let (first, middle, third) = (
            expectedThenValues[0], expectedThenValues[1], expectedThenValues[2]
        )
        let values = Array(expectedThenValues[3...])
        #expect(median(values) == middle)
        let found = try #require(quartiles(values))
        #expect(found.first == first)
        #expect(found.third == third)
    }

    @Test(arguments: [[3.0], [2, 1], [5, 5, 5], [9, 1, 8, 2, 7, 3, 6, 4, .infinity, 5, 5]])
    func smallestIsWhereSortingPutsIt(values: [Double]) {
        for place in values.indices {
            var copy = values
            #expect(smallest(place, of: &copy) == values.sorted()[place])
            #expect(copy.sorted() == values.sorted())
        }
    }

    /// Enough figures for a pivot from a sample, also where most are equal or sorted.
    @Test func smallestOfMany() {
        let many: [[Double]] = [
            (0..<5000).map { (index: Int) -> Double in Double((index * 7919) % 4999) },
            (0..<5000).map(Double.init),
            (0..<5000).map { (index: Int) -> Double in Double(index % 3) },
            [Double](repeating: 4, count: 5000),
        ]
        for values in many {
            let sorted = values.sorted()
            for place in [0, 1, 124, 125, 2500, 4874, 4998, 4999] {
                var copy = values
                #expect(smallest(place, of: &copy) == sorted[place])
                #expect(smallest(4999, of: &copy, behind: place) == sorted[4999])
            }
        }
    }

    @Test func spread() {
        #expect(relativeHalfInterquartileRange([1, 2, 3, 4]) == 0.3)
        #expect(relativeHalfInterquartileRange([-1, -2, -3, -4]) == 0.3)
        #expect(relativeHalfInterquartileRange([5, 5, 5]) == 0)
    }

    @Test func nothingMeasured() {
        #expect(median([]) == nil)
        #expect(quartiles([]) == nil)
        #expect(relativeHalfInterquartileRange([]) == nil)
        #expect(relativeHalfInterquartileRange([7]) == nil)
        #expect(relativeHalfInterquartileRange([0, 0, 0]) == nil)
    }
}

@Suite struct HolmTests {
    /// By hand: 0.005 x 5, 0.01 x 4, 0.03 x 3, then 0.04 x 2 raised to the one before it.
    @Test func stepsDown() {
        let corrected = holmCorrected([0.01, 0.04, 0.03, 0.005, 0.6])
        for (value, expected) in zip(corrected, [0.04, 0.09, 0.09, 0.025, 0.6]) {
            #expect(abs(value - expected) < 1e-15)
        }
    }

    @Test func staysWithinOne() {
        #expect(holmCorrected([0.7, 0.8]) == [1, 1])
        #expect(holmCorrected([]) == [])
    }
}

@Suite struct RankingTests {
    private let slow = [126.0, 122, 129, 131, 125]
    private let fast = [101.0, 103, 99, 104, 100]

    private func clearlyBest(_ groups: [[Double]], _ polarity: Polarity) -> Int? {
        Ranking.judged([Ranking.Contest(groups, polarity)])[0].best
    }

    /// Five figures a group carry six comparisons, in however many contests: of seven 2 / 252 is too
    /// much.
    @Test func whatIsSeenTogetherIsJudgedTogether() {
        func page(_ contests: Int) -> [Ranking] {
            Ranking.judged(
                Array(repeating: Ranking.Contest([slow, fast], .lowerIsBetter), count: contests))
        }
        #expect(page(6).map(\.best) == Array(repeating: 1, count: 6))
        let open = page(7)
        #expect(open.allSatisfy { $0.best == nil && $0.first == 1 && $0.comparisons == 1 })
        #expect(open.map(\.moreRuns) == Array(repeating: 1, count: 7))
        #expect(RunsNeeded(comparisons: 7).fewest == 6)
        // Who has nobody to be held against is no comparison, and moves no other's place.
        let alone = [Ranking.Contest([[], fast], .lowerIsBetter), .init([], .higherIsBetter)]
        let mixed = Ranking.judged(alone + [.init([fast, slow], .lowerIsBetter)] + alone)
        #expect(mixed.map(\.best) == [nil, nil, 0, nil, nil])
        #expect(mixed.map(\.first) == [1, nil, 0, 1, nil])
    }

    @Test func oneIsClear() {
        #expect(clearlyBest([slow, fast], .lowerIsBetter) == 1)
        #expect(clearlyBest([slow, fast], .higherIsBetter) == 0)
        #expect(clearlyBest([slow, [], fast], .lowerIsBetter) == 2)
    }

    @Test func overlapIsNotClear() {
        let alike = [100, 103.5, 99.5, 104.5, 100.5]
        #expect(clearlyBest([slow, fast, alike], .lowerIsBetter) == nil)
        #expect(clearlyBest([[1, 9, 5, 7, 3], [2, 4, 6, 8, 10]], .lowerIsBetter) == nil)
    }

    @Test func smallDifferenceIsNotMarked() {
        let base = (0..<20).map { 100 + Double($0) / 100 }
        #expect(clearlyBest([base, base.map { $0 + 1 }], .lowerIsBetter) == nil)
        #expect(clearlyBest([base, base.map { $0 + 3 }], .lowerIsBetter) == 0)
    }

    @Test func fewFiguresAreNeverClear() {
        #expect(clearlyBest([[1], [2]], .lowerIsBetter) == nil)
        #expect(clearlyBest([[1, 1.1, 1.2], [2, 2.1, 2.2]], .lowerIsBetter) == nil)
    }

    /// Five figures a group carry seven groups, not eight.
    @Test func manyGroupsNeedMoreFigures() {
        let groups = (0..<8).map { group in (0..<5).map { Double(group * 10 + $0) + 100 } }
        #expect(clearlyBest(Array(groups[..<7]), .lowerIsBetter) == 0)
        #expect(clearlyBest(groups, .lowerIsBetter) == nil)
    }

    @Test func nothingToMark() {
        #expect(clearlyBest([], .lowerIsBetter) == nil)
        #expect(clearlyBest([fast], .lowerIsBetter) == nil)
        #expect(clearlyBest([fast, []], .lowerIsBetter) == nil)
        #expect(clearlyBest([slow, fast], .none) == nil)
        #expect(clearlyBest([[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]], .lowerIsBetter) == nil)
    }
}
