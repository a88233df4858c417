import Foundation
import Results
import Testing

@testable import Analysis

/// The suites under results/: what the model says of them must not be absurd.
@Suite struct ModelOfReferencesTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: [("reference-quick", 4, 0), ("reference-lab", 3, 5)])
    func references(name: String, network: Int, rdma: Int) throws {
        let suite = try RecordedSuite(Self.root.appending(path: "results/\(name)").path)
        let model = MigrationModel(suite, hotShares: try HotShares(beside: suite))
        #expect(model.ways.count { $0.family == .network } == network)
        #expect(model.ways.count { $0.family == .rdma } == rdma)
        #expect(model.leftOut.isEmpty)
        let total = try #require(model.validation.error(of: .total))
        #expect(total.median < 0.15 && total.largest < 0.6, "\(total)")
        for family in [TransportFamily.network, .rdma] {
            let ways = model.ways(of: family)
            guard !ways.isEmpty else { continue }
            let error = try #require(model.validation.error(of: .downtime, ways: ways))
            #expect(error.median < 0.3, "\(family): \(error)")
        }
        #expect(model.validation.convergence.value == 1)
        for way in model.ways {
            for setting in model.settings {
                let predicted = try #require(model.predict(way, setting, .total))
                #expect(predicted.value.isFinite && predicted.value > 0)
            }
        }
        for map in model.maps() {
            #expect(map.panels.count == 3)
            for panel in map.panels {
                #expect(panel.cells.count == map.rows.count * map.columns.count)
                #expect(panel.cells.contains { $0.region == .measured })
                #expect(panel.cells.contains { $0.region == .beyond })
            }
        }
    }

    /// At 4 GiB/s (34.4 Gb/s) some cases of multifd x4 carry less than that and one of tcp carries more,
    /// while all of them together carry 37.0 and 28.2: whether precopy ends is too close to tell.
    @Test func nobodyIsAloneWhereOneCaseTellsOtherwise() throws {
        let suite = try RecordedSuite(Self.root.appending(path: "results/reference-map").path)
        let model = MigrationModel(suite, hotShares: try HotShares(beside: suite))
        let rate = 4 * 0x1p30
        var cells = 0
        for map in model.maps() where map.axis == .dirtyRate {
            for cell in map.panels.flatMap(\.cells) where map.columns[cell.column] == rate {
                guard !cell.isOfRuns else { continue }
                cells += 1
                #expect(cell.outcome == .unclear, "\(map.rows[cell.row] / 0x1p20) MiB")
            }
        }
        #expect(cells > 0)
    }

    /// The page states the errors of the suites that are kept beside it.
    @Test func thePageStatesTheErrors() throws {
        let page = try String(
            contentsOf: Self.root.appending(path: "docs/model.md"), encoding: .utf8)
        for name in ["reference-lab", "reference-map", "reference-quick", "reference-slurm"] {
            let suite = try RecordedSuite(Self.root.appending(path: "results/\(name)").path)
            let model = MigrationModel(suite, hotShares: try HotShares(beside: suite))
            for (family, words) in [(TransportFamily.network, "sockets"), (.rdma, "RDMA")] {
                let ways = model.ways(of: family)
                guard !ways.isEmpty else { continue }
                let errors = try MigrationModel.Metric.allCases.map {
                    try #require(model.validation.error(of: $0, ways: ways))
                }
                let percent = { (share: Double) in "\(Int((share * 100).rounded())) %" }
                let cells = errors.map { "\(percent($0.median)) (\(percent($0.largest)))" }
                let line =
                    "| \(name) | \(words) | \(errors[0].cases) | \(cells.joined(separator: " | ")) |"
                #expect(page.contains(line), "\(line)")
            }
        }
    }
}
