internal import ArgumentParser
internal import Session

/// `bench agent`: one end of migrations, told by a coordinator.
struct AgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Serve a coordinator over standard input and output.",
        discussion: """
            Started by `bench run`, one for each end; not for typing. Reach an agent on another \
            host with --source or --destination exec:COMMAND, where COMMAND ends in \
            `bench agent`. It ends when its input ends.
            """)

    func run() throws { Agent.run(gitCommit: Revision.commit) }
}
