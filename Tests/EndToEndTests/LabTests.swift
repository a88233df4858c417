import Foundation
import Lab
import Results
import Session
import TestSupport
import Testing

extension EndToEnd {
    /// The lab from outside: with machines where this host can have some, and its life and its
    /// errors with a program in QEMU's place anywhere.
    @Suite(.serialized) struct LabRuns {
        static let small = [
            "lab", "run", "--transport", "tcp", "--workload", "uniform", "--memory", "32MiB",
            "--repetitions", "1", "--output", "out",
        ]

        @Test(await .needsLab)
        func aPairThatIsUpServesUntilItIsTakenDown() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let pair = try StandingPair(scratch, program)
            let lab = pair.lab
            let up = try await lab("up --accel tcg")
            #expect(up.code == 0, "\(up)")
            let again = try await lab("up")
            #expect(again.err.contains("a lab is up already"), "\(again)")
            let status = try await lab("status")
            for words in ["link rxe0/1 state ACTIVE", "10.77.0.2/24", "memlock unlimited"] {
                #expect(status.out.contains(words), "\(status)")
            }
            let shell = try await lab("shell destination -- sh -c 'cat /proc/version; exit 7'")
            #expect(shell.code == 7, "\(shell)")
            #expect(shell.out.hasPrefix("Linux version"))
            let nobody = try await lab("shell nobody -- true")
            #expect(nobody.err.contains("no machine is called nobody"), "\(nobody)")
            // `run            bench run --source ... --destination ... --data-address ...`
            let ends = try #require(up.out.firstMatch(of: /bench (run --source .*)/)).1
            try await pair.moveAGuest(String(ends), scratch)
            try await pair.killAgents(String(ends), scratch)
            if FaultRecord.path != nil {
                try await pair.dropPackets(String(ends), scratch)
            }
            try await pair.cutLinks(String(ends), scratch)
            try await pair.moveAGuest(String(ends), scratch)
            #expect(try await lab("down").out == "powered off\n")
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
        }

        // MARK: One command

