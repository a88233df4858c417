import Foundation
import Results
import Testing

extension EndToEnd {
    /// What cannot be run says so, in words that help, and leaves nothing behind.
    @Suite(.serialized) struct BadInput {
        struct Refusal: Sendable, CustomTestStringConvertible {
            let arguments: [String]
            let code: Int
            let words: [String]
            var testDescription: String { arguments.joined(separator: " ") }

            init(_ arguments: String..., code: Int = 64, says words: [String]) {
                self.arguments = arguments
                self.code = code
                self.words = words
            }
        }

        static let refusals = [
            Refusal("nope.yml", says: ["nope.yml: cannot be read: No such file or directory"]),
            Refusal("--channels", "0", says: ["--channels 0", "allowed: 1 to 255"]),
            Refusal("--channels", "10000", says: ["--channels 10000", "allowed: 1 to 255"]),
            Refusal("--transport", "tpc", says: ["--transport tpc", "did you mean \"tcp\"?"]),
            Refusal("--workload", "hotsett", says: ["did you mean \"hotset\"?"]),
            Refusal("--memory", "12 parsecs", says: ["--memory 12 parsecs", "MiB"]),
            Refusal("--memory", "100TiB", says: ["100 TiB is not a possible size", "15 TiB"]),
            Refusal(
                "--memory", "14TiB", code: 3,
                says: ["needs 2", "of memory for both ends", "--memory"]),
            Refusal("--repetitions", "0", says: ["--repetitions 0", "1 to 10000"]),
            Refusal(
                "--numa-node", "1023", code: 3,
                says: ["source: numa_node is 1023, and the host has NUMA node"]),
            Refusal("--numa-node", "-1", says: ["--numa-node -1", "near-nic"]),
            Refusal(
                "--vcpu-cpus", "0,8191", code: 3,
                says: ["source: vcpu_cpus is 0,8191, and the agent may not use CPUs 8191"]),
            Refusal("--channel-cpus", "1-0", says: ["--channel-cpus 1-0", "such as 0-3,8"]),
            Refusal("--seed", "-1", says: ["--seed -1", "allowed: 0 to"]),
            Refusal("--repetitions", "-1", says: ["--repetitions -1", "1 to 10000"]),
            Refusal("--memory", "-1GiB", says: ["--memory -1GiB", "allowed: "]),
            Refusal("--dirty-rate", "64", says: ["--dirty-rate 64"]),
            Refusal("--source", "nonsense", says: ["--source nonsense", "local, ssh://"]),
            Refusal("--destination", "exec:", says: ["--destination exec:", "local, ssh://"]),
            Refusal(
                "--data-address", "example.org", code: 3,
                says: ["data address example.org: the host has none of that name"]),
            Refusal(
                "--data-address", "a b", says: ["--data-address", "one IP address, an interface"]),
            Refusal(
                "--data-address", "0.0.0.0",
                says: ["--data-address", "one IP address, an interface"]),
            Refusal(
                "--data-address", "", says: ["--data-address", "one IP address, an interface"]),
            Refusal("--format", "xml", says: ["xml", "text", "json"]),
            Refusal("--output", "/proc/no/such", code: 3, says: ["/proc/no/such", "--output"]),
            Refusal(
                "--output", "taken", code: 3, says: ["taken exists already", "--resume taken"]),
            Refusal("--output", "file/under", code: 3, says: ["Not a directory", "--output"]),
            Refusal(
                "--output", "file", code: 3,
                says: ["results to file: Not a directory", "choose another folder"]),
            Refusal("--resume", "nope", code: 3, says: ["nope holds no suite"]),
            Refusal("--resume", "taken", code: 3, says: ["taken holds no suite"]),
            Refusal(
                "--resume", "nope", "--memory", "1GiB", says: ["--resume goes on with the suite"]),
            Refusal(
                "--destination", "exec:/nonexistent", code: 3,
                says: [
                    "destination (exec:/nonexistent)", "exit code 127",
                    "does the command end in `bench agent`?",
                ]),
            Refusal(
                "--source", "exec:echo hello; cat > /dev/null", code: 3,
                says: ["source (exec:echo hello", "not an agent's answer", "\"hello"]),
        ]

        @Test(arguments: refusals)
        func isRefused(_ refusal: Refusal) async throws {
            let scratch = try Scratch()
            try FileManager.default.createDirectory(
                at: scratch.url.appending(path: "taken"), withIntermediateDirectories: false)
            try scratch.write("taken/something", "")
            try scratch.write("file", "")
            let program = Program(in: scratch)
            let outcome = try await program.run(["run"] + refusal.arguments)
            #expect(outcome.code == refusal.code, "\(outcome)")
            for word in refusal.words { #expect(outcome.err.contains(word), "\(outcome)") }
            #expect(outcome.out.isEmpty)
            #expect(!scratch.exists("results"))
            let gone = try await eventually(within: 5) { program.family.members.isEmpty }
            #expect(gone)
        }

        /// The first bytes of an agent of another version, as it would say hello.
        @Test func anAgentOfAnotherVersionIsTurnedAway() async throws {
            let scratch = try Scratch()
            let hello = """
                {"hello":{"_0":{"protocolVersion":999,"toolVersion":"9.9.9","build":"release",\
                "processID":1}}}
                """
            let size = String(hello.utf8.count, radix: 8)
            try scratch.write(
                "agent.sh", "printf '\\000\\000\\000\\\(size)%s' '\(hello)'\ncat > /dev/null\n")
            let outcome = try await Program(in: scratch).run([
                "run", "--destination", "exec:sh agent.sh",
            ])
            #expect(outcome.code == 3)
            #expect(
                outcome.err.contains("destination (exec:sh agent.sh): the agent is bench 9.9.9"))
            #expect(outcome.err.contains("speaks protocol 999"))
            #expect(outcome.err.contains("put the same build on both hosts"))
        }

        @Test func agentsBehindACommandWork() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario()
            let outcome = try await program.run([
                "run", scenario, "--output", "out", "--source", "exec:exec \"$BENCH\" agent",
                "--destination", "exec:cat | \"$BENCH\" agent",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.statuses() == ["completed"])
            #expect(try scratch.text("out/environment.json").contains("\"endpoint\" : \"exec\""))
            #expect(program.family.members.isEmpty)
        }

        /// A host cannot run one of the cases: a row says so, and the others run.
        @Test func aCaseThatIsTooLargeIsSkipped() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(memory: "[16MiB, 14TiB]")
            let outcome = try await Program(in: scratch).run(["run", scenario, "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.statuses().sorted() == ["completed", "skipped"])
            let reasons = try scratch.rows().compactMap { $0[RunColumns.outcome.reason] }
            #expect(reasons.first?.contains("of memory for both ends") == true)
        }
    }
}
