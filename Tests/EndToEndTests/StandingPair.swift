import Foundation
import Lab

/// Commands on machines of `bench lab up` in a cache of their own, so that a lab that the user has
/// up is left alone; with the user's kernels, because they are large.
struct StandingPair {
    let program: Program
    private let cache: String

    init(_ scratch: Scratch, _ program: Program) throws {
        self.program = program
        cache = scratch.path("c")
        let own = "\(cache)/migration-bench/lab"
        let kernels = LabCache().root + "/kernel"
        for folder in [own, kernels] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            atPath: "\(own)/kernel", withDestinationPath: kernels)
    }

    /// `bench` with `words`, which a shell reads, and `meanwhile` beside it.
    func bench(
        _ words: String,
        meanwhile: @escaping @Sendable (Program.Running) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        try await program.run(
            "/bin/sh", ["-c", "XDG_CACHE_HOME=\(cache) \"$BENCH\" \(words)"], seconds: 300,
            meanwhile: meanwhile)
    }

    /// `bench lab` with `words`.
    func lab(_ words: String) async throws -> Program.Outcome { try await bench("lab \(words)") }
}