        /// What a command writes comes whole, its exit code is the lab's, and it has no input.
        @Test(await .needsLab)
        func aCommandRunsInAMachine() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            try scratch.write("data", String(repeating: "0123456789abcde\n", count: 40_000))
            let script = """
                set -e; cat; echo "$WORDS"; test ! -e /bin/data; rdma link; cat /etc/bench/data
                bench --version >&2; exit 7
                """
            let words = [
                "lab", "exec", "--solo", "--accel", "tcg", "--with", "data=/etc/bench/data",
                "--with", "/bin/ls=list", "--env", "WORDS=a  b", "--", "sh", "-c", script,
            ]
            let outcome = try await program.run(words, seconds: 300)
            #expect(outcome.code == 7, "\(outcome.err)")
            #expect(outcome.out.hasPrefix("a  b\nlink rxe0/1 state ACTIVE"))
            // Both streams come on one.
            #expect(outcome.out.hasSuffix("0123456789abcde\n\(Version.tool)\n"))
            #expect(outcome.out.utf8.count { $0 == UInt8(ascii: "\n") } == 40_003)
            #expect(outcome.err.contains("lab            solo: ready after"))
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
        }

        @Test(await .needsLab)
        func noMachineOutlivesTheCallOfACommand() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let words = [
                "lab", "exec", "--solo", "--accel", "tcg", "--", "sh", "-c", "echo up; sleep 600",
            ]
            let script = "\"$BENCH\" \(words.map(Self.quoted).joined(separator: " ")) > out"
            let outcome = try await program.run(
                "/bin/sh", ["-c", "exec \(script)"], seconds: 300
            ) { running in
                let isUp = try await eventually(within: 250) {
                    scratch.exists("out") ? try scratch.text("out") == "up\n" : false
                }
                #expect(isUp)
                try running.signal(.kill)
            }
            #expect(outcome.code == 137, "\(outcome)")
            #expect(try await eventually(within: 10) { program.family.members.isEmpty })
        }

        private static func quoted(_ word: String) -> String { "'\(word)'" }

        // MARK: Life and death

        @Test(await .needsLab, arguments: [true, false])
        func noMachineOutlivesItsCommand(isKilled: Bool) async throws {
            let fake = try FakeQEMU("exec sleep 600")
            let program = Program(in: fake.scratch)
            let outcome = try await program.run(fake.lab(["--accel", "tcg"])) { running in
                let isUp = try await eventually(within: 60) { fake.isRunning(running.family) }
                #expect(isUp)
                try running.signal(isKilled ? .kill : .interrupt)
            }
            #expect(outcome.code == (isKilled ? 137 : 130), "\(outcome)")
            #expect(
                try await eventually(within: 10) { program.family.members.isEmpty },
                "\(program.family.members)")
            // Nor do their sockets: not even until the next lab.
            let runs = fake.scratch.path("c/migration-bench/lab/run")
            #expect(try FileManager.default.contentsOfDirectory(atPath: runs).isEmpty)
        }

        /// `bench lab up` that ends before its machines are up takes them with it, though another
        /// process keeps them, in a session of its own.
        @Test(await .needsLab, arguments: [true, false])
        func noMachineOutlivesTheCallThatBootsIt(isKilled: Bool) async throws {
            // A machine alone is waited for longer than this test lasts.
            let fake = try FakeQEMU("exec sleep 600")
            let program = Program(in: fake.scratch)
            let words = fake.arguments(["lab", "up", "--solo", "--accel", "tcg"])
            let outcome = try await program.run(words) { running in
                let isUp = try await eventually(within: 60) { fake.isRunning(running.family) }
                #expect(isUp)
                try running.signal(isKilled ? .kill : .interrupt)
            }
            #expect(outcome.code == (isKilled ? 137 : 130), "\(outcome)")
            #expect(
                try await eventually(within: 10) { program.family.members.isEmpty },
                "\(program.family.members)")
            let status = try await program.run(fake.arguments(["lab", "status"]))
            #expect(status.out == "no lab is up\n", "\(status)")
        }

        /// The run in which it died has a row, and what the machine printed is shown.
        @Test(await .needsLab)
        func aMachineThatDiesEndsTheSuiteWithARow() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let scenario = try scratch.scenario(workloads: "[idle]", repetitions: 3)
            let words = [
                "lab", "run", scenario, "--solo", "--accel", "tcg", "--output", "out",
                // 16 MiB in 8 seconds: long enough to be met in the middle.
                "--max-bandwidth", "2MiB/s", "--downtime-limit", "1ms",
            ]
            let outcome = try await program.run(words, seconds: 500) { running in
                let isFirstOver = try await eventually(within: 400) { scratch.rowCount() == 1 }
                #expect(isFirstOver)
                try await Task.sleep(for: .seconds(2))
                let machine = running.family.members.first {
                    $0.commandLine[0].contains("qemu-system")
                }
                try Family.send(.kill, to: try #require(machine).id)
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(try scratch.statuses() == ["completed", "failed"])
            let reason = try #require(try scratch.rows().last?[RunColumns.outcome.reason])
            #expect(reason.contains(": the agent ended while "), "\(reason)")
            #expect(outcome.err.contains("error: machine solo: it ended"), "\(outcome)")
            #expect(outcome.err.contains("bench lab run --resume out"))
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
        }

        @Test(await .needsLab)
        func noMachineOutlivesItsSupervisor() async throws {
            let fake = try FakeQEMU("exec sleep 600")
            let program = Program(in: fake.scratch)
            let outcome = try await program.run(fake.lab(["--accel", "tcg"])) { running in
                let isUp = try await eventually(within: 60) { fake.isRunning(running.family) }
                #expect(isUp)
                for member in running.family.members where member.commandLine.contains("bench-lab")
                {
                    try Family.send(.kill, to: member.id)
                }
            }
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("machine source: it ended"), "\(outcome)")
            #expect(try await eventually(within: 10) { program.family.members.isEmpty })
        }
    }
}
