internal import Programs
internal import Session

/// The copying of this program to another host, step by step.
struct Deployment {
    /// Why it did not come to an end, and what to do.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let target: SSHTarget
    /// The program's path on this host.
    let executable: String

    /// Builds a program that brings its Swift runtime along.
    static let buildCommand =
        "swift build -c release --static-swift-stdlib --scratch-path .build-static"

    /// What brings the libraries that such a program needs all the same.
    private static let packages = [
        "libibverbs.so.1": "libibverbs1", "libnuma.so.1": "libnuma1",
        "librdmacm.so.1": "librdmacm1",
        "libsodium.so.23": "libsodium23", "libstdc++.so.6": "libstdc++6",
        "libxxhash.so.0": "libxxhash0", "libz.so.1": "zlib1g",
    ]

    /// Seconds for a few words with the host, and for the program's way there: tens of MiB.
    private static let seconds = (words: 30.0, copy: 300.0)
    private static let place = "$HOME/\(Endpoint.deployFolder)/bench"

    /// Looks at what this program needs at run time.
    /// - Throws: ``Failure`` where it needs the Swift runtime of this host.
    func check() throws(Failure) {
        let text = try run("/usr/bin/ldd", [executable], doing: "looking at \(executable)")
        let runtime = SharedLibraries(parsing: text).paths.filter { path in
            let name = path.split(separator: "/").last ?? ""
            return ["libswift", "libFoundation", "lib_Foundation"].contains { name.hasPrefix($0) }
        }
        guard runtime.isEmpty else {
            throw Failure(
                description: """
                    this build needs the Swift runtime, which other hosts lack
                      \(Self.buildCommand)
                      .build-static/release/bench deploy \(target)
                    """)
        }
    }

    /// Puts the program in its place, whole or not at all, and looks whether it can run there.
    /// - Throws: ``Failure``; with the packages to install where the host lacks libraries.
    func copy() throws(Failure) {
        let script = """
            set -e; umask 022; mkdir -p "$HOME/\(Endpoint.deployFolder)"; \
            cat > "\(Self.place).new"; chmod 755 "\(Self.place).new"; \
            mv "\(Self.place).new" "\(Self.place)"; ldd "\(Self.place)"
            """
        let words = target.arguments(running: script)
        // The shell opens the file: the program's input.
        let text = try run(
            "/bin/sh", ["-c", "exec ssh \"$@\" < \"$0\"", executable] + words,
            doing: "copying to \(target)", seconds: Self.seconds.copy)
        let missing = SharedLibraries(parsing: text).missing
        guard missing.isEmpty else { throw Self.lacking(missing, on: target) }
    }

    /// What the program there says of itself.
    /// - Throws: ``Failure``.
    func version() throws(Failure) -> String {
        let words = target.arguments(running: "\"\(Self.place)\" --version")
        let text = try run(
            "/bin/sh", ["-c", "exec ssh \"$@\"", "sh"] + words, doing: "starting it on \(target)")
        return "bench \(text.split(separator: "\n").last ?? "")"
    }

    static func lacking(_ libraries: [String], on target: SSHTarget) -> Failure {
        let known = Set(libraries.compactMap { packages[$0] }).sorted()
        let unknown = libraries.filter { packages[$0] == nil }
        var lines = ["\(target) lacks \(libraries.joined(separator: ", "))"]
        if !known.isEmpty { lines.append("sudo apt-get install \(known.joined(separator: " "))") }
        if !unknown.isEmpty {
            lines.append("find what brings \(unknown.joined(separator: ", ")), and repeat this")
        }
        return Failure(description: lines.joined(separator: "\n  "))
    }

    private func run(
        _ program: String, _ arguments: [String], doing: String,
        seconds: Double = Deployment.seconds.words
    ) throws(Failure) -> String {
        let outcome: ProgramRun.Outcome
        do { outcome = try ProgramRun(program, arguments).outcome(within: seconds) } catch {
            throw Failure(description: "\(doing): not done after \(Int(seconds)) s, given up")
        }
        guard outcome.isSuccess else {
            let words = outcome.errors.split(separator: "\n").map { "\n  \($0)" }.joined()
            throw Failure(description: "\(doing): failed\(words)")
        }
        return outcome.output
    }
}
