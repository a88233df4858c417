import Foundation
import Results
import Scenarios
import Testing

@testable import Analysis

/// The promises of docs/comparing.md, held against made-up suites whose truth is known.
@Suite struct SimulationTests {
    /// Figures as runs give them: a middle, and a spread that is a share of it.
    enum Shape: CaseIterable, Sendable {
        case normal, skewed, outliers

        func figures(
            _ count: Int, middle: Double = 100, spread: Double = 0.05,
            _ generator: inout SplitMix64
        ) -> [Double] {
            (0..<count).map { _ in
                let z = normalQuantile(generator.nextShare())
                switch self {
                case .normal: return middle * (1 + spread * z)
                case .skewed: return middle * exp(4 * spread * z)
                case .outliers:
                    let isFar = generator.nextShare() < 0.1
                    return middle * (1 + (isFar ? 6 : 1) * spread * z)
                }
            }
        }
    }

    /// The share of 95 % intervals that hold the true ratio; of four figures and of five, which are
    /// what a suite has by default, as docs/comparing.md has it.
    @Test(
        arguments: Shape.allCases,
        [
            (4, 0.91...0.95), (5, 0.95...0.98), (6, 0.93...0.97), (8, 0.93...0.97),
            (12, 0.93...0.97), (20, 0.93...0.97),
        ])
    func intervalsCover(shape: Shape, expected: (count: Int, range: ClosedRange<Double>)) {
        let count = expected.count
        var generator = SplitMix64(seed: UInt64(count))
        var bootstrap = MedianBootstrap(seed: 5)
        let trials = 800
        let held = (0..<trials).count { _ in
            let before = shape.figures(count, &generator)
            let after = shape.figures(count, middle: 130, &generator)
            guard let interval = bootstrap.interval(before, after) else { return false }
            return interval.lower <= 1.3 && 1.3 <= interval.upper
        }
        let coverage = Double(held) / Double(trials)
        #expect(expected.range.contains(coverage), "\(coverage)")
    }

    /// The share of intervals of one median that hold the true one: 93 to 97 %, within the error of a
    /// simulation where the binomial distribution says 93.75 %, as of five.
    @Test(arguments: Shape.allCases, 5...20)
    func intervalsOfMediansCover(shape: Shape, count: Int) throws {
        var generator = SplitMix64(seed: UInt64(count))
        let trials = 20_000
        let held = (0..<trials).count { _ in
            let found = medianInterval(shape.figures(count, &generator))
            return found.map { $0.lower <= 100 && 100 <= $0.upper } == true
        }
        let coverage = Double(held) / Double(trials)
        #expect((0.93...0.97).contains(coverage), "\(coverage)")
    }

    /// Tables of ten comparisons without any difference: how many have a false word.
    @Test(arguments: Shape.allCases)
    func falseAlarmsAreRare(shape: Shape) {
        var generator = SplitMix64(seed: 17)
        var bootstrap = MedianBootstrap(seed: 5)
        let trials = 150
        let alarms = (0..<trials).count { _ in
            let words = Self.table(10, runs: 10, ratio: 1, shape, &generator, &bootstrap).map(
                \.effect)
            return words.contains(.better) || words.contains(.worse)
        }
        #expect(Double(alarms) / Double(trials) <= 0.05)
    }

    /// Pages of 15 settings in which two or more of four ways are equally best: how many name one of
    /// them.
    ///
    /// Where two are, that they are better than the others is found, which leaves all the chance to
    /// the false.
    @Test(arguments: [2, 3, 4])
    func aPageSeldomNamesAFalseBest(equal: Int) {
        let middles = (0..<4).map { $0 < equal ? 100.0 : 200 }
        var generator = SplitMix64(seed: 37)
        let trials = 200
        let rankings = (0..<trials).map { _ in
            let alike = (0..<15).map { _ in Self.contest(middles, &generator) }
            return Ranking.judged(alike + [Self.contest([50, 100, 100, 200], &generator)])
        }
        let wrong = rankings.count { page in page.dropLast().contains { $0.best != nil } }
        #expect(Double(wrong) / Double(trials) <= 0.05, "\(wrong)")
        #expect(rankings.allSatisfy { $0.last?.best == 0 })
    }

    /// Tables of ten settings in which five ways of one family are as good as the one of another: how many
    /// have a word about the families; 6.3 % if the best were taken for one that nobody chose.
    @Test func theBestOfManyIsNotBetterByLuck() {
        var generator = SplitMix64(seed: 41)
        var bootstrap = MedianBootstrap(seed: 5)
        let trials = 1000
        let alarms = (0..<trials).count { _ in
            let lines = (0..<10).compactMap { _ -> Comparison? in
                let groups = (0..<6).map { _ in Shape.normal.figures(10, &generator) }
                return Comparison.ofBest(
                    Array(groups.prefix(1)), Array(groups.dropFirst()), .lowerIsBetter, &bootstrap
                )?.comparison
            }
            return Comparison.judged(lines, .standard).contains {
                $0.effect == .better || $0.effect == .worse
            }
        }
        #expect(Double(alarms) / Double(trials) <= 0.05, "\(alarms)")
    }

