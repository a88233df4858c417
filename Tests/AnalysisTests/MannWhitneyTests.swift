import Analysis
import Testing

/// Expected values are those of SciPy 1.17.1.
///
///     python3 -c "from scipy.stats import mannwhitneyu as u, PermutationMethod as P
///     print(u([1, 2, 3], [4, 5, 6], method='exact'))                        # no ties
///     print(u([1, 2, 2], [2, 3, 4], method=P(n_resamples=10**6)))           # ties
///     print(u([...], [...], method='asymptotic'))                           # not exact"
///
/// The longer groups are `np.round(rng.normal(mean, 1, n), 3)` and `rng.integers(...)` of
/// `rng = np.random.default_rng(7)`.
@Suite struct MannWhitneyTests {
    struct Case: Sendable {
        let first: [Double]
        let second: [Double]
        let u: Double
        let p: Double
        let isExact: Bool
    }

    static let cases = [
        Case(first: [1, 2, 3], second: [4, 5, 6], u: 0, p: 0.1, isExact: true),
        Case(first: [1.5, 2.5, 9], second: [0.5, 3.5, 4.5, 7.5], u: 6, p: 1, isExact: true),
        Case(
            first: [126, 122, 129, 131, 125], second: [101, 103, 99, 104, 100], u: 25,
            p: 0.007936507936507936, isExact: true),
        Case(
            first: [1, 2, 2, 3], second: [2, 3, 4, 4, 5], u: 2.5, p: 0.1111111111111111,
            isExact: true),
        Case(first: [1, 1, 1], second: [1, 1, 1], u: 4.5, p: 1, isExact: true),
        Case(
            first: [0, 0, 1, 1, 2], second: [1, 2, 2, 3, 3], u: 3, p: 0.07936507936507936,
            isExact: true),
        Case(
            first: [1, 1, 2, 3, 3, 3, 4], second: [2, 2, 3, 4, 5, 5], u: 12, p: 0.2202797202797203,
            isExact: true),
        Case(first: [7], second: [3], u: 1, p: 1, isExact: true),
        Case(
            first: [0.001, 0.299, -0.274, -0.891, -0.455, -0.992, 0.06, 1.34],
            second: [0.208, 0.08, 1.19, 1.057, 0.805, -0.23, 0.671, 1.395], u: 12,
            p: 0.037917637917637914, isExact: true),
        Case(
            first: [-1.344, -0.458, -1.901, -1.29, -1.842, -0.235, -1.267, 0.271],
            second: [
                0.857, 0.513, -1.817, 0.161, 0.651, 0.813, -0.83, 0.222, -0.279, -0.109, 1.761,
                -0.108, 0.667, 1.584, 0.116, 0.588, 0.81, 0.764, -0.525, 0.776,
            ], u: 19, p: 0.0010713923757402018, isExact: true),
        Case(
            first: [1.359, -1.547, 0.859, 0.119, -0.641, 2.0, 0.762, -1.199, 0.075],
            second: [1.277, 0.511, 1.383, 0.633, 1.367, 2.139, 0.024, 0.903, 0.237], u: 24,
            p: 0.16149732620320856, isExact: true),
        Case(
            first: [
                0.127, -1.187, -0.579, -0.196, 0.899, 1.145, -1.324, -0.795, 0.647, -1.992,
                -0.463, -0.097,
            ],
            second: [
                1.957, 1.389, 0.373, 0.331, 0.45, 2.224, 0.272, 0.396, 1.053, 0.579, 0.503,
                -0.414, 0.688, 0.256, 1.866,
            ], u: 33, p: 0.004441706272369888, isExact: true),
        Case(
            first: [5, 3, 3, 4, 2, 3, 1, 3, 1, 1, 4, 3, 2, 0, 1, 4, 2, 5, 5, 5],
            second: [
                1, 1, 4, 3, 6, 2, 1, 1, 2, 4, 1, 5, 2, 2, 4, 6, 3, 5, 2, 1, 5, 5, 5, 6, 3,
            ], u: 224.5, p: 0.5615603260182771, isExact: false),
    ]

    @Test(arguments: cases.indices) func agreesWithSciPy(index: Int) throws {
        let expected = Self.cases[index]
        let test = try #require(MannWhitney(expected.first, expected.second))
        #expect(test.u == expected.u)
        #expect(test.isExact == expected.isExact)
        #expect(abs(test.p - expected.p) <= 1e-12 * expected.p)
    }

    @Test(arguments: cases.indices) func directionDoesNotMatter(index: Int) throws {
        let expected = Self.cases[index]
        let test = try #require(MannWhitney(expected.second, expected.first))
        #expect(abs(test.p - expected.p) <= 1e-12 * expected.p)
    }

    /// `mannwhitneyu(range(5), range(100, 1100), method="exact").pvalue` is 2 / C(1005, 5).
    @Test func unequalGroupsAreExactToo() throws {
        let test = try #require(
            MannWhitney((0..<5).map(Double.init), (100..<1100).map(Double.init)))
        #expect(test.isExact)
        let orders = (1001...1005).map(Double.init).reduce(1, *) / 120
        #expect(abs(test.p - 2 / orders) <= 1e-12 * test.p)
    }

    /// `u(range(1, 22), np.arange(22) + 4.5, method="asymptotic")`.
    @Test func largeGroupsAreApproximate() throws {
        let test = try #require(
            MannWhitney((1...21).map(Double.init), (1...22).map { Double($0) + 3.5 }))
        #expect(!test.isExact)
        #expect(test.u == 153)
        #expect(abs(test.p - 0.05970349425159471) < 1e-12)
    }

    /// 2 / C(10, 5) and 2 / C(20, 10).
    @Test func smallestP() {
        #expect(MannWhitney.smallestP(1) == 1)
        #expect(MannWhitney.smallestP(5) == 2.0 / 252)
        #expect(MannWhitney.smallestP(10) == 2.0 / 184_756)
    }

    @Test func nothingToCompare() {
        #expect(MannWhitney([], [1]) == nil)
        #expect(MannWhitney([1], []) == nil)
    }
}
