import Foundation
import Testing

extension EndToEnd {
    /// What the README tells to type works as it stands there.
    @Suite(.serialized) struct Readme {
        private static let repository = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

        /// Its commands on suites that are kept with the source.
        private static func commands() throws -> [String] {
            let text = try String(
                contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
            return text.split(separator: "\n").compactMap { line in
                guard line.hasPrefix("    bench "), line.contains("results/reference-") else {
                    return nil
                }
                return line.split(separator: "#")[0].trimmingCharacters(in: .whitespaces)
            }
        }

        @Test func theReferencesGiveEveryPlotAndTheReport() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            for folder in ["results", "Benchmarks"] {
                try FileManager.default.createSymbolicLink(
                    atPath: scratch.path(folder),
                    withDestinationPath: Self.repository.appending(path: folder).path)
            }
            let commands = try Self.commands()
            // What one makes no other writes over.
            let outputs = commands.compactMap { $0.split(separator: "--output ").last }
            #expect(Set(outputs).count == commands.count, "\(outputs)")
            for command in commands {
                let outcome = try await program.shell(
                    "PATH=\"${BENCH%/*}:$PATH\"; \(command)", seconds: 120)
                #expect(outcome.code == 0, "\(command): \(outcome)")
            }
            let names = try await program.run(["list", "plots"]).out.split(separator: "\n").map {
                String($0.prefix { $0 != " " })
            }
            #expect(names.count >= 10)
            let made = try FileManager.default.subpathsOfDirectory(
                atPath: scratch.path("pictures"))
            for name in names {
                for kind in ["svg", "png"] {
                    #expect(
                        made.contains { $0.hasSuffix("/\(name).\(kind)") },
                        "\(name).\(kind) of \(commands)")
                }
            }
            #expect(made.contains("quick.html") && made.contains("lab.md"))
        }
    }
}
