import Foundation
import Lab
import Results
import Testing

extension EndToEnd {
    /// The lab from outside: with machines where this host can have some, and its life and its
    /// errors with a program in QEMU's place anywhere.
    @Suite(.serialized) struct LabRuns {
        private static let small = [
            "lab", "run", "--transport", "tcp", "--workload", "uniform", "--memory", "32MiB",
            "--repetitions", "1", "--output", "out",
        ]

        /// Where BENCH_REQUIRE_LAB is set, nothing is skipped.
        private static var obstacle: String? {
            guard ProcessInfo.processInfo.environment["BENCH_REQUIRE_LAB"] == nil else {
                return nil
            }
            return Lab.obstacle().map { "\($0)" }
        }

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
        func aGuestMovesBetweenTwoMachines() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let outcome = try await program.run(Self.small, seconds: 500)
            #expect(outcome.code == 0, "\(outcome)")
            let row = try #require(try scratch.rows().first)
            #expect(row[RunColumns.outcome.status] == "completed")
            #expect(row[RunColumns.outcome.verified] == true)
            #expect(row[RunColumns.case.sourceHost] == "source")
            #expect(row[RunColumns.case.destinationHost] == "destination")
            // Soft-RoCE is up and may pin what it likes.
            #expect(outcome.err.contains("rxe0, memlock unlimited"))
            #expect(try scratch.text("out/lab.json").contains("\"machines\" : 2"))
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
        }

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
        func aPairThatIsUpServesUntilItIsTakenDown() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            // A cache of its own, so that a lab that the user has up is left alone; with the
            // user's kernels, because they are large.
            let own = scratch.path("c/migration-bench/lab")
            let kernels = LabCache().root + "/kernel"
            for folder in [own, kernels] {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(own)/kernel", withDestinationPath: kernels)
            func lab(_ words: String) async throws -> Program.Outcome {
                try await program.shell(
                    "XDG_CACHE_HOME=\(scratch.path("c")) \"$BENCH\" lab \(words)", seconds: 300)
            }
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
            #expect(try await lab("down").out == "powered off\n")
            #expect(try await eventually(within: 5) { program.family.members.isEmpty })
        }

