import Foundation
import Results
import Testing

@testable import Presentation

@Suite struct ModelTablesTests {
    /// A row for each family and each of its transports: what is pooled hides the few.
    @Test func errorsStandByFamilyAndTransport() throws {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let suite = try RecordedSuite(root.appending(path: "results/reference-lab").path)
        let table = try #require(try SuiteReport(suite).modelErrors)
        #expect(table.columns.map(\.title) == ["transport", "total", "downtime", "CPU"])
        let names = table.rows.map { $0[0] }
        #expect(names.prefix(2) == ["all sockets", "tcp"])
        let rdma = try #require(names.firstIndex(of: "all RDMA"))
        #expect(rdma == 4 && names.contains("rdma-pin-all"))
        #expect(table.rows[0].dropFirst().allSatisfy { $0.hasSuffix(" %), n 6") }, "\(table.rows)")
        #expect(table.rows[rdma].dropFirst().allSatisfy { $0.hasSuffix(" %), n 10") })
    }
}
