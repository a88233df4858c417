import Foundation

/// A host on which a script stands for QEMU, and a kernel that nobody boots for the real one.
struct FakeQEMU {
    let scratch: Scratch

    /// - Parameter programs: scripts in the place of others of its programs.
    init(_ script: String, hasKernel: Bool = true, programs: [String: String] = [:]) throws {
        scratch = try Scratch()
        var scripts = [
            "qemu-system-x86_64": script,
            "apt-cache": "echo '  Depends: linux-image-9.9-amd64'",
            "apt-get": "echo nothing > linux-image.deb",
        ]
        scripts.merge(programs) { $1 }
        for (name, script) in scripts { try program(name, script) }
        guard hasKernel else { return }
        for name in ["vmlinuz", "config", "modules/a.ko"] {
            try file("lab/kernel/9.9-fake/\(name)", "fake")
        }
        try file("lab/kernel/9.9-fake/order", "a.ko\n")
    }

    /// `bench lab run` with this host's programs and cache, as a shell's words.
    func lab(_ options: [String]) -> Arguments {
        arguments(["lab", "run", "--repetitions", "1", "--output", "out"] + options)
    }

    /// What comes of it.
    func runLab(_ options: [String]) async throws -> Program.Outcome {
        try await Program(in: scratch).run(lab(options))
    }

    /// `bench lab exec` in the same way.
    func exec(_ words: [String]) -> Arguments { arguments(["lab", "exec"] + words) }

    /// `bench` with this host's programs and cache.
    func arguments(_ words: [String]) -> Arguments {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return Arguments(
            environment: [
                "PATH": "\(scratch.path("bin")):\(path)", "XDG_CACHE_HOME": scratch.path("c"),
            ],
            words: words)
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
    /// Runs `bench` on such a host.
    func run(
        _ arguments: FakeQEMU.Arguments, seconds: Double = 90,
        meanwhile: @escaping @Sendable (Running) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        let settings = arguments.environment.map { "\($0.key)=\($0.value)" }
        return try await run(
            "/usr/bin/env", settings + [try Self.path()] + arguments.words, seconds: seconds,
            meanwhile: meanwhile)
    }
}
