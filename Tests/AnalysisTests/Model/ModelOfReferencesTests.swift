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
        let total = try #require(model.validation.errors[.total])
        #expect(total.median < 0.15 && total.largest < 0.6, "\(total)")
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
}
