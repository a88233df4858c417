import Foundation
import Results
import Testing

extension EndToEnd {
    /// What a lab is told before its machines boot, and how it fits what it is to run.
    @Suite(.serialized) struct LabPlans {
        @Test func aPlanSaysWhatTheMachinesReserve() async throws {
            let fake = try FakeQEMU("exit 1")
            let scenario = try fake.scratch.scenario(memory: "32MiB", pageSize: "2MiB")
            let program = Program(in: fake.scratch)
            let pair = try await program.run(fake.lab([scenario, "--dry-run"]))
            #expect(pair.code == 0, "\(pair)")
            #expect(
                pair.out.contains(
                    "source and destination, 1.0 GiB of memory each, 32 MiB of it reserved in 2 MiB "
                        + "pages\n"), "\(pair)")
            #expect(pair.out.contains("up to 32 MiB of it in 2 MiB pages"))
            let solo = try await program.run(fake.lab([scenario, "--dry-run", "--solo"]))
            #expect(solo.out.contains("64 MiB of it reserved in 2 MiB pages"), "\(solo)")
            let small = try await program.run(
                fake.lab([scenario, "--dry-run", "--machine-memory", "512MiB"]))
            #expect(small.code == 3, "\(small)")
            #expect(small.err.contains("and 32 MiB to reserve for page_size 2MiB"), "\(small)")
            let base = try await program.run(fake.lab(["--dry-run"]))
            #expect(!base.out.contains("2 MiB pages"), "\(base)")
        }

        @Test(await .needsLab)
        func aFolderThatCannotBeMadeIsSaidBeforeMachinesBoot() async throws {
            let fake = try FakeQEMU("echo started > started; exit 1")
            let words = ["lab", "run", "--accel", "tcg", "--solo", "--output", "/proc/suite"]
            let outcome = try await Program(in: fake.scratch).run(fake.arguments(words))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("cannot write results to /proc/suite: "), "\(outcome)")
            #expect(!fake.scratch.exists("started"))
        }

        /// A machine that is none is told with those that there are, without the usage of all else.
        @Test func aShellNamesTheMachinesThatThereAre() async throws {
            let scratch = try Scratch()
            let up = "c/migration-bench/lab/up"
            try FileManager.default.createDirectory(
                atPath: scratch.path(up), withIntermediateDirectories: true)
            try scratch.write(
                "\(up)/state.json",
                """
                {"plan": {"folder": "/nowhere", "isSolo": true}, "bootSeconds": 1, "since": 0,
                 "facts": {"accelerator": "tcg", "kernelVersion": "6", "machines": 1,
                           "memoryBytes": 1, "cpus": 1,
                           "link": {"delayMicroseconds": 0, "loss": 0}}}
                """)
            // A lab is up while a process has its lock.
            let outcome = try await Program(in: scratch).shell(
                "XDG_CACHE_HOME=$PWD/c flock \(up)/lock \"$BENCH\" lab shell source -- true")
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err == "error: no machine is called source\n  there is solo\n")
        }

        // MARK: With machines

        /// Guests in 2 MiB pages migrate there: the machines have reserved them.
        @Test(await .needsLab)
        func guestsInHugePagesMigrate() async throws {
            let scratch = try Scratch()
            let scenario = try scratch.scenario(
                transports: "[rdma-pin-all]", workloads: "[idle]", pageSize: "2MiB")
            let words = ["lab", "run", scenario, "--accel", "tcg", "--output", "out"]
            let outcome = try await Program(in: scratch).run(words, seconds: 400)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try scratch.statuses() == ["completed"])
            let row = try #require(try scratch.rows().first)
            #expect(row[RunColumns.case.pageBytes] == 2 << 20)
        }

        /// What cannot be run once the machines are known is one error: that they go with it is none.
        @Test(await .needsLab)
        func aRefusalAfterTheBootIsTheOnlyError() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let words = [
                "lab", "run", "--accel", "tcg", "--transport", "tcp", "--numa-node", "7",
                "--output", "out",
            ]
            let outcome = try await program.run(words, seconds: 400)
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("ready after"), "\(outcome)")
            let errors = outcome.err.split(separator: "\n").filter { $0.hasPrefix("error: ") }
            #expect(errors.count == 1, "\(outcome)")
            #expect(!outcome.err.contains("it has ended"), "\(outcome)")
            #expect(!scratch.exists("out"))
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
        }
    }
}
