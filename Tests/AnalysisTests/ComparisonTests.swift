import Results
import Testing

@testable import Analysis

@Suite struct ComparisonTests {
    private let slow: [Double] = [126, 122, 129, 131, 125, 127]
    private let fast: [Double] = [101, 103, 99, 104, 100, 102]

    private func compare(
        _ before: [Double], _ after: [Double], _ polarity: Polarity = .lowerIsBetter,
        _ clarity: Clarity = .standard, among others: Int = 0
    ) -> Comparison {
        var bootstrap = MedianBootstrap(seed: 1)
        let one = Comparison(before, after, polarity, &bootstrap)
        let rest = (0..<others).map { _ in Comparison(slow, slow, polarity, &bootstrap) }
        return Comparison.judged([one] + rest, clarity)[0]
    }

    @Test func clearDifferencesHaveAWord() {
        #expect(compare(slow, fast).effect == .better)
        #expect(compare(fast, slow).effect == .worse)
        #expect(compare(slow, fast, .higherIsBetter).effect == .worse)
        #expect(compare(fast, slow, .higherIsBetter).effect == .better)
        #expect(compare(fast, slow, .none).effect == .inconclusive)
    }

    @Test func figuresAreThoseOfTheGroups() {
        let comparison = compare(slow, fast)
        #expect(comparison.before.median == 126.5)
        #expect(comparison.before.count == 6)
        #expect(comparison.after.median == 101.5)
        #expect(comparison.ratio == 101.5 / 126.5)
        #expect(comparison.p == MannWhitney(slow, fast)?.p)
        #expect(comparison.moreRuns == nil)
    }

    /// Two groups of six give p = 2 / 924, which is enough for 23 comparisons and not for 24.
    @Test func manyComparisonsNeedMoreRuns() throws {
        #expect(compare(slow, fast, among: 22).effect == .better)
        let lost = compare(slow, fast, among: 23)
        #expect(lost.effect == .inconclusive)
        #expect(try #require(lost.correctedP) > 0.05)
        #expect(lost.moreRuns == 1)
    }

    @Test func smallDifferencesAreTheSame() {
        let before = (0..<20).map { 100 + Double($0) / 100 }
        let near = compare(before, before.map { $0 + 1 })
        #expect(near.effect == .same)
        #expect((near.correctedP ?? 1) < 0.05)
        #expect(compare(before, before.map { $0 + 3 }).effect == .worse)
        let wide = Clarity(minimumEffect: 0.05)
        #expect(compare(before, before.map { $0 + 3 }, .lowerIsBetter, wide).effect == .same)
    }

    /// Not shown to differ is not shown to be the same.
    @Test func wideSpreadIsInconclusive() throws {
        let comparison = compare([100, 120, 80, 130, 70, 105], [104, 118, 86, 126, 78, 110])
        #expect(comparison.effect == .inconclusive)
        #expect(try #require(comparison.moreRuns) > 10)
        #expect(comparison.fewestRuns == nil)
    }

    @Test func noRatioWithoutFiguresAboveZero() {
        for (before, after) in [
            ([0.0, 0, 0, 0, 0], [1.0, 2, 3, 4, 5]), ([1, 2, 3, 4, 5], [-1, -2, -3, -4, -5]),
            ([], [1, 2, 3, 4, 5]), ([1, 2, 3, 4, 5], []), ([], []),
        ] {
            let comparison = compare(before, after)
            #expect(comparison.ratio == nil)
            #expect(comparison.interval == nil)
            #expect(comparison.effect == .inconclusive)
            #expect(comparison.moreRuns == nil)
        }
    }

    @Test func fewRunsSayHowManyAreMissing() {
        let comparison = compare([100, 101, 102], [200, 201, 202])
        #expect(comparison.interval == nil)
        #expect(comparison.ratio == 201.0 / 101)
        #expect(comparison.effect == .inconclusive)
        #expect(comparison.moreRuns == nil && comparison.fewestRuns == 4)
    }

    @Test func equalFiguresAreTheSame() {
        #expect(compare([5, 5, 5, 5], [5, 5, 5, 5]).effect == .same)
    }

    @Test func wordsAreWhatFilesHold() {
        #expect(Effect.allCases.map(\.rawValue) == ["better", "worse", "same", "inconclusive"])
    }
}
