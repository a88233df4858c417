import Foundation
import Migration
import Results
import Testing

extension EndToEnd {
    /// Subcommands that start no migration.
    @Suite(.serialized) struct Commands {
        private func run(_ arguments: [String]) async throws -> Program.Outcome {
            let scratch = try Scratch()
            return try await Program(in: scratch).run(arguments)
        }

        /// `run` is what `bench` does without a subcommand.
        @Test(arguments: [[], ["run"]])
        func aDryRunPrintsThePlanAndDoesNothing(command: [String]) async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run(
                command + ["--dry-run", "--seed", "3", "--repetitions", "2", "--output", "out"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("15 cases x 2 repetitions"))
            #expect(outcome.out.contains("seed 3"))
            #expect(outcome.out.contains("of memory on each end"))
            #expect(outcome.out.contains("pinned on the source"))
            // A warm-up of each case, and then two blocks.
            let lines = outcome.out.split(separator: "\n")
            #expect(lines.count { $0.contains("warm-up") && $0.contains("256 MiB") } == 15)
            #expect(lines.last?.contains("45") == true)
            // A quarter of a GiB is through before the kernel has ticked often.
            #expect(outcome.err.hasPrefix("warning: CPU s/GiB of 12 of 12 cases"))
            let left = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
            #expect(left.isEmpty)
        }

