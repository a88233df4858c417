import Foundation
import Results
import Testing

@testable import Analysis

@Suite struct MigrationModelTests {
    private typealias Way = SyntheticSuite.Way
    private static let gib = SyntheticSuite.gib
    private static let tcp = Way(transport: "tcp", bandwidth: gib, cpuSecondsPerGiB: 0.8)
    private static let rdma = Way(
        transport: "rdma-pin-all", bandwidth: 2 * gib, setupSeconds: 0.2, pinSecondsPerGiB: 0.1,
        cpuSecondsPerGiB: 0.2)

    /// At rest: M + 0.005 s over TCP, 0.2 + 0.1 M + M / 2 + 0.005 s over RDMA, equal at 0.5 GiB.
    private static func twoWays(_ sizes: [Double] = [1, 4]) -> SyntheticSuite {
        var suite = SyntheticSuite()
        for way in [tcp, rdma] {
            for size in sizes { suite.rest(way, gib: size) }
        }
        return suite
    }

    @Test func figuresAreFound() throws {
        let model = Self.twoWays().model
        #expect(model.ways.map(\.family) == [.network, .rdma])
        #expect(model.ceiling == nil && model.leftOut.isEmpty)
        let rdma = model.ways[1]
        func holds(_ estimate: Estimate?, _ truth: Double, within share: Double) throws {
            let estimate = try #require(estimate)
            let interval = try #require(estimate.interval)
            #expect(abs(estimate.value / truth - 1) < share, "\(estimate.value), not \(truth)")
            #expect(interval.lower <= estimate.value && estimate.value <= interval.upper)
            #expect(interval.upper / interval.lower < 1 + 8 * share)
        }
        try holds(rdma.bandwidth, 2 * Self.gib, within: 0.01)
        try holds(rdma.cpuSecondsPerGiB, 0.2, within: 0.01)
        try holds(rdma.setup.fixedSeconds, 0.2, within: 0.05)
        try holds(rdma.setup.secondsPerGiB, 0.1, within: 0.05)
        try holds(rdma.stopSeconds, 0.005, within: 0.01)
        #expect(rdma.setup.sizes == 2 && rdma.runs == 16)
        // Nobody measured what the link carries.
        #expect(rdma.linkShare == nil)
    }

    /// Of one size of memory, what was pinned grows with memory and the rest of setup does not.
    @Test func oneSizeIsToldApartByPinning() {
        let model = Self.twoWays([2]).model
        #expect(model.ways[1].setup.sizes == 1)
        #expect(abs(model.ways[1].setup.secondsPerGiB.value - 0.1) < 0.005)
        #expect(abs(model.ways[1].setup.fixedSeconds.value - 0.2) < 0.01)
    }

    /// Weighted least squares.
    ///
    /// `y = numpy.array([0.31, 0.42, 0.59, 1.01]); numpy.polyfit([1, 2, 4, 8], y, 1, w=1/y)` gives
    /// `[0.09798884 0.21410718]`.
    @Test func theLineIsThatOfNumPy() throws {
        var suite = SyntheticSuite()
        suite.spread = 0
        for (size, setup) in [(1.0, 0.31), (2, 0.42), (4, 0.59), (8, 1.01)] {
            suite.rest(
                Way(transport: "tcp", bandwidth: Self.gib, setupSeconds: setup), gib: size)
        }
        let setup = suite.model.ways[0].setup
        #expect(abs(setup.secondsPerGiB.value - 0.09798884) < 1e-7)
        #expect(abs(setup.fixedSeconds.value - 0.21410718) < 1e-7)
    }

