import Foundation
import Results
import Session
import Testing

extension EndToEnd {
    /// Agents behind the real ssh.
    @Suite(.serialized, .enabled(if: SSHHost.obstacle == nil, "\(SSHHost.obstacle ?? "")"))
    struct SSH {
        @Test func aGuestMovesBetweenHostsThatSSHReaches() async throws {
            let scratch = try Scratch()
            let host = try await SSHHost(scratch)
            let scenario = try scratch.scenario()
            let ends = "--source \(host.target) --destination \(host.target)"
            let nowhere = try await host.bench(
                "run \(ends) --agent-path \"$BENCH\" --data-address no7 \(scenario) --output out")
            #expect(nowhere.code == 3, "\(nowhere)")
            #expect(
                nowhere.err.contains("data address no7: the host has none of that name"),
                "\(nowhere)")
            let moved = try await host.bench(
                "run \(ends) --agent-path \"$BENCH\" --data-address lo \(scenario) --output moved")
            #expect(moved.code == 0, "\(moved)")
            #expect(try scratch.rows("moved").first?[RunColumns.outcome.verified] == true)
            // How the ends were reached is kept for the rest of a suite.
            let more = try await host.bench("run --resume moved")
            #expect(more.code == 0, "\(more)")
            let status = try await host.bench(
                "status --on \(host.target) --agent-path \"$BENCH\"")
            #expect(status.out == "free\n", "\(status)")
            try await host.stop()
        }

        /// What is wrong, and what to do about it.
        @Test func whatKeepsAnAgentFromStartingIsSaid() async throws {
            let scratch = try Scratch()
            let host = try await SSHHost(scratch)
            let scenario = try scratch.scenario()
            func run(_ more: String) async throws -> String {
                let outcome = try await host.bench("run \(scenario) --output out \(more)")
                #expect(outcome.code == 3, "\(outcome)")
                return outcome.err
            }
            let without = try await run("--destination \(host.target)")
            #expect(
                without.contains("destination (\(host.target)): the agent ended while starting"))
            #expect(without.contains("bench deploy \(host.target), or --agent-path"), "\(without)")
            let elsewhere = try await run("--source \(host.target) --agent-path /no/bench")
            #expect(elsewhere.contains("--agent-path /no/bench is no program on that host"))
            let nobody = try await run("--source ssh://root@127.0.0.1:1")
            #expect(nobody.contains("ssh says above why it cannot reach the host"), "\(nobody)")
            #expect(nobody.contains("Connection refused"), "\(nobody)")
            try await host.stop()
        }

        @Test func aBuildThatNeedsItsRuntimeIsNotDeployed() async throws {
            let scratch = try Scratch()
            let host = try await SSHHost(scratch)
            let outcome = try await host.bench("deploy \(host.target)")
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("swift build -c release --static-swift-stdlib"))
            #expect(!scratch.exists("home/.local/bin/bench"))
            try await host.stop()
        }

        @Test func aStaticBuildIsDeployedAndRuns() async throws {
            let scratch = try Scratch()
            let host = try await SSHHost(scratch)
            let program = try await host.linkStatically()
            let needed = try await Program(in: scratch).shell("ldd \(program)")
            #expect(needed.out.contains("libibverbs.so.1 => "), "\(needed)")
            for part in ["swift", "Foundation", "dispatch", "not found"] {
                #expect(!needed.out.contains(part), "\(needed)")
            }
            let deployed = try await host.bench("deploy \(host.target)", as: program)
            #expect(deployed.code == 0, "\(deployed)")
            #expect(deployed.out == "\(host.target): bench \(Version.tool)\n", "\(deployed)")
            #expect(scratch.exists("home/.local/bin/bench"))
            #expect(!scratch.exists("home/.local/bin/bench.new"))
            // Nobody says where it is.
            let scenario = try scratch.scenario()
            let moved = try await host.bench(
                "run --source \(host.target) --destination \(host.target) \(scenario) --output out")
            #expect(moved.code == 0, "\(moved)")
            #expect(try scratch.rows("out").first?[RunColumns.outcome.verified] == true)
            try await host.stop()
        }

        /// As its distribution names it; what was deployed before stays.
        @Test(arguments: [
            (
                "ID=debian",
                "sudo apt-get install libnuma1\n  find what brings libodd.so.7, and repeat"
            ),
            ("ID=fedora", "sudo dnf install 'libnuma.so.1()(64bit)' 'libodd.so.7()(64bit)'\n"),
            ("ID=plan9", "find what brings libnuma.so.1, libodd.so.7, and repeat this\n"),
        ])
        func whatAHostLacksIsSaidWithItsPackage(release: String, words: String) async throws {
            let scratch = try Scratch()
            let host = try await SSHHost(scratch)
            try await host.install(
                "ldd", "echo 'libnuma.so.1 => not found'; echo 'libodd.so.7 => not found'")
            try await host.putBefore(release: release)
            let outcome = try await host.deploy()
            #expect(outcome.code == 3, "\(outcome)")
            #expect(
                outcome.err.contains("\(host.target) lacks libnuma.so.1, libodd.so.7\n  \(words)"))
            #expect(try scratch.text("home/.local/bin/bench") == "old")
            #expect(!scratch.exists("home/.local/bin/bench.new"))
            try await host.stop()
        }

        @Test func whatDoesNotRunThereReplacesNothing() async throws {
            let scratch = try Scratch()
            let host = try await SSHHost(scratch)
            try await host.install("chmod", ":")
            try await host.putBefore()
            let outcome = try await host.deploy()
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.err.contains("Permission denied"), "\(outcome)")
            #expect(outcome.err.contains("this build does not run on Linux"), "\(outcome)")
            #expect(try scratch.text("home/.local/bin/bench") == "old")
            #expect(!scratch.exists("home/.local/bin/bench.new"))
            try await host.stop()
        }
    }
}