        /// Which network data would take is no surprise.
        @Test(arguments: [
            ([], "to 127.0.0.1, within this host"),
            (
                ["--destination", "exec:x"],
                "to 127.0.0.1: refused where the ends are different hosts (--data-address)"
            ),
            (["--data-address", "10.1.2.3", "--destination", "exec:x"], "to 10.1.2.3"),
            (
                ["--data-address", "eth7"],
                "eth7 of the destination, which is asked what it is there"
            ),
        ])
        func aPlanSaysWhichNetworkDataTakes(words: [String], line: String) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(
                ["run", try scratch.scenario(), "--dry-run"] + words)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.hasPrefix("data           \(line)\n"), "\(outcome)")
        }

        /// No end of a migration is meant.
        @Test func aStatusNamesTheHostThatWasAsked() async throws {
            let outcome = try await run(["status", "--on", "exec:false"])
            #expect(outcome.code == 3)
            #expect(outcome.err.hasPrefix("error: exec:false: the agent ended "), "\(outcome)")
        }

        @Test func aDryRunForMachinesIsJSON() async throws {
            let outcome = try await run(["--dry-run", "--repetitions", "2", "--format", "json"])
            #expect(outcome.code == 0, "\(outcome)")
            let plan = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
            #expect(plan["cases"] as? Int == 15)
            #expect((plan["estimated_s"] as? Double ?? 0) > 1)
            let runs = try #require(plan["runs"] as? [[String: Any]])
            #expect(runs.count == 45)
            #expect(runs.allSatisfy { $0["memory_bytes"] as? Int == 256 << 20 })
            #expect(Set(runs.compactMap { $0["block"] as? Int }) == [0, 1, 2])
        }

        @Test func equalSeedsGiveEqualPlans() async throws {
            let first = try await run(["--dry-run", "--seed", "3"])
            let second = try await run(["--dry-run", "--seed", "3"])
            let third = try await run(["--dry-run", "--seed", "4"])
            #expect(first.out == second.out)
            #expect(first.out != third.out)
        }

        @Test func listsNameEverything() async throws {
            let transports = try await run(["list", "transports"])
            for kind in TransportKind.allCases {
                #expect(transports.out.contains(kind.rawValue))
                #expect(transports.out.contains(kind.summary))
            }
            let workloads = try await run(["list", "workloads"])
            for name in ["idle", "uniform", "hotset", "zipf", "sequential"] {
                #expect(workloads.out.contains("\(name) "))
            }
            let columns = try await run(["list", "columns"])
            let names = columns.out.split(separator: "\n").compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
            #expect(names == RunColumns.all.map(\.name))
        }

        /// A result that nobody can read is none: whether it is written at once or overflows before.
        @Test(arguments: ["list transports", "list columns", "run --dry-run"])
        func whatCannotBeWrittenIsNotFine(command: String) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).shell(
                "exec \"$BENCH\" \(command) > /dev/full")
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("error: writing standard output: fflush: "))
        }

        @Test func aListOfNothingKnownIsRefused() async throws {
            for arguments in [["list"], ["list", "pears"]] {
                let outcome = try await run(arguments)
                #expect(outcome.code == 64)
                #expect(outcome.err.contains("transports"))
            }
        }

        @Test func theDoctorFindsItsWay() async throws {
            let outcome = try await run(["doctor"])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("CPU"))
            #expect(outcome.out.contains("transports\n"))
            for kind in TransportKind.allCases {
                #expect(outcome.out.contains("  \(kind.rawValue)"))
            }
            #expect(outcome.err.isEmpty)
        }

        /// What decides in scripts/compare decides what runs by default, and what does not is told.
        @Test func theDoctorAndTheDefaultScenarioAgreeOnRDMA() async throws {
            let doctor = try await run(["doctor", "--can-use-rdma"])
            #expect([0, 3].contains(doctor.code) && !doctor.out.isEmpty, "\(doctor)")
            let plan = try await run(["run", "--dry-run"])
            #expect(plan.out.contains("rdma-pin-all") == (doctor.code == 0), "\(doctor) \(plan)")
        }

        @Test func aGoodScenarioIsFine() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(repetitions: 4)
            let outcome = try await Program(in: scratch).run(["scenario", "check", scenario])
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.out.contains("small.yml: fine"))
            #expect(outcome.out.contains("1 case x 4 repetitions"))
        }

        /// Both commands that read a file say the same of it.
        @Test func environmentsAreHeldAgainstEachOther() async throws {
            let scratch = try Scratch()
            func environment(_ kernel: String, ring: Int) -> String {
                let end = """
                    {"must_match": [{"name": "kernel", "value": "\(kernel)"}],
                     "facts": {"network": {"nics": [{"name": "eth0", "receive_ring": \(ring)}]}}}
                    """
                return """
                    {"environment_id": "\(kernel)", "tool_version": "1", "build": "release",
                     "source": \(end), "destination": \(end)}
                    """
            }
            for (name, kernel, ring) in [("a", "6.1", 256), ("b", "6.1", 1024), ("c", "6.2", 256)] {
                try scratch.write("\(name).json", environment(kernel, ring: ring))
            }
            let program = Program(in: scratch)
            for (other, code, words) in [
                ("a.json", 0, "are the same"), ("b.json", 0, "receive_ring   256      1024"),
                ("c.json", 5, "both ends: kernel   6.1      6.2"),
                ("none.json", 64, "there is no none.json"),
            ] {
                let outcome = try await program.run(["environment", "diff", "a.json", other])
                #expect(outcome.code == code, "\(outcome)")
                #expect((outcome.out + outcome.err).contains(words), "\(outcome)")
            }
            let shown = try await program.run(["environment", "show", "a.json"])
            #expect(shown.code == 0)
            #expect(shown.out.contains("network.nics.eth0.receive_ring   256      256"), "\(shown)")
        }

        @Test(arguments: [["scenario", "check"], ["run"]])
        func aBadScenarioIsNamedLineByLine(command: [String]) async throws {
            let scratch = try Scratch()
            try scratch.write(
                "bad.yml",
                """
                name: bad
                repetitions: many
                matrix:
                  transport: [tcp, multfd]
                  worklod: idle
                  memory: 16MiB
                """)
            let outcome = try await Program(in: scratch).run(command + ["bad.yml"])
            #expect(outcome.code == 64, "\(outcome)")
            #expect(outcome.err.contains("bad.yml:2:"))
            #expect(outcome.err.contains("bad.yml:4:"))
            #expect(outcome.err.contains("did you mean \"multifd\"?"))
            #expect(outcome.err.contains("bad.yml:5:"))
            #expect(outcome.err.contains("did you mean \"workload\"?"))
            #expect(outcome.out.isEmpty)
        }

        @Test func helpAndVersionAreThere() async throws {
            for arguments in [["--help"], ["run", "--help"], ["doctor", "--help"], ["--version"]] {
                let outcome = try await run(arguments)
                #expect(outcome.code == 0)
                #expect(!outcome.out.isEmpty)
            }
        }
    }
}
