@testable import Analysis
import Testing

@testable import Presentation

/// What is said along an axis, by stretches that are given.
@Suite struct CrossoverWordsTests {
    private static let gib = 0x1p30

    private static func sentence(
        _ leads: [(ClosedRange<Double>, TransportFamily)],
        points: [(Double, MapRegion)] = [], contradictions: [Contradiction] = []
    ) throws -> String? {
        let model = try SuiteReport(PlotSamples.suite(CrossoverPlotTests.rows())).model
        let setting = try #require(model.settings.first)
        let crossover = Crossover(
            axis: .memory, setting: setting, range: gib...(64 * gib),
            points: points.map { value, region in
                Crossover.Point(
                    value: value * gib, interval: nil, above: .rdma, region: region)
            }, first: .network,
            leads: leads.map { range, family in
                Crossover.Lead(
                    range: (range.lowerBound * gib)...(range.upperBound * gib), family: family)
            })
        return CrossoverWords(crossover, measured: gib...(8 * gib), contradictions).sentence
    }

    @Test func aWholeStretchLeavesNothingOpen() throws {
        let all = try #require(try Self.sentence([(1...64, .rdma)]))
        #expect(
            all.hasSuffix(
                "by memory: RDMA is faster at all of them. Looked at were 1 GiB to 64 GiB; measured at "
                    + "1 GiB to 8 GiB, extrapolated beyond."), "\(all)")
    }

    @Test func onePlaceIsNoStretch() throws {
        let one = try #require(try Self.sentence([(4...4, .network)]))
        #expect(one.contains(": sockets are faster at 4 GiB. Of 1 GiB to 64 GiB all else is open;"))
    }

    @Test func ofTwoSidesThePlaceBetweenIsNamed() throws {
        let two = try #require(
            try Self.sentence([(1...2, .network), (8...64, .rdma)], points: [(4, .between)]))
        #expect(
            two.contains(
                "sockets are faster up to 2 GiB; RDMA is faster from 8 GiB on; they are equal at "
                    + "4 GiB (in less than 95 % of resamples), between measured settings."),
            "\(two)")
        // Of several places between nobody knows which it is.
        let many = try #require(
            try Self.sentence(
                [(1...2, .network), (8...64, .rdma)], points: [(3, .between), (4, .beyond)]))
        #expect(!many.contains("equal"), "\(many)")
    }

    @Test func nothingClearIsNoSentence() throws {
        #expect(try Self.sentence([]) == nil)
        let model = try SuiteReport(PlotSamples.suite(CrossoverPlotTests.rows())).model
        let setting = try #require(model.settings.first)
        let wrong = Contradiction(setting: setting, metric: .total, measured: .network)
        #expect(try Self.sentence([(1...64, .rdma)], contradictions: [wrong]) == nil)
    }
}
