internal import ArgumentParser
internal import Platform
internal import Session

/// The program: one file a subcommand.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Compare RDMA and NICs for live migration, with figures to defend.",
        discussion: """
            Runs the same simulated guest through every migration transport between two \
            processes or hosts, verifies every byte, and writes one CSV row a migration.

            Without a subcommand, `bench` runs the quick comparison on this machine:

              bench                                  the quick matrix, about 2 minutes
              bench run --dry-run                    what it would do
              bench run Benchmarks/Scenarios/maintainers.yml --memory 8GiB
              bench lab run                          between two virtual machines with Soft-RoCE
              bench doctor                           what would spoil figures on this host

            Exit codes: 0 fine, 3 a run failed or was corrupt, 64 usage, 130 stopped by Ctrl-C.
            """,
        version: Version.tool,
        subcommands: [
            RunCommand.self, DoctorCommand.self, ListCommand.self, ScenarioCommand.self,
            LabCommand.self, AgentCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}

/// How the program ends when it does not end well.
enum Exit {
    /// A run failed or was corrupt, or the suite could not be run.
    static let failed = ExitCode(3)
    /// Something that was typed cannot be used.
    static let usage = ExitCode(64)
    /// Stopped by Ctrl-C: 128 and SIGINT.
    static let interrupted = ExitCode(130)

    /// Says what went wrong on standard error.
    static func explain(_ error: some Error) {
        StandardError.write("error: \(error)\n")
    }
}