    private static func contest(
        _ middles: [Double], _ generator: inout SplitMix64
    ) -> Ranking.Contest {
        Ranking.Contest(
            middles.map { Shape.normal.figures(8, middle: $0, &generator) }, .lowerIsBetter)
    }

    /// The same where one side has more runs.
    @Test(arguments: [(8, 20), (20, 8)])
    func falseAlarmsAreRareBetweenSidesOfUnlikeLength(before: Int, after: Int) {
        let share = Self.falseAlarms(before: before, after: after, wider: 1)
        #expect(share <= 0.05 + Self.simulationError, "\(share)")
    }

    /// Equal medians and unlike spreads, which is no chance of the draw: as docs/comparing.md has
    /// it, within the error of a simulation.
    @Test(arguments: [(10, 10, 0.05), (20, 8, 0.15), (8, 20, 0.02)])
    func unlikeSpreadsAlarmAsOftenAsDocumented(before: Int, after: Int, documented: Double) {
        let share = Self.falseAlarms(before: before, after: after, wider: 2)
        #expect(share <= documented + Self.simulationError, "\(share)")
    }

    /// Twice the standard error of a share of 5 % that is found in 1000 trials.
    private static let simulationError = 2 * (0.05 * 0.95 / 1000).squareRoot()

    /// The share of 1000 tables of ten comparisons with equal medians that have a false word.
    private static func falseAlarms(before: Int, after: Int, wider: Double) -> Double {
        var generator = SplitMix64(seed: 19)
        var bootstrap = MedianBootstrap(seed: 5)
        let alarms = (0..<1000).count { _ in
            let comparisons = (0..<10).map { _ in
                Comparison(
                    Shape.normal.figures(before, spread: 0.03, &generator),
                    Shape.normal.figures(after, spread: 0.03 * wider, &generator),
                    .lowerIsBetter, &bootstrap)
            }
            let words = Comparison.judged(comparisons, .standard).map(\.effect)
            return words.contains(.better) || words.contains(.worse)
        }
        return Double(alarms) / 1000
    }

    /// Differences of exactly the minimum effect: how many are called the same.
    @Test func equivalenceIsNotClaimedLightly() {
        var generator = SplitMix64(seed: 23)
        var bootstrap = MedianBootstrap(seed: 5)
        let comparisons = Self.table(
            1000, runs: 20, ratio: 1.02, .normal, spread: 0.01, &generator, &bootstrap)
        let wrong = comparisons.count { $0.effect == .same }
        #expect(Double(wrong) / 1000 <= 0.05)
    }

    /// Power, alone and in a table, as docs/comparing.md has it; within 5 points.
    @Test(arguments: [
        (1, 5, 0.05, 0.50), (1, 10, 0.05, 0.85), (1, 20, 0.05, 1), (20, 10, 0.05, 0.63),
        (20, 20, 0.05, 1), (20, 10, 0.10, 1),
    ])
    func power(comparisons: Int, runs: Int, change: Double, documented: Double) {
        var generator = SplitMix64(seed: 29)
        var bootstrap = MedianBootstrap(seed: 5)
        let trials = max(20, 400 / comparisons)
        let found = (0..<trials).reduce(0) { sum, _ in
            let table = Self.table(
                comparisons, runs: runs, ratio: 1 + change, .normal, spread: 0.03, &generator,
                &bootstrap)
            return sum + table.count { $0.effect == .worse }
        }
        let power = Double(found) / Double(trials * comparisons)
        #expect(abs(power - documented) <= 0.05, "\(power)")
    }

    /// With as many runs as a pilot of ten asked for, a difference is mostly found, and what is
    /// the same is mostly shown to be.
    @Test(arguments: [(1.05, Effect.worse), (1.0, .same)])
    func asManyRunsAsEstimatedSettleIt(ratio: Double, expected: Effect) {
        var generator = SplitMix64(seed: 31)
        var bootstrap = MedianBootstrap(seed: 5)
        var settled = 0
        var tries = 0
        while tries < 200 {
            let pilot = Self.table(
                1, runs: 10, ratio: ratio, .normal, spread: 0.04, &generator, &bootstrap)
            guard let more = pilot[0].moreRuns else { continue }
            tries += 1
            let full = Self.table(
                1, runs: 10 + more, ratio: ratio, .normal, spread: 0.04, &generator, &bootstrap)
            settled += full[0].effect == expected ? 1 : 0
        }
        #expect(Double(settled) / 200 >= 0.7, "\(settled)")
    }

    static func table(
        _ count: Int, runs: Int, ratio: Double, _ shape: Shape, spread: Double = 0.05,
        _ generator: inout SplitMix64, _ bootstrap: inout MedianBootstrap
    ) -> [Comparison] {
        let comparisons = (0..<count).map { _ in
            Comparison(
                shape.figures(runs, spread: spread, &generator),
                shape.figures(runs, middle: 100 * ratio, spread: spread, &generator),
                .lowerIsBetter, &bootstrap)
        }
        return Comparison.judged(comparisons, .standard)
    }
}
