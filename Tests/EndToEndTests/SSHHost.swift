import Foundation
import Testing

/// This host once more, reached by the real ssh through a server of its own.
///
/// Keys, known hosts and configuration are the test's: what stands before ssh in the PATH names
/// them, and the home folder of whoever logs in is the test's folder.
struct SSHHost {
    private let scratch: Scratch
    let port: Int
    private let server: Process

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

    /// Starts the server on a free port.
    init(_ scratch: Scratch) throws {
        self.scratch = scratch
        port = Int.random(in: 20_000..<30_000)
        for name in ["host", "user"] {
            try Self.run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", scratch.path(name)])
        }
        let hostKey = try scratch.text("host.pub")
        try scratch.write("known", "[127.0.0.1]:\(port) \(hostKey)")
        try scratch.write("allowed", try scratch.text("user.pub"))
        try FileManager.default.createDirectory(
            atPath: scratch.path("bin"), withIntermediateDirectories: true)
        try scratch.write(
            "bin/ssh",
            """
            #!/bin/sh
            exec /usr/bin/ssh -F /dev/null -i \(scratch.path("user")) \\
                -o UserKnownHostsFile=\(scratch.path("known")) -o StrictHostKeyChecking=yes "$@"

            """)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: scratch.path("bin/ssh"))
        try scratch.write(
            "sshd_config",
            """
            ListenAddress 127.0.0.1:\(port)
            HostKey \(scratch.path("host"))
            AuthorizedKeysFile \(scratch.path("allowed"))
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            SetEnv HOME=\(scratch.path("home"))

            """)
        try FileManager.default.createDirectory(
            atPath: "/run/sshd", withIntermediateDirectories: true)
        server = Process()
        server.executableURL = URL(filePath: Self.sshd)
        server.arguments = ["-D", "-e", "-f", scratch.path("sshd_config")]
        server.standardError = FileHandle.nullDevice
        try server.run()
    }

    /// How it is named.
    var target: String { "ssh://root@127.0.0.1:\(port)" }

    /// Runs `bench` with `words`, which a shell reads, with this host's ssh.
    func bench(_ words: String) async throws -> Program.Outcome {
        let program = Program(in: scratch)
        return try await program.shell("PATH=\(scratch.path("bin")):$PATH \"$BENCH\" \(words)")
    }

    /// Waits until it takes connections.
    func isUp() async throws -> Bool {
        try await eventually(within: 10) {
            let probe = Process()
            probe.executableURL = URL(filePath: scratch.path("bin/ssh"))
            probe.arguments = ["-o", "BatchMode=yes", "-p", "\(port)", "root@127.0.0.1", "true"]
            probe.standardError = FileHandle.nullDevice
            try probe.run()
            probe.waitUntilExit()
            return probe.terminationStatus == 0
        }
    }

    func stop() {
        server.terminate()
        server.waitUntilExit()
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program)")
    }
}
