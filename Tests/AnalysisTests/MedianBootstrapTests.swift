import Testing

@testable import Analysis

@Suite struct MedianBootstrapTests {
    /// The median of five draws is the k-th figure with a known probability.
    ///
    ///     python3 -c "from scipy.stats import binom; import numpy as np
    ///     print(np.diff(binom.sf(2, 5, np.arange(6) / 5)))"
    @Test func placesAreDistributedAsResampledMedians() {
        var bootstrap = MedianBootstrap(seed: 3)
        let expected = [0.05792, 0.25952, 0.36512, 0.25952, 0.05792]
        let places = bootstrap.places(5, side: 0)
        #expect(places.count == 10_000)
        for (index, share) in expected.enumerated() {
            let found = Double(places.count { $0.below == index && $0.above == index })
            #expect(abs(found / 10_000 - share) < 0.015)
        }
    }

    /// Of two draws of two, both are the first, both the second, or half of the time they differ.
    @Test func evenGroupsHaveTwoPlaces() {
        var bootstrap = MedianBootstrap(seed: 3)
        let places = bootstrap.places(2, side: 1)
        let differing = places.count { $0.below == 0 && $0.above == 1 }
        #expect(abs(Double(differing) / 10_000 - 0.5) < 0.02)
        #expect(places.allSatisfy { $0.below <= $0.above })
    }

    @Test func sameSeedSameInterval() {
        let (before, after) = (Self.sample(11, mean: 100), Self.sample(12, mean: 110))
        var first = MedianBootstrap(seed: 3)
        var second = MedianBootstrap(seed: 3)
        // What was drawn before makes no difference.
        _ = second.interval(Self.sample(30, mean: 1), after)
        #expect(first.interval(before, after) == second.interval(before, after))
    }

    /// Against SciPy's percentile bootstrap, which draws the figures themselves.
    ///
    ///     python3 -c "from scipy.stats import bootstrap; import numpy as np
    ///     a = [100, 104, 97, 101, 103, 99, 98, 106, 102, 95]
    ///     b = [110, 109, 117, 104, 112, 108, 120, 111, 107, 115]
    ///     ratio = lambda a, b, axis: np.median(b, axis) / np.median(a, axis)
    ///     print(bootstrap((a, b), ratio, method='percentile', n_resamples=100000, rng=1))"
    @Test func agreesWithSciPy() throws {
        let before: [Double] = [100, 104, 97, 101, 103, 99, 98, 106, 102, 95]
        let after: [Double] = [110, 109, 117, 104, 112, 108, 120, 111, 107, 115]
        var bootstrap = MedianBootstrap(seed: 1)
        let found = bootstrap.interval(before, after)
        let interval = try #require(found)
        #expect(abs(interval.lower - Self.scipy.lowerBound) < 0.004)
        #expect(abs(interval.upper - Self.scipy.upperBound) < 0.004)
    }

    static let scipy = 1.0588...1.1542

    @Test func smallGroupsHaveNone() {
        var bootstrap = MedianBootstrap(seed: 1)
        #expect(bootstrap.interval([1, 2, 3], [1, 2, 3, 4]) == nil)
        #expect(bootstrap.interval([1, 2, 3, 4], [1, 2, 3, 4]) != nil)
    }

    @Test func figuresAtZeroMakeTheIntervalOpen() throws {
        var bootstrap = MedianBootstrap(seed: 1)
        let found = bootstrap.interval([-1, 0, 1, 2, 3], [1, 2, 3, 4, 5])
        let interval = try #require(found)
        #expect(interval.upper == .infinity)
        #expect(interval.lower > 0)
    }

    @Test func largeGroupsAreQuick() throws {
        var bootstrap = MedianBootstrap(seed: 1)
        let figures = (1...50_000).map { 100 + Double($0 % 977) }
        let found = bootstrap.interval(figures, figures)
        let interval = try #require(found)
        #expect(interval.isWithin(0.02))
    }

    static func sample(_ count: Int, mean: Double) -> [Double] {
        (0..<count).map { mean + Double(($0 * 7919) % 13) }
    }
}
