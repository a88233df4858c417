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

    /// Debian's packages of the libraries that such a program needs all the same.
    private static let packages = [
        "libibverbs.so.1": "libibverbs1", "libnuma.so.1": "libnuma1",
        "librdmacm.so.1": "librdmacm1",
        "libsodium.so.23": "libsodium23", "libstdc++.so.6": "libstdc++6",
        "libxxhash.so.0": "libxxhash0", "libz.so.1": "zlib1g",
    ]

    /// Seconds for a few words with the host, and for the program's way there: tens of MiB.
    private static let seconds = (words: 30.0, copy: 300.0)
    private static let place = "$HOME/\(Endpoint.deployFolder)/bench"
    /// Where it is looked at first.
    private static let new = "\(place).new"

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

    /// Copies the program beside its place, and looks whether the host has all that it needs.
    ///
    /// What is there already stays as it is until ``install()``.
    /// - Throws: ``Failure``; with what to install where the host lacks libraries.
    func copy() throws(Failure) {
        let script = """
            set -e; umask 022; mkdir -p "$HOME/\(Endpoint.deployFolder)"; \
            cat > "\(Self.new)"; chmod 755 "\(Self.new)"; \
            ldd "\(Self.new)" 2>&1 || :; cat /etc/os-release 2>&1 || :
            """
        let words = target.arguments(running: script)
        // The shell opens the file: the program's input.
        let text = try run(
            "/bin/sh", ["-c", "exec ssh \"$@\" < \"$0\"", executable] + words,
            doing: "copying to \(target)", seconds: Self.seconds.copy)
        let missing = SharedLibraries(parsing: text).missing
        guard missing.isEmpty else {
            _ = try onHost("rm -f \"\(Self.new)\"", doing: "tidying up on \(target)")
            throw Self.lacking(missing, on: target, PackageManager(osRelease: text))
        }
    }

    /// Starts the copy, and puts it in its place, whole, once it runs there.
    /// - Returns: what it says of itself.
    /// - Throws: ``Failure``; then what was there before still is.
    func install() throws(Failure) -> String {
        let script = """
            if "\(Self.new)" --version; then mv "\(Self.new)" "\(Self.place)"; \
            else rm -f "\(Self.new)"; \
            echo "this build does not run on $(uname -sm): build on that host, or on one like it" >&2; \
            exit 1; fi
            """
        let text = try onHost(script, doing: "starting it on \(target)")
        return "bench \(text.split(separator: "\n").last ?? "")"
    }

    private func onHost(_ script: String, doing: String) throws(Failure) -> String {
        try run(
            "/bin/sh", ["-c", "exec ssh \"$@\"", "sh"] + target.arguments(running: script),
            doing: doing)
    }

    private static func lacking(
        _ libraries: [String], on target: SSHTarget, _ manager: PackageManager?
    ) -> Failure {
        let (command, unknown) =
            manager?.command(bringing: libraries, packages: packages) ?? (nil, libraries)
        var lines = ["\(target) lacks \(libraries.joined(separator: ", "))"]
        if let command { lines.append(command) }
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
