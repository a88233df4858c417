import Foundation
import Results
import Testing

@testable import Presentation

@Suite struct ModelTablesTests {
    /// Maps that name nobody are counted, and none of them is shown.
    @Test func greyMapsAreCounted() throws {
        let all = CrossoverPlotTests.rows(ceiling: 20_000)
        // Three runs of each settle nothing.
        let few = all.filter { "012".contains(($0[RunColumns.identity.runID] ?? "").suffix(1)) }
        let cases: [(rows: [Row], shown: [String], words: String?)] = [
            (all, ["crossover", "crossover-2"], nil),
            (few, [], "2 of 2 maps by the model name nobody"),
        ]
        for (rows, shown, words) in cases {
            let pictures = ["crossover", "crossover-2"].map {
                ReportPicture(name: $0, title: $0, caption: "", description: "", svg: "")
            }
            let section = try SuiteReport(PlotSamples.suite(rows)).when(
                ReportPictures(all: pictures, leftOut: []))
            var (names, paragraphs) = ([String](), [String]())
            for block in section.blocks {
                switch block {
                case .picture(let picture): names.append(picture.name)
                case .paragraph(let text): paragraphs.append(text)
                default: break
                }
            }
            #expect(names == shown)
            let found = paragraphs.first { $0.contains("nobody: ") }
            #expect(words == nil ? found == nil : found?.hasPrefix(words ?? "") == true)
        }
    }

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
