/// Where an agent runs and how it is reached: what `--source` and `--destination` say.
public enum Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// A child process on this host.
    case local
    /// Any shell command whose standard streams are those of `bench agent`.
    case command(String)

    /// Reads `local` or `exec:COMMAND`; nil for anything else.
    public init?(parsing text: String) {
        if text == "local" {
            self = .local
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
        case .command(let command): "exec:\(command)"
        }
    }
}