    @Test func memoryHasItsCrossover() throws {
        let model = Self.twoWays().model
        let setting = try #require(model.settings.first)
        let range = 0.1 * Self.gib...64 * Self.gib
        let crossover = try #require(model.crossover(along: .memory, at: setting, in: range))
        #expect(crossover.first == .network)
        let point = try #require(crossover.points.first)
        #expect(crossover.points.count == 1 && point.above == .rdma)
        #expect(abs(point.value / Self.gib / 0.5 - 1) < 0.05, "\(point.value / Self.gib)")
        let interval = try #require(point.interval)
        #expect(interval.lower < 0.5 * Self.gib && interval.upper > 0.5 * Self.gib)
        // On either side of it who is ahead is clear, and close to it nobody is.
        #expect(crossover.leads.map(\.family) == [.network, .rdma])
        let (below, above) = (crossover.leads[0].range, crossover.leads[1].range)
        #expect(below.lowerBound == range.lowerBound && below.upperBound < point.value)
        #expect(above.lowerBound > point.value && above.upperBound / range.upperBound > 0.999)
        #expect(above.lowerBound / below.upperBound < 2, "\(below) \(above)")
        // One GiB was the least that was run.
        #expect(point.region == .beyond)
        let between = try #require(
            Self.twoWays([0.25, 4]).model.crossover(along: .memory, at: setting, in: range))
        #expect(between.points.first?.region == .between)
    }

    /// With 1 s of setup and 1 GiB: 1 / (1 - r) over TCP, 1 + 1 / (2 - r) over RDMA, equal where
    /// r^2 - 3 r + 1 = 0, at (3 - sqrt 5) / 2 = 0.382 GiB/s.
    @Test func theDirtyRateHasItsCrossover() throws {
        var suite = SyntheticSuite()
        let rdma = Way(transport: "rdma-dynamic", bandwidth: 2 * Self.gib, setupSeconds: 1)
        for way in [Self.tcp, rdma] {
            for rate in [0.25, 0.5] { suite.walk(way, gib: 1, rate: rate * Self.gib) }
        }
        let model = suite.model
        let setting = try #require(model.settings.first)
        let crossover = try #require(
            model.crossover(
                along: .dirtyRate, at: setting, in: 0.01 * Self.gib...8 * Self.gib))
        let point = try #require(crossover.points.first)
        let truth = (3 - 5.0.squareRoot()) / 2
        #expect(abs(point.value / Self.gib / truth - 1) < 0.04, "\(point.value / Self.gib)")
        #expect(point.above == .rdma && point.region == .between)
        // From 2 GiB/s on precopy ends for nobody.
        let last = try #require(crossover.points.last)
        #expect(last.above == nil && abs(last.value / Self.gib / 2 - 1) < 0.05)
        #expect(last.region == .beyond)
    }

    /// TCP carries 1 GiB/s over any link, RDMA 90 % of the link after 1 s of setup: of 4 GiB, equal
    /// where 1 + 4 / (0.9 L) = 4, at 1.481 GiB/s.
    @Test func theLinkHasItsCrossover() throws {
        var suite = SyntheticSuite()
        func megabits(_ gib: Double) -> Double { gib * Self.gib * 8 / 1e6 }
        for (link, rate) in [(1.0, 0.9), (4, 3.6)] {
            let ways = [
                Self.tcp,
                Way(transport: "rdma-dynamic", bandwidth: rate * Self.gib, setupSeconds: 1),
            ]
            for way in ways {
                suite.rest(way, gib: 4) {
                    $0[RunColumns.amount.linkCeilingMbps] = megabits(4)
                    if link < 4 { $0[RunColumns.case.maxBandwidthMbps] = megabits(link) }
                }
            }
        }
        let model = suite.model
        #expect(model.ceiling.map { abs($0 / (4 * Self.gib) - 1) < 1e-9 } == true)
        #expect(model.ways[1].linkShare.map { abs($0.value - 0.9) < 0.01 } == true)
        let setting = try #require(model.settings.first)
        let crossover = try #require(
            model.crossover(along: .link, at: setting, in: 1.05 * Self.gib...4 * Self.gib))
        let point = try #require(crossover.points.first)
        #expect(crossover.points.count == 1 && point.above == .rdma)
        #expect(abs(point.value / Self.gib / 1.4815 - 1) < 0.05, "\(point.value / Self.gib)")
    }

    @Test func mapsSayWhoIsBestAndWhereNobodyLooked() throws {
        let map = try #require(Self.twoWays().model.maps().first)
        #expect(map.axis == .dirtyRate && map.columns == [0])
        #expect(map.rows.map { $0 / Self.gib } == [0.0625, 0.25, 1, 4, 16, 64])
        let total = try #require(map.panels.first { $0.metric == .total })
        #expect(
            total.cells.map(\.region).map(\.rawValue) == [
                "beyond", "beyond", "measured", "measured", "beyond", "beyond",
            ])
        let best = total.cells.map { cell -> Int? in
            if case .best(let way, _) = cell.outcome { way } else { nil }
        }
        #expect(best == [0, 0, 1, 1, 1, 1])
        // 16 GiB: 16.005 s against 0.2 + 1.6 + 8.005 s.
        guard case .best(_, let lead?) = total.cells[4].outcome else {
            Issue.record("no lead")
            return
        }
        #expect(abs(lead - (1 - 9.805 / 16.005)) < 0.02)
        let cpu = try #require(map.panels.first { $0.metric == .cpu })
        #expect(cpu.cells.allSatisfy { $0.lowest == 1 })
    }

    /// Two ways that are equal: nobody wins, though the figures differ by noise.
    @Test func noiseWinsNothing() throws {
        var suite = SyntheticSuite()
        suite.spread = 0.03
        for transport in ["tcp", "rdma-dynamic"] {
            for size in [1.0, 4] {
                suite.rest(Way(transport: transport, bandwidth: Self.gib), gib: size)
            }
        }
        for panel in try #require(suite.model.maps().first).panels {
            #expect(panel.cells.allSatisfy { $0.outcome == .unclear }, "\(panel.metric)")
        }
    }

    /// Over a link that nobody measured, a way wins only where it does whatever limited it.
    @Test func anUnknownLinkLeavesItOpen() throws {
        var suite = SyntheticSuite()
        let fast = Way(transport: "rdma-dynamic", bandwidth: 1.3 * Self.gib)
        for way in [Self.tcp, fast] {
            for size in [4.0, 16] {
                suite.rest(way, gib: size) {
                    $0[RunColumns.amount.linkCeilingMbps] = 2 * Self.gib * 8 / 1e6
                }
            }
        }
        let maps = suite.model.maps()
        let map = try #require(maps.first { $0.axis == .link })
        let total = try #require(map.panels.first { $0.metric == .total })
        let row = total.cells.filter { $0.row == 2 }
        #expect(row.map(\.region) == [.beyond, .beyond, .measured, .beyond])
        // Half as fast, TCP may still carry 1 GiB/s and RDMA less, or the other way about.
        #expect(row[1].outcome == .unclear)
        #expect(row[2].outcome != .unclear)
    }

    /// CPU has no range over links, but nobody looked at how far off it is over another.
    @Test func aLinkThatWasNotRunIsGrey() throws {
        var suite = SyntheticSuite()
        for way in [Self.tcp, Self.rdma] {
            for size in [1.0, 4] {
                suite.rest(way, gib: size) {
                    $0[RunColumns.amount.linkCeilingMbps] = 4 * Self.gib * 8 / 1e6
                }
            }
        }
        let map = try #require(suite.model.maps().first { $0.axis == .link })
        for panel in map.panels {
            let elsewhere = panel.cells.filter { $0.column != 2 }
            #expect(elsewhere.allSatisfy { $0.outcome == .unclear }, "\(panel.metric)")
        }
        let cpu = try #require(map.panels.first { $0.metric == .cpu })
        #expect(cpu.cells.filter { $0.column == 2 }.allSatisfy { $0.outcome != .unclear })
    }

    @Test func leftOutCasesAreForetold() throws {
        let good = Self.twoWays([1, 4, 16]).model.validation
        #expect(good.cases == 6)
        #expect(try #require(good.error(of: .total)).median < 0.03)
        #expect(try #require(good.error(of: .cpu)).largest < 0.05)
        #expect(good.convergence == Share(6, of: 6))
        // A bandwidth that is half as large for large guests is none of the model's.
        var suite = SyntheticSuite()
        suite.rest(Self.tcp, gib: 1)
        suite.rest(Way(transport: "tcp", bandwidth: Self.gib / 2), gib: 16)
        let bad = try #require(suite.model.validation.error(of: .total))
        #expect(bad.median > 0.4, "\(bad)")
    }

    /// Of two ways that both are half as fast at 16 GiB the model is off by as much, and not in their
    /// ratio; of one alone in that too.
    @Test func onlyWhatIsWrongOfTheRatioCounts() throws {
        func margin(_ slow: Double) throws -> Double {
            var suite = SyntheticSuite()
            for (transport, pace, last) in [("tcp", 1.0, 0.5), ("rdma-dynamic", 2, slow)] {
                for (size, share) in [(1.0, 1.0), (16, last)] {
                    suite.rest(
                        Way(transport: transport, bandwidth: pace * share * Self.gib), gib: size)
                }
            }
            return try #require(suite.model.familyMargin(.total))
        }
        #expect(try margin(0.5) < 1.05)
        #expect(abs(try margin(1) - 2) < 0.1)
        // One size alone tells nothing.
        #expect(Self.twoWays([1]).model.familyMargin(.total) == nil)
    }

    /// At 16 GiB TCP is three times as slow as at 1 GiB, so that the model is off by more than the
    /// ways are apart: it names nobody, and what was measured stands.
    @Test func aModelThatIsOffNamesNothing() throws {
        var suite = SyntheticSuite()
        suite.rest(Self.tcp, gib: 1)
        suite.rest(Way(transport: "tcp", bandwidth: Self.gib / 3), gib: 16)
        let rdma = Way(transport: "rdma-dynamic", bandwidth: 1.25 * Self.gib)
        for size in [1.0, 16] { suite.rest(rdma, gib: size) }
        let model = suite.model
        let map = try #require(model.maps().first)
        let total = try #require(map.panels.first { $0.metric == .total })
        let elsewhere = total.cells.filter { $0.region != .measured }
        #expect(elsewhere.allSatisfy { $0.outcome == .unclear && !$0.isOfRuns })
        let measured = total.cells.filter { $0.region == .measured }
        #expect(measured.count == 2 && measured.allSatisfy { $0.isOfRuns && $0.lowest == 1 })
        #expect(measured.allSatisfy { $0.outcome != .unclear })
        let setting = try #require(model.settings.first)
        let crossover = model.crossover(
            along: .memory, at: setting, in: 0.1 * Self.gib...64 * Self.gib)
        #expect(try #require(crossover).leads.isEmpty)
    }

    /// Of one size nothing tells how far the model is off at others; where runs settle nothing, the model
    /// that is made of them does not either.
    @Test func whatNoRunsTellIsNotNamed() throws {
        func named(_ region: MapRegion, runs: Int) throws -> Bool {
            var suite = SyntheticSuite()
            for way in [Self.tcp, Way(transport: "rdma-dynamic", bandwidth: 4 * Self.gib)] {
                for rate in [0.125, 0.25, 0.5] {
                    suite.walk(way, gib: 1, rate: rate * Self.gib, runs: runs)
                }
            }
            let map = try #require(suite.model.maps().first)
            let total = try #require(map.panels.first { $0.metric == .total })
            return total.cells.contains { cell in
                let isOfOneSize = map.rows[cell.row] == Self.gib
                guard cell.region == region, isOfOneSize == (region == .measured) else {
                    return false
                }
                return cell.outcome != .unclear && cell.outcome != .endless
            }
        }
        #expect(try named(.measured, runs: 8))
        #expect(try !named(.beyond, runs: 8))
        #expect(try !named(.measured, runs: 3))
    }

    /// Between sizes at which RDMA is faster, TCP clearly is at 4 GiB: that cell is its own.
    @Test func whatWasMeasuredOverrulesTheModel() throws {
        var suite = SyntheticSuite()
        let rdma = Way(transport: "rdma-dynamic", bandwidth: 2 * Self.gib)
        for size in [1.0, 2, 4, 8, 16] {
            let pace = size == 4 ? 4.0 : 1
            suite.rest(Way(transport: "tcp", bandwidth: pace * Self.gib), gib: size)
            suite.rest(rdma, gib: size)
        }
        let map = try #require(suite.model.maps().first)
        let total = try #require(map.panels.first { $0.metric == .total })
        let own = total.cells.filter(\.isOfRuns).map { cell -> Int? in
            if case .best(let way, _) = cell.outcome { way } else { nil }
        }
        #expect(own == [1, 1, 0, 1, 1])
    }

    /// Runs that did not end are not fitted to, and must be foretold as such.
    @Test func precopyThatDoesNotEndIsForetold() throws {
        var suite = SyntheticSuite()
        for rate in [0.25, 0.5] { suite.walk(Self.tcp, gib: 1, rate: rate * Self.gib) }
        var rows = suite.rows
        for var row in suite.rows.prefix(5) {
            row[RunColumns.outcome.status] = RunStatus.notConverged.rawValue
            row[RunColumns.case.dirtyRateTargetMiBS] = 2048
            rows.append(row)
        }
        let model = MigrationModel(MadeUpSuite.suite(rows))
        #expect(model.ways[0].runs == 16)
        #expect(model.validation.convergence == Share(3, of: 3))
        #expect(model.validation.error(of: .total)?.cases == 2)
    }

    @Test func oneFamilyHasNoCrossover() throws {
        var suite = SyntheticSuite()
        suite.rest(Self.tcp, gib: 1)
        suite.rest(Way(transport: "null", bandwidth: 100 * Self.gib), gib: 1)
        let model = suite.model
        #expect(model.ways.count == 1)
        let setting = try #require(model.settings.first)
        #expect(model.crossover(along: .memory, at: setting, in: 1e6...1e12) == nil)
        #expect(MigrationModel(MadeUpSuite.suite([])).maps().isEmpty)
        #expect(!MigrationModel(MadeUpSuite.suite([])).leftOut.isEmpty)
    }

    @Test func predictionsHaveIntervals() throws {
        let model = Self.twoWays().model
        var setting = try #require(model.settings.first)
        setting.memoryBytes = 8 * Self.gib
        let total = try #require(model.predict(model.ways[1], setting, .total))
        let truth = 0.2 + 0.8 + 4 + 0.005
        #expect(abs(total.value / truth - 1) < 0.01)
        #expect(total.lower < total.value && total.value < total.upper)
        #expect(total.upper / total.lower < 1.05)
        // Twice the same file, twice the same figures.
        let again = try #require(Self.twoWays().model.predict(model.ways[1], setting, .total))
        #expect(
            [again.lower, again.value, again.upper] == [total.lower, total.value, total.upper])
    }
}
