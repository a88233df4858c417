internal import FoundationEssentials
internal import Platform

/// The way that data takes at one host.
public struct DataWay: Codable, Sendable, Hashable {
    /// The network interface that has this host's end of it.
    public var interface: String
    /// The numeric address of this host's end.
    public var from: String
    /// Whether it leads to an address of this host, so that nothing leaves it.
    public var isWithinHost: Bool
    /// Whether the ssh login came over it that the agent was started by: mostly the slow network; nil
    /// where there was none.
    public var isLogin: Bool?

    /// Puts them together.
    public init(interface: String, from: String, isWithinHost: Bool, isLogin: Bool?) {
        self.interface = interface
        self.from = from
        self.isWithinHost = isWithinHost
        self.isLogin = isLogin
    }

    /// The way from this host to `address`.
    /// - Throws: ``SystemError`` where there is none.
    init(towards address: SocketAddress) throws(SystemError) {
        let way = try NetworkWay(towards: address)
        interface = way.interface.name
        from = way.from
        isWithinHost = way.isWithinHost
        isLogin = try Self.login().map { [interface] in $0 == interface }
    }

    /// The interface that has the address of this end in sshd's SSH_CONNECTION ("CLIENT PORT HOST PORT");
    /// nil where there was no login, or to another host, as behind srun.
    private static func login() throws(SystemError) -> String? {
        let words = ProcessInfo.processInfo.environment["SSH_CONNECTION"]?.split(separator: " ")
        guard let words, words.count == 4, NumericAddress.isValid(String(words[2])) else {
            return nil
        }
        return try NetworkInterface.having(String(words[2]))?.name
    }
}
