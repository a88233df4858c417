import Testing

/// `scripts/setup` on machines that lack one thing or another, with made-up package tools.
@Suite struct SetupScriptTests {
    private let swift = "echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'"
    /// All packages are there but iperf3, which was removed, and libsodium-dev, which is unheard of.
    private let someMissing = """
        case "$*" in
            *iperf3) printf 'not-installed ' ;;
            *libsodium-dev) exit 1 ;;
            *) printf 'installed installed ' ;;
        esac
        """

    private func setup(_ programs: [String: String]) throws -> ScriptRun {
        try ScriptRun(
            "scripts/setup", programs: programs,
            tools: ["awk", "sed", "sort", "head", "env"])
    }

    @Test func isQuietWhereAllIsThere() throws {
        let run = try setup([
            "swift": swift, "dpkg-query": "printf 'installed '", "apt-get": "exit 9",
            "id": "echo 0",
        ])
        #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
        #expect(try !run.calls.contains { $0.hasPrefix("apt-get") })
    }

    @Test func installsOnlyWhatIsMissingAsRoot() throws {
        let run = try setup([
            "swift": swift, "dpkg-query": someMissing, "id": "echo 0",
            "apt-get": "test \"$DEBIAN_FRONTEND\" = noninteractive",
        ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors == "setup: installing iperf3 libsodium-dev\n")
        #expect(
            try run.calls.filter { $0.hasPrefix("apt-get") } == [
                "apt-get -qq update",
                "apt-get -qq install -y --no-install-recommends iperf3 libsodium-dev",
            ])
    }

    @Test func installsThroughSudoWithoutAPassword() throws {
        let run = try setup([
            "swift": swift, "dpkg-query": someMissing, "id": "echo 1000", "apt-get": "exit 0",
            "sudo": "test \"$1\" = -n && shift && exec \"$@\"", "true": "exit 0",
        ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(try run.calls.contains { $0.hasPrefix("apt-get -qq install") })
    }

    @Test func saysWhatToTypeWhereItMayNotInstall() throws {
        let programs = [
            "swift": swift, "dpkg-query": someMissing, "id": "echo 1000", "apt-get": "exit 0",
        ]
        let sudoers = programs.merging(["sudo": "exit 1"]) { $1 }
        for run in [try setup(programs), try setup(sudoers)] {
            #expect(run.code == 1)
            #expect(
                run.output == "sudo apt-get update && sudo apt-get install -y "
                    + "--no-install-recommends iperf3 libsodium-dev\n")
            #expect(try !run.calls.contains { $0.hasPrefix("apt-get") })
        }
    }

    @Test func failsWhereAptFails() throws {
        let run = try setup([
            "swift": swift, "dpkg-query": someMissing, "id": "echo 0", "apt-get": "exit 100",
        ])
        #expect(run.code != 0)
        #expect(run.errors.contains("apt-get update failed"))
    }

    @Test(arguments: ["5.10.1", "6.1.3", "6.0"])
    func wantsANewerSwift(version: String) throws {
        let run = try setup(["swift": "echo 'Swift version \(version) (x)'"])
        #expect(run.code == 1)
        #expect(run.errors.contains("Swift 6.2 or later is needed, and this is "))
    }

    @Test(arguments: ["6.2", "6.2.1", "6.10", "7.0-dev"])
    func isContentWithANewSwift(version: String) throws {
        let run = try setup([
            "swift": "echo 'Swift version \(version) (x)'", "dpkg-query": "printf 'installed '",
            "apt-get": "exit 0",
        ])
        #expect(run.code == 0, "\(run.errors)")
    }

    @Test func wantsSwiftAtAll() throws {
        let run = try setup([:])
        #expect(run.code == 1)
        #expect(run.errors.contains("there is no swift in PATH"))
        let broken = try setup(["swift": "exit 127"])
        #expect(broken.code == 1)
        #expect(broken.errors.contains("does not work here"))
    }

    @Test func namesThePackagesOnOtherSystems() throws {
        let run = try setup(["swift": swift])
        #expect(run.code == 0)
        #expect(run.errors.contains("libibverbs-dev"))
    }
}
