import Analysis
import Testing

/// Expected values are those of SciPy 1.17.1.
///
///     python3 -c "from scipy.stats import fisher_exact as f
///     print(f([[5, 5], [1, 9]], alternative='greater').pvalue)                # 5 of 10, 1 of 10"
@Suite struct FisherExactTests {
    @Test(arguments: [
        (Share(5, of: 10), Share(1, of: 10), 0.07043343653250775),
        (Share(10, of: 10), Share(1, of: 10), 5.953798523458399e-05),
        (Share(1, of: 10), Share(0, of: 10), 0.5),
    ])
    func agreesWithSciPy(share: Share, other: Share, p: Double) {
        #expect(abs(fisherExact(share, above: other) - p) <= 1e-12 * p)
    }

    @Test func nothingIsNoEvidence() {
        #expect(fisherExact(Share(0, of: 10), above: Share(0, of: 10)) == 1)
        #expect(fisherExact(Share(0, of: 0), above: Share(3, of: 10)) == 1)
        #expect(abs(fisherExact(Share(2, of: 5), above: Share(9, of: 9)) - 1) < 1e-12)
    }

    @Test func manyRunsAreQuick() {
        let p = fisherExact(Share(30_000, of: 50_000), above: Share(29_000, of: 50_000))
        #expect(p > 0 && p < 1e-8)
    }
}
