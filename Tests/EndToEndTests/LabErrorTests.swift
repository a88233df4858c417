import Foundation
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

        /// A crash while a machine boots is shown and tried once more; two in a row are no accident.
        @Test(await .needsLab)
        func aKernelThatCrashesIsStartedOnceMoreAndShown() async throws {
            let trace = (1...30).map { "echo 'trace line \($0)'" }.joined(separator: "; ")
            let fake = try FakeQEMU(
                """
                echo start >> starts
                echo 'bench-lab: kernel'; echo '[ 5.1] BUG: unable to handle page fault'
                \(trace); echo 'Kernel panic - not syncing: Fatal exception'
                """)
            let outcome = try await Program(in: fake.scratch).run(
                fake.lab(["--accel", "tcg", "--solo"]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("its kernel crashed while it booted: once more"))
            let starts = try String(contentsOfFile: fake.scratch.path("starts"), encoding: .utf8)
            #expect(starts == "start\nstart\n")
            let error = try #require(outcome.err.components(separatedBy: "error: ").last)
            #expect(error.contains("BUG: unable to handle page fault"), "\(outcome)")
            #expect(error.contains("trace line 30"))
            #expect(error.contains("Kernel panic"))
        }

        @Test(await .needsLab)
        func whatFailsInAMachineIsSaid() async throws {
            let fake = try FakeQEMU(
                "echo bench-lab: kernel; echo 'bench-lab: failed: rdma link add'; exec sleep 600")
            let outcome = try await Program(in: fake.scratch).run(fake.lab(["--accel", "tcg"]))
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("the start failed: rdma link add"), "\(outcome)")
        }

        // MARK: KVM

        /// A QEMU that does `script` under KVM and nothing without.
        private static func withKVM(_ script: String) throws -> FakeQEMU {
            try FakeQEMU(
                """
                case "$*" in
                *"-accel kvm"*) \(script) ;;
                *) echo emulated; exit 1 ;;
                esac
                """)
        }

        static let hasKVM = FileHandle(forUpdatingAtPath: "/dev/kvm") != nil

        @Test(await .needsLab, .enabled(if: hasKVM, "this host has no KVM to try"))
        func whereKVMHangsSoftwareIsUsedAndKVMNotTriedAgain() async throws {
            let fake = try Self.withKVM("exec sleep 600")
            let program = Program(in: fake.scratch)
            let first = try await program.run(fake.lab(["--solo"]))
            #expect(first.code == 3, "\(first)")
            for words in [
                "KVM leads nowhere on this host: machine solo: its kernel has not started after",
                "starting again with software emulation", "emulated",
            ] { #expect(first.err.contains(words), "\(first)") }
            let second = try await program.run(fake.lab(["--solo"]))
            #expect(second.err.contains("nothing started under KVM here"), "\(second)")
            #expect(second.err.contains("emulated"))
        }

        /// Whatever else goes wrong under KVM is told, and may be mended by the next time.
        @Test(await .needsLab, .enabled(if: hasKVM, "this host has no KVM to try"))
        func whatFailsUnderKVMIsSaidEachTime() async throws {
            let fake = try Self.withKVM("echo no vCPU left; exit 1")
            let program = Program(in: fake.scratch)
            for _ in 0..<2 {
                let outcome = try await program.run(fake.lab(["--solo"]))
                #expect(outcome.code == 3, "\(outcome)")
                for words in [
                    "KVM leads nowhere on this host: machine solo: it ended", "no vCPU left",
                    "starting again with software emulation", "emulated",
                ] { #expect(outcome.err.contains(words), "\(outcome)") }
            }
        }

        @Test(await .needsLab, .enabled(if: !hasKVM, "this host has a KVM"))
        func whereThereIsNoKVMThatIsSaid() async throws {
            let outcome = try await Self.withKVM("exit 1").runLab(["--solo"])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("software emulation: "), "\(outcome)")
            #expect(outcome.err.contains("/dev/kvm") && outcome.err.contains("emulated"))
            let forced = try await Self.withKVM("exit 1").runLab(["--solo", "--accel", "kvm"])
            #expect(forced.err.contains("error: KVM cannot be used: "), "\(forced)")
        }

        // MARK: What is fetched

        @Test(await .needsLab)
        func aPackageThatIsNoneIsSaidToBe() async throws {
            let outcome = try await FakeQEMU("exit 1", hasKernel: false).runLab([])
            #expect(outcome.code == 3, "\(outcome)")
            #expect(
                outcome.err.contains("unpacking linux-image-9.9-amd64: dpkg failed"), "\(outcome)")
            #expect(outcome.err.contains("the package is fetched again"))
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
            .enabled(if: geteuid() == 0, "a file system of its own takes root"),
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
    }
}
