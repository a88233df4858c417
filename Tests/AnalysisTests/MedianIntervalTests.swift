import Testing

@testable import Analysis

@Suite struct MedianIntervalTests {
    /// The ends of n squares, 1 to n^2, by Hettmansperger and Sheather's formula on SciPy's binomial
    /// distribution.
    ///
    ///     python3 -c "from scipy.stats import binom
    ///     for n in (6, 7, 8, 9, 10, 13, 20, 101):
    ///         x = [(i + 1) ** 2 for i in range(n)]
    ///         g = lambda d: 1 - 2 * binom.cdf(d - 1, n, 0.5)
    ///         d = max(d for d in range(1, n) if g(d) >= 0.95)
    ///         i = (g(d) - 0.95) / (g(d) - g(d + 1)); w = (n - d) * i / (d + (n - 2 * d) * i)
    ///         print(n, (1 - w) * x[d - 1] + w * x[d], (1 - w) * x[n - d] + w * x[n - d - 1])"
    @Test(arguments: scipy)
    func theEndsAreThoseOfSciPy(count: Int, lower: Double, upper: Double) throws {
        let figures = (1...count).map { Double($0 * $0) }
        let found = try #require(medianInterval(figures.shuffled()))
        #expect(abs(found.lower / lower - 1) < 1e-9, "\(found)")
        #expect(abs(found.upper / upper - 1) < 1e-9, "\(found)")
    }

    private static let scipy: [(Int, Double, Double)] = [
        (6, 2.0714285714285734, 32.07142857142857),
        (7, 3.200000000000001, 39.46666666666666),
        (8, 3.806930693069307, 49.96534653465346),
        (9, 5.139534883720934, 60.5813953488372),
        (10, 7.288288288288291, 69.81981981981981),
        (13, 13.792425345957762, 106.62272396212671),
        (20, 39.05804480651732, 218.1782077393075),
        (101, 1697.8324163001505, 3696.46117623713),
    ]

    /// Four figures hold the median in 87.5 % between the least and the most, and five in 93.75 %.
    @Test func fourFiguresHaveNoneAndFiveTheirEnds() throws {
        #expect(medianInterval([10, 20, 30, 40]) == nil)
        #expect(try #require(medianInterval([50, 10, 40, 20, 30])) == (10, 50))
        #expect(try #require(medianInterval([-3, -3, -3, -3, -3, -3])) == (-3, -3))
    }

    @Test func thousandsOfFiguresHaveNarrowOnes() throws {
        let found = try #require(medianInterval((0..<10_000).map(Double.init)))
        // 1.96 x sqrt(10,000) / 2 to either side of 4999.5.
        #expect(abs(found.lower - (4999.5 - 98)) < 2 && abs(found.upper - (4999.5 + 98)) < 2)
    }
}
