internal import ArgumentParser
internal import Platform
internal import Session

/// `bench status`: who measures on a host.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether a suite runs on a host, and whose.",
        discussion: """
              bench status
              bench status --on ssh://host-b

            One suite at a time measures on a host. Another that is started meanwhile ends with an \
            error, or waits with `bench run --wait`. What a killed suite leaves holds nothing.
            """)

    @Option(
        help: ArgumentHelp("The host: \(Endpoint.forms).", valueName: "endpoint"))
    var on = "local"

    @Option(help: ArgumentHelp("Where bench is on a host reached by ssh.", valueName: "path"))
    var agentPath: String?

    func validate() throws {
        guard Endpoint(parsing: on) != nil else {
            throw ValidationError("--on \(on): allowed are \(Endpoint.forms)")
        }
    }

    func run() throws {
        guard let endpoint = Endpoint(parsing: on, agentPath: agentPath) else {
            preconditionFailure("validate() looked at it")
        }
        do {
            let state = try HostStatus.of(
                endpoint, executable: try ThisProcess.executablePath(), interrupts: Interrupts())
            switch state {
            case .free, .yours: print("free")
            case .held(let lease):
                print(lease?.summary ?? "taken by a suite that left nothing to read")
            }
        } catch let error as SessionError {
            StandardError.write("error: \(HostStatus.words(of: error, at: endpoint))\n")
            throw Exit.failed
        }
    }
}
