import Analysis
import Testing

/// Expected values are those of SciPy 1.17.1.
///
///     python3 -c "from scipy.stats import norm; print(norm.ppf([1e-300, 1e-10, .001, ...]))"
@Suite struct NormalQuantileTests {
    @Test(arguments: [
        (1e-300, -37.0470962993612), (1e-10, -6.361340902404056), (0.001, -3.090232306167813),
        (0.025, -1.9599639845400545), (0.3, -0.5244005127080409), (0.5, 0),
        (0.8, 0.8416212335729143), (0.975, 1.959963984540054), (0.9999999, 5.199337582290661),
    ])
    func agreesWithSciPy(p: Double, expected: Double) {
        #expect(abs(normalQuantile(p) - expected) <= 1e-13 * abs(expected))
    }

    @Test func ends() {
        #expect(normalQuantile(0) == -.infinity)
        #expect(normalQuantile(1) == .infinity)
    }
}
