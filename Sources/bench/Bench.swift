internal import Analysis
internal import ArgumentParser
internal import Platform
internal import Results
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
              bench compare results/monday results/tuesday
              bench gate --current results/tuesday   whether it got worse than the baseline
              bench plot results/tuesday             pictures of it: SVG and PNG
              bench report results/tuesday           all of it on one page, the answer first

            Exit codes: 0 fine, 2 a regression, 3 a run failed or was corrupt or a gate was not \
            proven, 4 no baseline, 5 environments that do not compare, 6 inconclusive, 64 usage, \
            130 stopped by Ctrl-C.
            """,
        version: Version.tool,
        subcommands: [
            RunCommand.self, CompareCommand.self, GateCommand.self,
            BaselineCommand.self, HistoryCommand.self, PlotCommand.self, ReportCommand.self,
            EnvironmentCommand.self, DoctorCommand.self, StatusCommand.self, ListCommand.self,
            ScenarioCommand.self, TraceCommand.self, LabCommand.self, DeployCommand.self,
            AgentCommand.self,
        ],
        defaultSubcommand: RunCommand.self)

    /// Commands that start in machines, where the options of all others need not be looked at.
    ///
    /// A debug build checks every option that it may meet: in an emulated machine for seconds.
    private static let direct: [(words: [String], command: any ParsableCommand.Type)] = [
        (["agent"], AgentCommand.self), (["lab", "serve"], LabServeCommand.self),
        (["lab", "call"], LabCallCommand.self),
    ]

    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        // Help names a command by its place among the others.
        let isHelp = words.contains { ["-h", "--help", "--version"].contains($0) }
        guard !isHelp, let (path, command) = direct.first(where: { words.starts(with: $0.words) })
        else {
            main(nil)
            return finish()
        }
        command.main(Array(words.dropFirst(path.count)))
    }

    /// What was printed and cannot be written is not fine.
    private static func finish() {
        do { try StandardOutput.finish() } catch {
            Exit.explain(error)
            exit(withError: Exit.failed)
        }
    }
}

/// How the program ends when it does not end well.
enum Exit {
    /// A run failed or was corrupt, the suite could not be run, or a gate was not proven.
    static let failed = ExitCode(3)
    /// A gate found that something got worse.
    static let regression = ExitCode(2)
    /// There is no baseline to hold a suite against.
    static let noBaseline = ExitCode(4)
    /// A gate cannot tell.
    static let inconclusive = ExitCode(6)
    /// The environments of two suites differ.
    static let notComparable = ExitCode(5)
    /// Something that was typed cannot be used.
    static let usage = ExitCode(64)
    /// Stopped by Ctrl-C: 128 and SIGINT.
    static let interrupted = ExitCode(130)

    /// Says why what was named cannot be used: no mistake in the command line, so without its usage.
    static func refused(_ text: String) -> ExitCode {
        StandardError.write("error: \(text)\n")
        return usage
    }

    /// Says something odd on standard error.
    static func warn(_ text: String) {
        StandardError.write("warning: \(text)\n")
    }

    /// Ends the program where figures of two suites do not compare, unless the user wants them to.
    static func check(
        _ match: EnvironmentMatch, _ before: String, _ after: String, across: Bool
    ) throws {
        switch match {
        case .same: return
        case .different(let differences):
            guard !across else { return }
            let list = differences.map { "\n  \($0)" }.joined()
            StandardError.write(
                "error: the environments of \(before) and \(after) differ:\(list)\n"
                    + "  compare them all the same with --across\n")
            throw notComparable
        case .unknown(let why):
            warn("whether the environments match is unknown: \(why)")
        }
    }

    /// Refuses a table that never had a row.
    static func checkRows(of suite: RecordedSuite) throws {
        // Of a table with rows that were all taken out the environments are known.
        guard suite.environmentIDs.isEmpty else { return }
        throw refused("\(suite.name): there is nothing in it to compare")
    }

    /// Says what went wrong on standard error.
    static func explain(_ error: some Error) {
        StandardError.write("error: \(error)\n")
    }
}
