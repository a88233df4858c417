internal import FoundationEssentials

/// A host that the system's ssh reaches: what `ssh://[user@]host[:port]` names.
///
/// Keys, known hosts and jumps are those of the user's own ssh, its configuration and its agent.
public struct SSHTarget: Sendable, Hashable, CustomStringConvertible {
    /// The user there; nil for what ssh's configuration says.
    public let user: String?
    /// A name of DNS or of ssh's configuration, or an IP address.
    public let host: String
    /// The TCP port; nil for what ssh's configuration says.
    public let port: Int?

    /// Seconds that ssh may try to connect.
    static let connectSeconds = 10
    /// How many such questions may go unanswered.
    static let aliveCount = 3

    /// Reads `ssh://[user@]host[:port]`; nil for anything else, a password or a path among it.
    public init?(parsing text: String) {
        guard let url = URLComponents(string: text), url.scheme == "ssh", let name = url.host,
            url.password == nil, url.path.isEmpty, url.query == nil, url.fragment == nil
        else { return nil }
        // URLs have an IPv6 address in brackets, ssh has it without.
        let host = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
        let isSound = [host, url.user ?? "root"].allSatisfy { word in
            // What begins with a dash would be taken for an option.
            !word.isEmpty && !word.hasPrefix("-")
                && word.allSatisfy { $0.isASCII && !$0.isWhitespace && $0 != "@" }
        }
        guard isSound, (1...65535).contains(url.port ?? 22) else { return nil }
        self.host = host
        user = url.user
        port = url.port
    }

    /// The target as it is typed.
    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "ssh://" + (user.map { "\($0)@" } ?? "") + name + (port.map { ":\($0)" } ?? "")
    }

    /// What ssh is started with to run `command`, which a shell there reads.
    ///
    /// Nobody is there to be asked (BatchMode), and a host that falls silent ends the session: a little
    /// later than `silence`, after which it is given up by the coordinator.
    public func arguments(
        running command: String, _ silence: Silence = .byDefault
    ) -> [String] {
        let aliveSeconds = silence.seconds / Self.aliveCount + 1
        let options = [
            "BatchMode=yes", "ConnectTimeout=\(Self.connectSeconds)",
            "ServerAliveInterval=\(aliveSeconds)", "ServerAliveCountMax=\(Self.aliveCount)",
        ]
        // Whatever a configuration forwards: the host gets no way to what is the user's own.
        var words =
            ["-T", "-a", "-x"] + (options + ["ClearAllForwardings=yes"]).flatMap { ["-o", $0] }
        if let user { words += ["-l", user] }
        if let port { words += ["-p", "\(port)"] }
        return words + ["--", host, command]
    }
}
