internal import ArgumentParser
internal import Lab
internal import Platform

/// `bench lab shell`: a shell, or one command, in a machine.
struct LabShellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell",
        abstract: "A shell in a machine of `bench lab up`, or one command.",
        discussion: """
              bench lab shell source
              bench lab shell destination -- rdma resource

            A plain shell, line by line: no job control, no full-screen programs. One at a time in \
            each machine. The exit code is the command's.
            """)

    @Argument(help: "source, destination or solo; the first machine by default.")
    var machine: String?

    @Argument(parsing: .postTerminator, help: "The command; an interactive shell without one.")
    var command: [String] = []

    func run() throws {
        ThisProcess.ignoreBrokenPipes()
        try LabCommand.explaining {
            let record = try StandingLab().required()
            let names = record.plan.machines
            let name = machine ?? names[0]
            guard let socket = record.plan.shellSocket(of: name) else {
                throw LabError.refused(
                    "no machine is called \(name)",
                    remedy: "there \(names.count == 1 ? "is" : "are") "
                        + names.joined(separator: " and "))
            }
            let words =
                command.isEmpty
                ? "exec /bin/busybox sh -i" : command.map(LabPlan.quoted).joined(separator: " ")
            let caller = try RelayCaller(socket: socket)
            let how = try caller.run(words, over: try .takingOverStandardStreams())
            guard how != LabPlan.endedWell else { return }
            if let code = LabPlan.exitCode(how) { throw ExitCode(code) }
            StandardError.write("bench lab: \(how)\n")
            throw Exit.failed
        }
    }
}
