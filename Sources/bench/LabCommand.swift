internal import ArgumentParser
internal import Lab
internal import Platform

/// `bench lab`: two virtual machines with Soft-RoCE.
struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "Run in two virtual machines with real RDMA verbs (Soft-RoCE), on any host.",
        discussion: """
            For hosts without an RDMA device: the machines' kernel has Soft-RoCE, so every \
            transport runs there, over the real libraries. Without KVM all is software emulation: \
            it shows that things work, and ratios at best.

              bench lab run                          a small comparison of all transports
              bench lab run --transport tcp,multifd --memory 64MiB --delay 2ms
              bench lab exec -- rdma link            one command in a machine
              bench lab up; bench lab shell source; bench lab down

            The kernel is fetched once with apt-get and kept in the user's cache folder. Nothing \
            is installed on the host. The machines end with the command.
            """,
        subcommands: [
            LabRunCommand.self, LabExecCommand.self, LabUpCommand.self, LabStatusCommand.self,
            LabShellCommand.self, LabDownCommand.self, LabCallCommand.self, LabServeCommand.self,
            LabKeepCommand.self,
        ])

    /// Runs `body` and puts its errors into words and exit codes.
    static func explaining(_ body: () throws -> Void) throws {
        do { try body() } catch let error as LabError {
            if case .interrupted = error { throw Exit.interrupted }
            Exit.explain(error)
            throw Exit.failed
        } catch let error as SystemError {
            Exit.explain(error)
            throw Exit.failed
        }
    }

    /// One line of progress.
    static func say(_ text: String) { StandardError.write(line(text) + "\n") }

    /// A line of the lab's among others.
    static func line(_ text: String) -> String { "lab            \(text)" }
}
