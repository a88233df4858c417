import Foundation
import Results
import TestSupport
import Testing

/// The two hosts of a test to which something happens.
enum Hosts: CaseIterable, CustomTestStringConvertible {
    /// Processes of this host.
    case one
    /// Network namespaces that a veth pair joins, shaped with tc tbf: ``NamespacePair``.
    case namespaces

    /// Those that this user may make.
    static var here: [Hosts] { areNamespacesAllowed ? allCases : [.one] }
    static var areNamespacesAllowed: Bool { geteuid() == 0 }

    /// What the matrix calls them.
    var place: FaultPlace { self == .one ? .oneHost : .namespaces }
    /// Where the destination listens.
    var dataHost: String { self == .one ? "127.0.0.1" : NamespacePair.destinationHost }
    /// What starts a command on the destination's host.
    var onDestination: String { self == .one ? "" : "ip netns exec b" }
    var testDescription: String { place.rawValue }

    /// Runs a suite to which something happens, and after it another between the same two hosts, which
    /// must work: they, their ports and their memory are free.
    /// - Parameters:
    ///   - words: those of `bench run`, for a shell.
    ///   - folder: the suite's.
    ///   - before: a shell's commands before the two suites, which `between` undoes.
    /// - Returns: What came of the first one, with all that both said.
    func survive(
        _ scratch: Scratch, _ words: String, into folder: String = "out", before: String = ":",
        between: String = ":", seconds: Double = 60,
        meanwhile: @escaping @Sendable (Program.Running) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        let program = Program(in: scratch)
        let hugePages = HugePages.free
        let next = try scratch.scenario(file: "next.yml")
        let outcome = try await run(
            program,
            """
            code=0
            \(before)
            migrate \(words) --output \(folder) || code=$?
            \(between)
            listeners > left
            migrate \(next) --output next >&2
            exit $code
            """, seconds: seconds, meanwhile: meanwhile)
        #expect(
            try await eventually(within: 5) { program.family.members.isEmpty },
            "\(program.family.members)")
        #expect(HugePages.free == hugePages)
        #expect(try scratch.text("left").isEmpty)
        #expect(try scratch.statuses("next") == ["completed"], "\(outcome)")
        #expect(try scratch.rows("next").first?[RunColumns.outcome.verified] == true)
        return outcome
    }

    /// Runs a shell script in which `migrate` runs a suite between the two, and `listeners` says which
    /// ports somebody listens on.
    private func run(
        _ program: Program, _ script: String, seconds: Double,
        meanwhile: @escaping @Sendable (Program.Running) async throws -> Void
    ) async throws -> Program.Outcome {
        guard self == .one else {
            let listeners = "listeners() { ss -Htln; ip netns exec b ss -Htln; }\n"
            return try await NamespacePair(program: program).run(
                listeners + script, seconds: seconds, meanwhile: meanwhile)
        }
        // Others listen on this host: whoever waits for the family to end knows of its own.
        let functions = """
            migrate() { "$BENCH" run "$@"; }
            listeners() { :; }

            """
        return try await program.run(
            "/bin/sh", ["-c", functions + script], seconds: seconds, meanwhile: meanwhile)
    }
}
