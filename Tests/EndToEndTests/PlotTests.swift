import Foundation
import Results
import Testing

extension EndToEnd {
    /// Pictures of suites.
    @Suite(.serialized) struct Plots {
        private static let reference = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "results/reference-quick").path

        private static let names = [
            "timeline", "guest", "downtime", "phases", "cpu", "scaling", "winners", "crossover",
            "slowdown", "latency", "history",
        ]

        @Test func aSuiteIsDrawn() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run([
                "plot", Self.reference, "--output", "made/pictures",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.err.isEmpty, "\(outcome)")
            for name in [
                "timeline", "timeline-2", "guest", "downtime", "phases", "cpu", "crossover",
                "slowdown", "latency",
            ] {
                #expect(outcome.out.contains("made/pictures/\(name).svg"), "\(outcome)")
                for kind in ["svg", "png", "tsv", "gp"] {
                    #expect(scratch.exists("made/pictures/\(name).\(kind)"))
                }
            }
            let lines = outcome.out.split(separator: "\n")
            #expect(
                lines.contains { $0.hasPrefix("history    left out: one suite has no history") })
            // Every way, setting and run is in the data.
            let rows = try RecordedSuite(Self.reference).rows
            let data = try scratch.text("made/pictures/downtime.tsv").split(separator: "\n")
            #expect(data.count == rows.count + 1)
        }

        @Test func picturesLieBesideTheirSuite() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            let outcome = try await Program(in: scratch).run([
                "plot", "monday", "--plot", "phases",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out == "phases     monday/plots/phases.svg\n")
            let left = try FileManager.default.contentsOfDirectory(
                atPath: scratch.path("monday/plots"))
            #expect(Set(left) == ["phases.svg", "phases.png", "phases.tsv", "phases.gp"])
            // Made again, it is the same.
            let script = try scratch.text("monday/plots/phases.gp")
            let again = try await Program(in: scratch).run(["plot", "monday/runs.csv"])
            #expect(again.code == 0, "\(again)")
            #expect(try scratch.text("monday/plots/phases.gp") == script)
        }

        @Test func machinesGetJSON() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            let outcome = try await Program(in: scratch).run(["plot", "monday", "--format", "json"])
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
            let plots = try #require(document["plots"] as? [[String: Any]])
            #expect(plots.map { $0["name"] as? String } == Self.names)
            let phases = try #require(plots.first { $0["name"] as? String == "phases" })
            #expect(phases["skipped"] is NSNull)
            let picture = try #require((phases["pictures"] as? [[String: Any]])?.first)
            #expect(picture["png"] as? String == "monday/plots/phases.png")
            let cpu = try #require(plots.first { $0["name"] as? String == "cpu" })
            #expect((cpu["skipped"] as? String)?.contains("source_host_user_s") == true)
        }

        @Test func nightsMakeAHistory() async throws {
            let scratch = try Scratch()
            for day in 0..<12 {
                try scratch.suite("n\(day)", total: day < 6 ? 3020 : 3410, day: day)
            }
            let outcome = try await Program(in: scratch).run(
                ["plot", "--plot", "history"] + (0..<12).map { "n\($0)" })
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out == "history    n11/plots/history.svg\n")
            #expect(try scratch.text("n11/plots/history.gp").contains("+12.9 %"))
            // Other machines' figures do not belong in it.
            try scratch.suite("other", total: 3020, environment: "b52e", day: 12)
            let mixed = ["plot", "--plot", "history", "n0", "other"]
            #expect(try await Program(in: scratch).run(mixed).code == 5)
            #expect(try await Program(in: scratch).run(mixed + ["--across"]).code == 0)
        }

        @Test func whatCannotBeDrawnIsSaid() async throws {
            let scratch = try Scratch()
            try scratch.suite("monday", total: 3020)
            try scratch.write("file", "")
            let program = Program(in: scratch)
            let cases: [(arguments: [String], code: Int, words: String)] = [
                (["monday", "--plot", "downtme"], 64, "did you mean \"downtime\"?"),
                (["monday", "--plot", "history"], 64, "history: one suite has no history"),
                (["monday", "--plot", "cpu"], 64, "cpu: not measured in this suite"),
                (["nothing"], 64, "No such file"),
                ([], 64, "Missing expected argument"),
                (["monday", "--output", "file/under"], 3, "choose another folder with --output"),
                (["monday", "--where", "transport=rdma-pin-all"], 64, "no row fits --where"),
            ]
            for (arguments, code, words) in cases {
                let outcome = try await program.run(["plot"] + arguments)
                #expect(outcome.code == code, "\(arguments): \(outcome)")
                #expect(outcome.err.contains(words), "\(arguments): \(outcome)")
            }
            // Nothing is begun that cannot be drawn.
            try scratch.suite("tuesday", total: 3020)
            let lacking = try await program.shell("PATH=/nowhere \"$BENCH\" plot tuesday")
            #expect(lacking.code == 3, "\(lacking)")
            #expect(lacking.err.contains("apt-get install --no-install-recommends gnuplot-nox"))
            #expect(!scratch.exists("tuesday/plots"))
        }

        @Test func theListNamesThem() async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(["list", "plots"])
            let names = outcome.out.split(separator: "\n").map {
                String($0.prefix { $0 != " " })
            }
            #expect(names == Self.names)
        }
    }
}
