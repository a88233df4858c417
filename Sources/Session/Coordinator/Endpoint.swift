internal import Programs

/// Where an agent runs and how it is reached: what `--source` and `--destination` say.
public enum Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// A child process on this host.
    case local
    /// A host that ssh reaches; where `bench` is there, nil for where `bench deploy` puts it or in
    /// the PATH.
    case ssh(SSHTarget, agentPath: String?)
    /// Any shell command whose standard streams are those of `bench agent`.
    case command(String)

    /// The form of what can be said, for people.
    public static let forms = "local, ssh://[USER@]HOST[:PORT] and exec:COMMAND"

    /// Reads `local`, `ssh://[USER@]HOST[:PORT]` or `exec:COMMAND`; nil for anything else.
    ///
    /// - Parameter agentPath: where `bench` is on a host that ssh reaches.
    public init?(parsing text: String, agentPath: String? = nil) {
        if text == "local" {
            self = .local
        } else if let target = SSHTarget(parsing: text) {
            self = .ssh(target, agentPath: agentPath)
        } else if text.hasPrefix("exec:"),
            text.dropFirst("exec:".count).contains(where: { $0 != " " })
        {
            self = .command(String(text.dropFirst("exec:".count)))
        } else {
            return nil
        }
    }

    /// The endpoint as it is typed.
    public var description: String {
        switch self {
        case .local: "local"
        case .ssh(let target, _): "\(target)"
        case .command(let command): "exec:\(command)"
        }
    }

    /// The program and arguments that reach an agent; `executable` is this program.
    func command(
        executable: String, _ silence: Silence = .byDefault
    ) -> (program: String, arguments: [String]) {
        switch self {
        case .local: (executable, ["agent"])
        case .ssh(let target, let agentPath):
            ("ssh", target.arguments(running: Self.remoteCommand(agentPath), silence))
        case .command(let command): ("/bin/sh", ["-c", command])
        }
    }

    /// What to look at when nothing came that an agent says.
    func hint(_ ending: ProgramEnding?) -> String {
        switch (self, ending) {
        // ssh(1): 255 is its own; a shell's: 127 for a command that is not there.
        case (.ssh, .exited(255)): "ssh says above why it cannot reach the host"
        case (.ssh(let target, let path), .exited(126...127)):
            path == nil
                ? "there is no bench on that host: bench deploy \(target), or --agent-path"
                : "--agent-path \(path ?? "") is no program on that host"
        case (.ssh, _): "does the host's shell print something when it starts?"
        case (.local, _), (.command, _): "does the command end in `bench agent`?"
        }
    }

    /// What comes before its first colon: local, ssh or exec.
    static func kind(of text: String) -> String { String(text.prefix { $0 != ":" }) }

    /// Where `bench deploy` puts the program, seen from the home folder of the user there.
    public static let deployFolder = ".local/bin"

    private static func remoteCommand(_ agentPath: String?) -> String {
        guard let agentPath else {
            return "PATH=\"$HOME/\(deployFolder):$PATH\" exec bench agent"
        }
        return "exec \(quoted(agentPath)) agent"
    }

    /// `word` as a shell reads it back.
    private static func quoted(_ word: String) -> String {
        "'" + word.replacing("'", with: #"'\''"#) + "'"
    }
}
