internal import FoundationEssentials
internal import Platform

/// The way that data takes at one host.
public struct DataWay: Codable, Sendable, Hashable {
    /// The network interface.
    public var interface: String
    /// Whether the ssh login came over it that the agent was started by: mostly the slow network; nil
    /// where there was none.
    public var isLogin: Bool?

    /// Puts the two together.
    public init(interface: String, isLogin: Bool?) {
        self.interface = interface
        self.isLogin = isLogin
    }

    /// The way from this host to `address`.
    /// - Throws: ``SystemError`` where there is none.
    init(towards address: SocketAddress) throws(SystemError) {
        interface = try NetworkInterface.towards(address).name
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
