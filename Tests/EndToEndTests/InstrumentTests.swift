import Foundation
import Results
import Testing

extension EndToEnd {
    /// Suites without a part of the measuring, to see what it costs.
    @Suite(.serialized) struct Instruments {
        /// What is left out leaves cells empty and the environment another.
        @Test func instrumentsCanBeLeftOut() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(memory: "64MiB")
            let program = Program(in: scratch)
            for (name, more) in [
                ("all", []), ("out", ["--without", "sampler", "--without", "histograms"]),
            ] {
                let outcome = try await program.run(["run", scenario, "--output", name] + more)
                #expect(outcome.code == 0, "\(outcome)")
            }
            func row(_ suite: String) throws -> Row { try #require(try scratch.rows(suite).first) }
            #expect(try row("all")[RunColumns.guest.opAloneMaxUs] != nil)
            #expect(try row("out")[RunColumns.guest.opAloneMaxUs] == nil)
            #expect(try row("out")[RunColumns.guest.opsDone] != nil)
            #expect(
                try row("all")[RunColumns.identity.environmentID]
                    != row("out")[RunColumns.identity.environmentID])
            let samples = try TableReader(
                path: scratch.path("out/timeline.csv"), columns: TimelineColumns.all
            ).rows
            #expect(!samples.contains { $0[TimelineColumns.sample.processS] != nil })
            let environment = try #require(
                try JSONSerialization.jsonObject(
                    with: Data(scratch.text("out/environment.json").utf8)) as? [String: Any])
            let reasons = try #require(
                environment["empty_columns"] as? [String: String])
            #expect(
                reasons[RunColumns.guest.opAloneMaxUs.name]?.contains("--without histograms")
                    == true)
            #expect(!reasons.values.contains { $0.contains(EmptyCells.unknown) })
        }
    }
}
