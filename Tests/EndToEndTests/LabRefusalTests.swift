import Foundation
import Testing

extension EndToEnd {
    /// What the lab is asked for and cannot be, said before anything is fetched, built or booted.
    @Suite(.serialized) struct LabRefusals {
        struct Refusal: Sendable, CustomTestStringConvertible {
            let words: [String]
            let code: Int
            let message: String
            var testDescription: String { words.joined(separator: " ") }

            init(_ words: String..., code: Int = 64, says message: String) {
                self.words = words
                self.code = code
                self.message = message
            }
        }

        static let labs = [
            Refusal("--solo", "--delay", "1ms", code: 3, says: "--solo has no link that --rate"),
            Refusal("--machine-memory", "1", code: 3, says: "a machine needs 512 MiB at least"),
            Refusal(
                "--machine-memory", "900GiB", code: 3,
                says: "2 machines of 921600 MiB each do not fit into this host's"),
            Refusal("--machine-memory", "much", says: "--machine-memory much: "),
            Refusal("--machine-cpus", "0", says: "--machine-cpus 0: allowed are 1 to 64"),
            Refusal("--loss", "2", says: "--loss 2: allowed are 0 to 50%, such as 1% or 0.01"),
            Refusal("--loss=0.999999999", says: "--loss 0.999999999: allowed are 0 to 50%"),
            Refusal("--delay", "100h", says: "--delay 100h: allowed are 0 to 400 ms"),
            Refusal("--delay", "401ms", says: "--delay 401ms: allowed are 0 to 400 ms"),
            Refusal("--rate", "2000TB/s", says: "--rate 2000TB/s: "),
            Refusal(
                "--guests", "2", code: 3,
                says: "2 guests at once: the lab's machines migrate one guest at a time"),
            Refusal("--rate", "fast", says: "--rate fast: "),
            Refusal("--rate", "1B/s", says: "--rate 1B/s: a link needs 1 kB/s at least"),
            Refusal("--delay", "long", says: "--delay long: "),
            Refusal("--accel", "xen", says: "'xen' is invalid for '--accel"),
            Refusal("--source", "local", says: "Unknown option '--source'"),
            Refusal("nonsense", says: "no subcommand and no scenario file nonsense"),
        ]

        /// A run that is only planned refuses what a run refuses, in the same words.
        @Test(arguments: labs, [[], ["--dry-run"]])
        func aLabThatCannotBeIsRefused(refusal: Refusal, dry: [String]) async throws {
            let fake = try FakeQEMU("exit 1", hasKernel: false)
            try await Self.expect(refusal, fake, fake.lab(refusal.words + dry))
            #expect(!fake.scratch.exists("out"))
        }

        static let commands = [
            Refusal(
                "--with", "/nowhere/program", "--", "true", code: 3,
                says: "there is no file /nowhere/program"),
            Refusal("--with", "/proc", "--", "true", code: 3, says: "/proc is no file"),
            Refusal("--with", "/", "--", "true", says: "--with /: FILE or FILE=NAME"),
            Refusal("--with", "program=", "--", "true", says: "--with program=: FILE or FILE=NAME"),
            Refusal("--env", "NAME", "--", "true", says: "--env NAME: NAME=VALUE is needed"),
            Refusal(says: "Missing expected argument"),
            Refusal(
                "--on", "nobody", "--", "true",
                says: "--on nobody: there is no such machine: source, destination"),
            Refusal(
                "--solo", "--on", "source", "--", "true",
                says: "--on source: there is no such machine: solo"),
        ]

        @Test(arguments: commands)
        func aCommandThatMakesNoSenseIsRefused(refusal: Refusal) async throws {
            let fake = try FakeQEMU("exit 1", hasKernel: false)
            try await Self.expect(refusal, fake, fake.exec(refusal.words))
        }

        private static func expect(
            _ refusal: Refusal, _ fake: FakeQEMU, _ arguments: FakeQEMU.Arguments
        ) async throws {
            let outcome = try await Program(in: fake.scratch).run(arguments)
            #expect(outcome.code == refusal.code, "\(outcome)")
            #expect(outcome.err.contains("rror: "), "\(outcome)")
            #expect(outcome.err.contains(refusal.message), "\(outcome)")
            #expect(!outcome.err.contains("fetching"), "\(outcome)")
            #expect(!fake.scratch.exists("c"), "the cache is left as it was")
        }
    }
}
