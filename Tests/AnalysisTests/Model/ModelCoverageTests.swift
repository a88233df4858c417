import Testing

@testable import Analysis

/// How often the model's intervals hold what is true of synthetic suites, as docs/model.md has it.
@Suite struct ModelCoverageTests {
    private typealias Way = SyntheticSuite.Way
    private static let gib = SyntheticSuite.gib

    /// Over TCP half a GiB a second, over RDMA a whole one, half a second of setup and 0.2 s/GiB of
    /// pinning: equal at 0.5 / (2 - 1 - 0.2) GiB.
    @Test func intervalsCoverTheTruth() throws {
        let tcp = Way(transport: "tcp", bandwidth: Self.gib / 2)
        let rdma = Way(
            transport: "rdma-pin-all", bandwidth: Self.gib, setupSeconds: 0.5,
            pinSecondsPerGiB: 0.2)
        let trials = 150
        var held = (bandwidth: 0, crossover: 0, prediction: 0)
        for seed in 0..<trials {
            var suite = SyntheticSuite(seed: UInt64(seed), spread: 0.03)
            for memory in [0.5, 1, 4] {
                suite.rest(tcp, gib: memory, runs: 10)
                suite.rest(rdma, gib: memory, runs: 10)
            }
            let model = suite.model
            var setting = try #require(model.settings.first)
            setting.memoryBytes = 2 * Self.gib
            let bandwidth = try #require(model.ways[1].bandwidth.interval)
            if bandwidth.lower <= Self.gib, Self.gib <= bandwidth.upper { held.bandwidth += 1 }
            let range = Self.gib / 32...64 * Self.gib
            let crossover = try #require(model.crossover(along: .memory, at: setting, in: range))
            let truth = 0.625 * Self.gib
            if let interval = crossover.points.first?.interval, interval.lower <= truth,
                truth <= interval.upper
            {
                held.crossover += 1
            }
            let total = try #require(model.predict(model.ways[1], setting, .total))
            if total.lower <= 2.905, 2.905 <= total.upper { held.prediction += 1 }
        }
        for count in [held.bandwidth, held.crossover, held.prediction] {
            // Of 150 trials twice the standard error is 3.6 points.
            #expect((0.91...0.99).contains(Double(count) / Double(trials)), "\(held)")
        }
    }
}
