internal import ArgumentParser
internal import Platform
internal import Session

/// `bench deploy`: puts this program on another host, for `--source` and `--destination`.
struct DeployCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy",
        abstract: "Copy this program to a host that ssh reaches.",
        discussion: """
              bench deploy ssh://host-b
              bench run --destination ssh://host-b --data-address eth1 FILE

            Goes to ~/\(Endpoint.deployFolder)/bench there, where `ssh://` looks first. The program \
            must bring its Swift runtime along:

              \(Deployment.buildCommand)

            Keys and known hosts are those of your own ssh; it is asked for no password.
            """)

    @Argument(help: ArgumentHelp("ssh://[USER@]HOST[:PORT]", valueName: "host"))
    var host: String

    func validate() throws {
        guard SSHTarget(parsing: host) != nil else {
            throw ValidationError("\(host): allowed is ssh://[USER@]HOST[:PORT]")
        }
    }

    func run() throws {
        guard let target = SSHTarget(parsing: host) else {
            preconditionFailure("validate() looked at it")
        }
        do {
            let deployment = Deployment(
                target: target, executable: try ThisProcess.executablePath())
            try deployment.check()
            try deployment.copy()
            print("\(target): \(try deployment.install())")
        } catch let error as Deployment.Failure {
            Exit.explain(error)
            throw Exit.failed
        }
    }
}
