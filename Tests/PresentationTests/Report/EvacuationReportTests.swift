import Foundation
import Results
import Testing

@testable import Presentation

/// What is said of guests that migrated at once.
@Suite struct EvacuationReportTests {
    private typealias Samples = PlotSamples

    /// Ten runs of three guests at once, over tcp and, twice as fast, over multifd.
    private func suite(_ folder: PlotFolder) throws -> RecordedSuite {
        let suite = try SuiteFolder.create(at: folder.url.appending(path: "s").path)
        for (way, name) in ["tcp", "multifd"].enumerated() {
            for block in 1...10 {
                let total = Double(2 - way) * (1000 + Double(block))
                let guests = (1...3).map { guest in
                    Samples.run(
                        "\(name)-\(block)-g\(guest)", name, total: total + Double(guest),
                        downtime: 9
                    ) { row in
                        row[RunColumns.order.block] = block
                        row[RunColumns.order.orderIndex] = way
                        row[RunColumns.concurrency.guests] = 3
                        row[RunColumns.guestNumber.guest] = guest
                        row[RunColumns.amount.sentBytes] = 256 << 20
                        row[RunColumns.cpu(.source).hostUserS] = 1
                    }
                }
                var sum = guests[0]
                sum[RunColumns.identity.runID] = "\(name)-\(block)"
                sum[RunColumns.guestNumber.guest] = nil
                sum[RunColumns.time.totalMs] = 3 * total
                sum[RunColumns.totalCPU.cpuSPerGiB] = total / 1000
                sum[EvacuationColumns.sum.largestDowntimeMs] = 20
                try suite.append(guests.map { RunRecord(run: $0) }, sum: sum)
            }
        }
        return try RecordedSuite(suite.path)
    }

    @Test func theAnswerIsOfAllGuestsAndOfEach() throws {
        let folder = try PlotFolder()
        let report = try SuiteReport(try suite(folder))
        #expect(
            report.lead.contains { $0.hasPrefix("60 migrations, several guests at once, of 2") })
        let sentences = report.answer.blocks.flatMap { block -> [String] in
            if case .list(let items) = block { items } else { [] }
        }
        let case64 = "hotset, 256 MiB, 64 MiB/s dirtied"
        // The medians of 3 x (1001 to 1010) ms, and of what the middle guest takes, 2 ms more.
        #expect(
            sentences.first?.hasPrefix(
                "\(case64), all of 3 guests at once: shortest from the first start to the last end "
                    + "multifd x1, 3.02 s (-50 % against tcp [") == true, "\(sentences)")
        #expect(sentences.first?.contains("least CPU per GiB multifd x1, 1.01") == true)
        #expect(
            sentences.last?.hasPrefix(
                "\(case64), each of 3 guests at once: shortest total multifd x1, 1.01 s (") == true,
            "\(sentences)")
        let paragraphs = report.answer.blocks.compactMap { block -> String? in
            if case .paragraph(let text) = block { text } else { nil }
        }
        #expect(
            paragraphs.first?.contains("What all of a run come to together stands first") == true)
    }

    /// What a host did is the cost of all guests, and so is what left its interface.
    @Test func nothingIsMadeUpOfWhatGuestsShared() throws {
        let folder = try PlotFolder()
        let error = #expect(throws: PlotError.self) {
            try Plot.cpu.pictures(of: PlotSource([try suite(folder)]))
        }
        #expect(error?.description.contains("stands in evacuations.csv") == true)
        let map = #expect(throws: PlotError.self) {
            try Plot.crossover.pictures(of: PlotSource([try RecordedSuite("\(folder.path)/s")]))
        }
        #expect(
            map?.description.hasSuffix("at once: the model is of one that has the link") == true)
        let run = Samples.run("a", downtime: 1) { $0[RunColumns.concurrency.guests] = 2 }
        let samples = (0...5).map { step in
            Samples.sample(
                "a", ms: Double(step) * 50, step == 5 ? "completed" : "precopy",
                sent: step * 1_000_000, left: 0, wire: step * 2_000_000)
        }
        let shared = try folder.suite("shared", [run], samples: samples)
        let picture = try Plot.timeline.pictures(of: PlotSource([shared]))[0]
        #expect(
            try PlotData(picture).figures("throughput_mbps").dropFirst() == [
                160, 160, 160, 160, 160,
            ])
        #expect(picture.script.contains("'throughput of sent_bytes (solid)"))
    }
}
