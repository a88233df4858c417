import Foundation
import Results
import Testing

extension EndToEnd {
    /// Suites as large as anybody should have.
    @Suite struct LargeSuite {
        private static let cases = 20
        private static let runs = 5000

        /// Every word of twenty cases with 5,000 runs each and side: one case is 3 % slower, one 3 % faster.
        @Test func aHundredThousandRowsASide() async throws {
            let scratch = try Scratch()
            try Self.suite("before", in: scratch) { _ in 1 }
            try Self.suite("after", in: scratch) { number in
                switch number {
                case 3: 1.03
                case 11: 0.97
                default: 1
                }
            }
            let outcome = try await Program(in: scratch).run([
                "compare", "before", "after", "--format", "csv",
            ])
            #expect(outcome.code == 0 && outcome.err.isEmpty, "\(outcome)")
            let lines = outcome.out.split(separator: "\r\n").dropFirst()
            let words = lines.map { line in
                line.contains(",worse,") ? "worse" : line.contains(",better,") ? "better" : "same"
            }
            #expect(lines.count == Self.cases)
            #expect(
                words.enumerated().filter { $0.element != "same" }.map(\.offset) == [3, 11],
                "\(words)")
            #expect(words[3] == "worse" && words[11] == "better")
            #expect(lines.count { $0.contains(",same,") } == Self.cases - 2)
            #expect(lines.allSatisfy { $0.contains(",\(Self.runs),\(Self.runs),") })
        }

        /// Writes a suite whose totals spread by 5 % around a second, times what `factor` says of a case.
        private static func suite(
            _ name: String, in scratch: Scratch, _ factor: (Int) -> Double
        ) throws {
            let header = RunColumns.all.map(\.name)
            let parts = (1...cases).map { number in
                let filled = [
                    "schema_version": "\(RunColumns.schemaVersion)", "suite_id": name,
                    "run_id": "@", "environment_id": "a41f", "block": "@", "transport": "tcp",
                    "channels": "1", "workload": "idle", "memory_bytes": "\(number << 30)",
                    "status": "completed", "total_ms": "@",
                ]
                return header.map { filled[$0] ?? "" }.joined(separator: ",").components(
                    separatedBy: "@")
            }
            var text = header.joined(separator: ",") + "\r\n"
            text.reserveCapacity(cases * runs * 300)
            var state: UInt64 = name == "before" ? 1 : 2
            for run in 1...runs {
                for (number, part) in parts.enumerated() {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let share = Double(state >> 40) / Double(1 << 24)
                    let total = 1000 * factor(number) * (0.95 + 0.1 * share)
                    text +=
                        "\(part[0])r\(run)-\(number)\(part[1])\(run)\(part[2])\(total)\(part[3])\r\n"
                }
            }
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: name), withIntermediateDirectories: false)
            try scratch.write("\(name)/runs.csv", text)
        }
    }
}