        // MARK: Life and death

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"), arguments: [true, false])
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
        }

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
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

        // MARK: Errors

        @Test func withoutItsProgramsItSaysWhatToInstall() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let words = Self.small.joined(separator: " ")
            let outcome = try await program.shell("PATH=/nowhere \"$BENCH\" \(words)")
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the lab needs qemu-system-x86_64"))
            #expect(outcome.err.contains("apt-get install"))
            #expect(outcome.err.contains("qemu-system-x86"))
        }

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
        func aMachineThatEndsShowsItsConsole() async throws {
            let fake = try FakeQEMU("echo could not open disk; exit 1")
            let outcome = try await Program(in: fake.scratch).run(fake.lab(["--accel", "tcg"]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(
                outcome.err.contains(
                    """
                    error: machine source: it ended
                      the end of its console:
                        could not open disk
                    """), "\(outcome)")
        }

        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
        func whatFailsInAMachineIsSaid() async throws {
            let fake = try FakeQEMU(
                "echo bench-lab: kernel; echo 'bench-lab: failed: rdma link add'; exec sleep 600")
            let outcome = try await Program(in: fake.scratch).run(fake.lab(["--accel", "tcg"]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the start failed: rdma link add"), "\(outcome)")
        }

        /// Where there is no KVM at all, that is said in its place.
        @Test(.enabled(if: obstacle == nil, "\(obstacle ?? "")"))
        func whereKVMHangsSoftwareIsUsed() async throws {
            let fake = try FakeQEMU(
                """
                case "$*" in
                *"-accel kvm"*) exec sleep 600 ;;
                *) echo emulated; exit 1 ;;
                esac
                """)
            let program = Program(in: fake.scratch)
            let first = try await program.run(fake.lab(["--solo"]))
            #expect(first.code == 3, "\(first)")
            #expect(first.err.contains("software emulation"))
            #expect(first.err.contains("emulated"))
            if first.err.contains("KVM leads nowhere") {
                let second = try await program.run(fake.lab(["--solo"]))
                #expect(second.err.contains("nothing started under KVM here"), "\(second)")
            }
        }

        @Test func aPackageThatIsNoneIsSaidToBe() async throws {
            let fake = try FakeQEMU("exit 1", hasKernel: false)
            let outcome = try await Program(in: fake.scratch).run(fake.lab([]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(
                outcome.err.contains("unpacking linux-image-9.9-amd64: dpkg failed")
                    || outcome.err.contains("the lab needs"), "\(outcome)")
        }

        @Test(arguments: [
            ["--solo", "--delay", "1ms"], ["--loss", "2"], ["--rate", "fast"],
            ["--machine-memory", "1"], ["--machine-cpus", "0"], ["--accel", "xen"],
        ])
        func whatMakesNoSenseIsRefused(options: [String]) async throws {
            let scratch = try Scratch()
            let outcome = try await Program(in: scratch).run(Self.small + options)
            #expect(outcome.code == 64 || outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("rror: "), "\(outcome)")
            #expect(!scratch.exists("out"))
        }

        @Test func nothingIsUpUnlessStarted() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let cache = "XDG_CACHE_HOME=\(scratch.path("cache"))"
            let status = try await program.shell("\(cache) \"$BENCH\" lab status")
            #expect(status.out == "no lab is up\n", "\(status)")
            let down = try await program.shell("\(cache) \"$BENCH\" lab down")
            #expect(down.out == "no lab is up\n", "\(down)")
            let shell = try await program.shell("\(cache) \"$BENCH\" lab shell source -- true")
            #expect(shell.code == 3)
            #expect(shell.err.contains("bench lab up"), "\(shell)")
        }
    }
}

/// A host on which a script stands for QEMU, and a kernel that nobody boots for the real one.
struct FakeQEMU {
    let scratch: Scratch

    init(_ script: String, hasKernel: Bool = true) throws {
        scratch = try Scratch()
        try program("qemu-system-x86_64", script)
        try program("apt-cache", "echo '  Depends: linux-image-9.9-amd64'")
        try program("apt-get", "echo nothing > linux-image.deb")
        guard hasKernel else { return }
        for name in ["vmlinuz", "modules/a.ko"] { try file("lab/kernel/9.9-fake/\(name)", "fake") }
        try file("lab/kernel/9.9-fake/order", "a.ko\n")
    }

    /// `bench lab run` with this host's programs and cache, as a shell's words.
    func lab(_ options: [String]) -> Arguments {
        Arguments(
            environment: [
                "PATH":
                    "\(scratch.path("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")",
                "XDG_CACHE_HOME": scratch.path("c"),
            ],
            words: ["lab", "run", "--repetitions", "1", "--output", "out"] + options)
    }

    struct Arguments {
        let environment: [String: String]
        let words: [String]
    }

    /// Whether the script runs.
    func isRunning(_ family: Family) -> Bool {
        family.members.contains { $0.commandLine == ["sleep", "600"] }
    }

    private func program(_ name: String, _ script: String) throws {
        try FileManager.default.createDirectory(
            atPath: scratch.path("bin"), withIntermediateDirectories: true)
        let path = scratch.path("bin/\(name)")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func file(_ name: String, _ text: String) throws {
        let url = scratch.url.appending(path: "c/migration-bench/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

extension Program {
    fileprivate func run(
        _ arguments: FakeQEMU.Arguments, seconds: Double = 90,
        meanwhile: @escaping @Sendable (Running) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        let settings = arguments.environment.map { "\($0.key)=\($0.value)" }
        return try await run(
            "/usr/bin/env", settings + [try Self.path()] + arguments.words, seconds: seconds,
            meanwhile: meanwhile)
    }
}
