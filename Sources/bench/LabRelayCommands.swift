internal import ArgumentParser
internal import Lab
internal import Platform

/// `bench lab call`: an agent in a machine, as a command whose streams are its own.
struct LabCallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Carry standard streams to a command in a machine.", shouldDisplay: false)

    @Argument(help: "The machine's socket.")
    var socket: String

    @Argument(help: "The command; an agent without one.")
    var command = LabPlan.agentInMachine

    func run() throws {
        ThisProcess.ignoreBrokenPipes()
        try LabCommand.explaining {
            let caller = try RelayCaller(socket: socket)
            let how = try caller.run(
                command, over: try .takingOverStandardStreams(), isLifeline: true)
            if how == LabPlan.endedWell { return }
            StandardError.write("bench lab: \(command): \(how)\n")
            throw Exit.failed
        }
    }
}

/// `bench lab serve`: the machine's end of `bench lab call`.
struct LabServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run commands for whoever has a virtio port.", shouldDisplay: false)

    @Argument(help: "The port's device.")
    var device: String

    @Option(help: "A file to make once commands are served: not before is the machine ready.")
    var announce: String?

    func run() throws {
        ThisProcess.ignoreBrokenPipes()
        do {
            let server = try RelayServer(device: device)
            if let announce { try Files.replace(announce, with: []) }
            try server.run()
        } catch {
            Exit.explain(error)
            throw Exit.failed
        }
    }
}
