import Foundation
import Results
import Testing

extension EndToEnd {
    /// A suite goes on between the ends and with the build that it was begun with.
    @Suite(.serialized) struct Resumes {
        /// A suite of two runs of which one is done, its source behind a command.
        private func half(_ scratch: Scratch) async throws {
            let scenario = try scratch.scenario(repetitions: 2)
            let outcome = try await Program(in: scratch).run([
                "run", scenario, "--output", "out", "--source",
                "exec:echo started >> used; exec \"$BENCH\" agent",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            let lines = try scratch.text("out/runs.csv").split(separator: "\r\n")
            try scratch.write("out/runs.csv", lines[...1].map { $0 + "\r\n" }.joined())
        }

        private func edit(_ scratch: Scratch, _ name: String, _ old: String, _ new: String) throws {
            let text = try scratch.text(name)
            try #require(text.contains(old))
            try scratch.write(name, text.replacing(old, with: new))
        }

        @Test func theEndsAreThoseOfTheSuite() async throws {
            let scratch = try Scratch()
            try await half(scratch)
            let environment = try environment(scratch)
            let outcome = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.statuses() == ["completed", "completed"])
            #expect(try scratch.text("used").split(separator: "\n").count == 2)
            #expect(try self.environment(scratch) == environment)
        }

        /// What environment.json says, but for the figures that could not be measured in the runs so far.
        private func environment(_ scratch: Scratch) throws -> NSDictionary {
            let data = Data(try scratch.text("out/environment.json").utf8)
            var record = try #require(
                try JSONSerialization.jsonObject(with: data) as? [String: Any])
            for key in ["empty_columns", "empty_columns_beside"] {
                #expect(record.removeValue(forKey: key) != nil)
            }
            return record as NSDictionary
        }

        @Test func theyCanBeSaidAnew() async throws {
            let scratch = try Scratch()
            try await half(scratch)
            let outcome = try await Program(in: scratch).run([
                "run", "--resume", "out", "--source", "local",
            ])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.text("used").split(separator: "\n").count == 1)
        }

        /// The commands may name hosts and users.
        @Test func onlyTheOwnerReadsThem() async throws {
            let scratch = try Scratch()
            try await half(scratch)
            for (file, mode) in [("endpoints.json", 0o600), ("runs.csv", 0o644)] {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: scratch.path("out/\(file)"))
                let permissions = try #require(attributes[.posixPermissions] as? Int)
                #expect(permissions & 0o600 == 0o600 && permissions & ~mode == 0, "\(file)")
            }
            let others = ["environment.json", "scenario.yml", "runs.csv"]
            for file in others { #expect(!(try scratch.text("out/\(file)").contains("exec "))) }
        }

        @Test func anotherHostBuildOrCommitIsRefused() async throws {
            for (old, new, words) in [
                (
                    "\"name\" : \"smt\",\n        \"value\" : \"", "$&other ",
                    "source: smt was other"
                ),
                ("\"build\" : \"", "$&un", "build was un"),
                ("\"tool_version\" : \"", "$&9.", "tool version was 9."),
            ] {
                let scratch = try Scratch()
                try await half(scratch)
                try edit(
                    scratch, "out/environment.json", old, new.replacing("$&", with: old))
                let before = try scratch.text("out/runs.csv")
                let record = try scratch.text("out/environment.json")
                let outcome = try await Program(in: scratch).run(["run", "--resume", "out"])
                #expect(outcome.code == 3, "\(outcome)")
                #expect(outcome.err.contains("out was begun on something else"))
                #expect(outcome.err.contains(words), "\(outcome)")
                #expect(try scratch.text("out/runs.csv") == before)
                #expect(try scratch.text("out/environment.json") == record)
            }
        }

        @Test func anotherScenarioIsRefused() async throws {
            let scratch = try Scratch()
            try await half(scratch)
            try edit(scratch, "out/scenario.yml", "16 MiB", "32 MiB")
            let before = try scratch.text("out/runs.csv")
            let outcome = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("scenario.yml says something else"), "\(outcome)")
            #expect(try scratch.text("out/runs.csv") == before)
            try edit(scratch, "out/scenario.yml", "32 MiB", "16 MiB")
            try edit(scratch, "out/scenario.yml", "repetitions: 2", "repetitions: 2 # as it was")
            let again = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(again.code == 0, "\(again)")
        }

        /// Two networks of one kind, which the environment does not tell apart.
        @Test(.enabled(if: geteuid() == 0, NamespacePair.takesRoot))
        func anotherNetworkIsRefused() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(workloads: "[idle]", repetitions: 2)
            let outcome = try await NamespacePair(program: Program(in: scratch)).run(
                """
                ip link add more-a type veth peer name more-b netns b
                ip addr add 10.213.78.1/24 dev more-a
                ip addr add 10.213.77.9/24 dev bench-a
                ip link set more-a up
                tc qdisc add dev more-a root tbf rate 400mbit burst 128kb latency 50ms
                ip -n b addr add 10.213.78.2/24 dev more-b
                ip -n b link set more-b up
                halve() { head -n 2 $1/runs.csv > half; cat half > $1/runs.csv; }
                resume() { "$BENCH" run --resume "$@" || echo "refused: $?"; cmp half $1/runs.csv; }
                migrate \(scenario) --output out > log
                halve out
                resume out --data-address more-b
                sed -i.kept '/"dataAddress"/s/77.2/78.2/' out/endpoints.json
                resume out
                mv out/endpoints.json.kept out/endpoints.json
                ip route add 10.213.77.2 via 10.213.78.2
                resume out
                ip route del 10.213.77.2
                "$BENCH" run --resume out > log
                migrate \(scenario) --output both --direction both \\
                    --source-data-address 10.213.77.1 > log
                halve both
                resume both --source-data-address 10.213.77.9
                ip -n b route add 10.213.77.1 via 10.213.78.1
                resume both
                """)
            #expect(outcome.code == 0, "\(outcome)")
            let refusals = Array(repeating: "refused: 3\n", count: 5)
            #expect(outcome.out == refusals.joined(), "\(outcome)")
            let lines = outcome.err.split(separator: "\n")
            let words = lines.filter { $0.hasPrefix("  data to the ") }.map {
                String($0.dropFirst("  data to the ".count))
            }
            let moved = [
                "destination: address was 10.213.77.2, is 10.213.78.2",
                "destination: interface of the source was bench-a, is more-a",
                "destination: interface of the destination was bench-b, is more-b",
            ]
            #expect(
                words == moved + moved + [
                    "source: address was 10.213.77.1, is 10.213.77.9",
                    "source: interface of the destination was bench-b, is more-b",
                ], "\(outcome)")
            // Where the source's route leads over the other network, that is no way for any suite.
            #expect(
                outcome.err.contains("the destination is reached over its more-b"), "\(outcome)")
            #expect(try scratch.statuses() == ["completed", "completed"])
        }

        @Test func aSuiteOfTheLabGoesOnThere() async throws {
            let scratch = try Scratch()
            try await half(scratch)
            try edit(scratch, "out/endpoints.json", "bench run", "bench lab run")
            let outcome = try await Program(in: scratch).run(["run", "--resume", "out"])
            #expect(outcome.code == 64, "\(outcome)")
            #expect(outcome.err.contains("go on with: bench lab run --resume out"))
        }
    }
}
