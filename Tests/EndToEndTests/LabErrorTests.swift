import Foundation
import Lab
import Testing

extension EndToEnd {
    /// What keeps the lab from working, and whether a user reads what to do about it.
    @Suite(.serialized) struct LabErrors {
        @Test func withoutItsProgramsItSaysWhatToInstall() async throws {
            let scratch = try Scratch()
            let program = Program(in: scratch)
            let words = LabRuns.small.joined(separator: " ")
            let outcome = try await program.shell("PATH=/nowhere \"$BENCH\" \(words)")
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the lab needs qemu-system-x86_64"))
            #expect(outcome.err.contains("apt-get install"))
            #expect(outcome.err.contains("qemu-system-x86"))
        }

        @Test(await .needsLab)
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

        @Test(await .needsLab)
        func whatFailsInAMachineIsSaid() async throws {
            let fake = try FakeQEMU(
                "echo bench-lab: kernel; echo 'bench-lab: failed: rdma link add'; exec sleep 600")
            let outcome = try await Program(in: fake.scratch).run(fake.lab(["--accel", "tcg"]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the start failed: rdma link add"), "\(outcome)")
        }

        /// Where there is no KVM at all, that is said in its place.
        @Test(await .needsLab)
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
            let outcome = try await Program(in: scratch).run(LabRuns.small + options)
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

        @Test(await .needsLab)
        func aKernelThatCannotBeFetchedIsSaid() async throws {
            let fake = try FakeQEMU(
                "exit 1", hasKernel: false,
                programs: ["apt-get": "echo 'E: Failed to fetch linux-image' >&2; exit 100"])
            let outcome = try await Program(in: fake.scratch).run(fake.lab([]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("fetching linux-image-9.9-amd64: apt-get failed"))
            #expect(outcome.err.contains("E: Failed to fetch linux-image"), "\(outcome)")
            #expect(outcome.err.contains("sudo apt-get update, and try again"))
            #expect(!fake.scratch.exists("c/migration-bench/lab/kernel/9.9-amd64"))
        }

        @Test(await .needsLab)
        func aDistributionWithoutTheKernelIsSaid() async throws {
            let fake = try FakeQEMU("exit 1", hasKernel: false, programs: ["apt-cache": "exit 0"])
            let outcome = try await Program(in: fake.scratch).run(fake.lab([]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("no package linux-image-6.12-amd64 or"), "\(outcome)")
            #expect(outcome.err.contains("a Debian 12 or later is expected"))
        }

        /// A disk with too little room for a kernel, and one with too little for a file system.
        @Test(
            await .needsLab,
            .enabled(if: TinyDisk.canBeMade, "needs root, to mount a file system of its own"),
            arguments: [false, true])
        func aDiskThatIsTooSmallIsSaidBeforehand(hasKernel: Bool) async throws {
            let fake = try FakeQEMU("exit 1", hasKernel: hasKernel)
            let disk = "c/migration-bench/lab/\(hasKernel ? "image" : "kernel")"
            let words = fake.lab([])
            let settings = words.environment.map { "'\($0.key)=\($0.value)'" }
            let outcome = try await Program(in: fake.scratch).shell(
                """
                mkdir -p \(disk) && unshare -m sh -c 'mount -t tmpfs -o size=64m tmpfs \(disk) && \
                exec env "$@"' sh \(settings.joined(separator: " ")) "$BENCH" \
                \(words.words.joined(separator: " "))
                """)
            #expect(outcome.code == 3, "\(outcome)")
            let needed = hasKernel ? 600 : 800
            #expect(outcome.err.contains("needs \(needed) MiB, and 64 MiB are free"), "\(outcome)")
            #expect(outcome.err.contains("XDG_CACHE_HOME=FOLDER"))
        }

        @Test(arguments: [
            ["--with", "/nowhere/program", "--", "true"], ["--with", "/", "--", "true"],
            ["--with", "program=", "--", "true"], ["--env", "NAME", "--", "true"], [],
            ["--on", "nobody", "--", "true"], ["--solo", "--on", "source", "--", "true"],
        ])
        func aCommandThatMakesNoSenseIsRefused(words: [String]) async throws {
            let fake = try FakeQEMU("exit 1")
            let outcome = try await Program(in: fake.scratch).run(fake.exec(words))
            #expect(outcome.code == 64 || outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("rror: "), "\(outcome)")
            #expect(!outcome.err.contains("booting"), "\(outcome)")
        }
    }
}
