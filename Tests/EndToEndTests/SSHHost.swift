import Foundation
import Testing

/// This host once more, reached by the real ssh through a server of its own.
///
/// Keys, known hosts and configuration are the test's: what stands before ssh in the PATH names
/// them, and the home folder of whoever logs in is the test's folder.
struct SSHHost {
    private let program: Program
    private let scratch: Scratch
    let port: Int

    /// Why there can be none here; nil where one can.
    ///
    /// Where BENCH_REQUIRE_SSH is set, nothing is skipped.
    static var obstacle: String? {
        guard ProcessInfo.processInfo.environment["BENCH_REQUIRE_SSH"] == nil else { return nil }
        guard FileManager.default.isExecutableFile(atPath: sshd) else {
            return "there is no \(sshd): scripts/setup --tests"
        }
        return getuid() == 0 ? nil : "sshd's folder for its children belongs to root"
    }

    private static let sshd = "/usr/sbin/sshd"

    /// Starts the server on a free port, in the background, and waits until it takes connections.
    init(_ scratch: Scratch) async throws {
        self.scratch = scratch
        program = Program(in: scratch)
        port = Int.random(in: 20_000..<30_000)
        try scratch.write("sshd_config", configuration)
        try FileManager.default.createDirectory(
            atPath: scratch.path("bin"), withIntermediateDirectories: true)
        try scratch.write("bin/ssh", client)
        let start = """
            set -e; mkdir -p /run/sshd; chmod 755 bin/ssh
            for name in host user; do ssh-keygen -q -t ed25519 -N '' -f $name; done
            echo "[127.0.0.1]:\(port) $(cat host.pub)" > known
            cat user.pub > allowed
            \(Self.sshd) -f "$PWD/sshd_config" -E sshd.log
            for _ in $(seq 100); do
                if bin/ssh -o BatchMode=yes -p \(port) root@127.0.0.1 true 2> ssh.log; then exit 0; fi
                sleep 0.1
            done
            cat ssh.log sshd.log >&2; exit 1
            """
        let outcome = try await program.shell(start)
        try #require(outcome.code == 0, "\(outcome)")
    }

    /// How it is named.
    var target: String { "ssh://root@127.0.0.1:\(port)" }

    /// Runs `bench`, or another build of it, with `words`, which a shell reads, with this host's ssh.
    func bench(_ words: String, as path: String = "$BENCH") async throws -> Program.Outcome {
        try await program.shell("PATH=\(scratch.path("bin")):$PATH \"\(path)\" \(words)")
    }

    /// Links the objects of this build with the Swift runtime in it, as `swift build --static-swift-stdlib`
    /// does, whose own build takes minutes.
    ///
    /// They were compiled for the shared runtime, and do not say all that the other one needs.
    /// - Returns: the program's path.
    func linkStatically() async throws -> String {
        let outcome = try await program.shell(
            """
            swiftc -static-stdlib -use-ld=lld -o bench-static -module-name bench -emit-executable \
                -Xlinker --defsym -Xlinker main=bench_main -Xlinker --strip-all \
                "@$(dirname "$(realpath "$BENCH")")/bench.product/Objects.LinkFileList" \
                -l_FoundationICU -lCoreFoundation -l_FoundationCShims -l_FoundationCollections \
                -lstdc++ -lz -lxxhash -lsodium -lnuma -libverbs -lrdmacm -ldl -lm
            """)
        try #require(outcome.code == 0, "\(outcome)")
        return scratch.path("bench-static")
    }

    /// Runs `bench deploy` as if this build brought its Swift runtime along, which a build for tests does
    /// not: of this host's ldd another stands in its place, and not where ssh leads.
    func deploy() async throws -> Program.Outcome {
        try scratch.write("static-ldd", "#!/bin/sh\necho 'libc.so.6 => /lib/libc.so.6'\n")
        let words = """
            mount --bind static-ldd /usr/bin/ldd
            PATH=\(scratch.path("bin")):$PATH exec "$BENCH" deploy \(target)
            """
        return try await program.shell("chmod 755 static-ldd; unshare -m sh -e -c '\(words)'")
    }

    /// Puts a program of that name before those of the host, as who logs in finds them.
    func install(_ name: String, _ script: String) async throws {
        try FileManager.default.createDirectory(
            atPath: scratch.path("programs"), withIntermediateDirectories: true)
        try scratch.write("programs/\(name)", "#!/bin/sh\n\(script)\n")
        let outcome = try await program.shell("chmod 755 programs/\(name)")
        #expect(outcome.code == 0, "\(outcome)")
    }

    /// Leaves a program where `bench deploy` puts it; where that is said, the host is of another
    /// distribution.
    func putBefore(release: String? = nil) async throws {
        try FileManager.default.createDirectory(
            atPath: scratch.path("home/.local/bin"), withIntermediateDirectories: true)
        try scratch.write("home/.local/bin/bench", "old")
        guard let release else { return }
        try await install(
            "cat",
            "[ \"$1\" = /etc/os-release ] && { echo '\(release)'; exit; }; exec /bin/cat \"$@\"")
    }

    func stop() async throws {
        let outcome = try await program.shell("kill $(cat sshd.pid)")
        #expect(outcome.code == 0, "\(outcome)")
    }

    private var client: String {
        """
        #!/bin/sh
        exec /usr/bin/ssh -F /dev/null -i \(scratch.path("user")) \\
            -o UserKnownHostsFile=\(scratch.path("known")) -o StrictHostKeyChecking=yes "$@"

        """
    }

    private var configuration: String {
        """
        ListenAddress 127.0.0.1:\(port)
        HostKey \(scratch.path("host"))
        AuthorizedKeysFile \(scratch.path("allowed"))
        PidFile \(scratch.path("sshd.pid"))
        StrictModes no
        UsePAM no
        PermitRootLogin yes
        SetEnv HOME=\(scratch.path("home")) PATH=\(scratch.path("programs")):/usr/bin:/bin

        """
    }
}
