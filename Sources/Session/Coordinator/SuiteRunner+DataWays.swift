public import Measurement
internal import Platform
public import Scenarios

extension SuiteRunner {
    /// Where data goes that `cases` send: the addresses, and the interfaces at both hosts.
    ///
    /// They must be the same where a suite goes on: its environment does not tell networks of one kind
    /// apart.
    /// - Throws: ``SessionError`` where an agent does not say it.
    public func dataWays(of cases: [CaseSpec]) throws(SessionError) -> [EnvironmentItem] {
        var ways = Self.items(to: "destination", addresses.forward, over: interfaces)
        if let back = addresses.back, cases.contains(where: { $0.concurrency.direction == .both }) {
            let interfaces = try [agents.source, agents.destination].map {
                agent throws(SessionError) in
                try agents.way(of: agent, towards: back)?.interface
            }
            ways += Self.items(to: "source", back, over: interfaces)
        }
        return ways
    }

    private static func items(
        to receiver: String, _ address: SocketAddress, over interfaces: [String?]
    ) -> [EnvironmentItem] {
        let ends = zip(["source", "destination"], interfaces).map { end, interface in
            EnvironmentItem(
                name: "data to the \(receiver): interface of the \(end)",
                value: interface ?? "none")
        }
        return [EnvironmentItem(name: "data to the \(receiver): address", value: address.host)]
            + ends
    }
}
