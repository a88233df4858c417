import Results
import Testing

@testable import Analysis

/// Who is named where some transports' precopy does not end.
@Suite struct EndingTests {
    private typealias Way = SyntheticSuite.Way
    private static let gib = SyntheticSuite.gib

    /// The total at a dirty rate (GiB/s) of 1 GiB that was not run, where RDMA carries 4 GiB/s and TCP carries
    /// 1 GiB/s and so many times that at the faster of two rates.
    private static func outcome(
        at rate: Double, off: Double = 1
    ) throws -> CrossoverMap.Outcome {
        var suite = SyntheticSuite()
        for (transport, pace) in [("tcp", 1.0), ("rdma-dynamic", 4)] {
            for size in [0.5, 1] {
                for (rate, factor) in [(0.125, 1.0), (0.25, off)] {
                    let way = Way(transport: transport, bandwidth: pace * factor * gib)
                    suite.walk(way, gib: size, rate: rate * gib)
                }
            }
        }
        let model = suite.model
        var setting = try #require(model.settings.first)
        setting.dirtyBytesPerSecond = rate * gib
        let panel = model.map(setting, .dirtyRate, [rate * gib]).panels[0]
        return try #require(panel.cells.first { $0.region == .between || $0.row == 3 }).outcome
    }

    @Test func oneThatEndsIsAloneAwayFromTheEdge() throws {
        #expect(try Self.outcome(at: 2) == .best(way: 1, lead: nil))
        #expect(try Self.outcome(at: 16) == .endless)
        // Half as fast and twice, no case of TCP carries 2 GiB/s nor one of RDMA 16.
        #expect(try Self.outcome(at: 2.5, off: 1.3) == .best(way: 1, lead: nil))
        #expect(try Self.outcome(at: 16, off: 1.3) == .endless)
    }

    @Test(arguments: [(1.25, 1.3), (3.5, 0.7), (4.5, 1.3)])
    func nobodyIsWhereACaseIsOffByMore(rate: Double, off: Double) throws {
        #expect(try Self.outcome(at: rate, off: off) == .unclear)
    }

    @Test func theErrorOfABandwidthIsThatOfACase() throws {
        func error(_ shares: [Double]) -> Double? {
            var suite = SyntheticSuite(spread: 0)
            for (index, share) in shares.enumerated() {
                let way = Way(transport: "tcp", bandwidth: share * Self.gib)
                suite.rest(way, gib: Double(index + 1))
            }
            return suite.model.ways[0].bandwidthError
        }
        #expect(error([1]) == nil)
        let one = try #require(error([1, 1, 1, 1.25]))
        #expect(abs(one - 1.25) < 1e-3)
        let slow = try #require(error([1, 1, 1, 0.5]))
        #expect(abs(slow - 2) < 1e-3)
    }
}
