internal import Measurement
internal import Platform
internal import Scenarios

/// Where the hosts of a suite take data connections.
struct DataAddresses {
    /// The destination.
    let forward: SocketAddress
    /// The source, of guests that go back; nil where that was not said.
    let back: SocketAddress?
    /// Whether it was said.
    private let isBackChosen: Bool

    /// Looks up what the options name.
    /// - Throws: ``SessionError`` where a host has no such address, or each would reach itself there.
    init(_ options: SuiteOptions, _ agents: AgentPair) throws(SessionError) {
        func address(_ name: String, of agent: AgentHandle) throws(SessionError) -> SocketAddress {
            let host = try agents.dataAddress(name, of: agent)
            if NumericAddress.isValid(name) { try agent.check(host, isThatOf: name) }
            guard let address = NumericAddress.canonical(host), NumericAddress.isOneHost(host)
            else {
                throw agent.malformed("\(host.printable) as its address of \(name)")
            }
            guard agents.shareNetwork || !NumericAddress.isLoopback(host) else {
                throw .loopbackBetween(agents.shareHost ? .namespaces : .hosts, at: host)
            }
            return SocketAddress(host: address, port: 0)
        }
        forward = try address(options.dataAddress, of: agents.destination)
        isBackChosen = options.sourceDataAddress != nil
        if let name = options.sourceDataAddress {
            back = try address(name, of: agents.source)
        } else {
            back = agents.shareNetwork ? forward : nil
        }
    }

    /// The ways of data to the destination at both hosts, source first; nil where there is none.
    /// - Throws: ``SessionError/otherWay(to:over:not:)`` or ``SessionError/loginWay(to:at:over:)`` where
    ///   it is another than anybody would think.
    func ways(between agents: AgentPair) throws(SessionError) -> [DataWay?] {
        let source = try agents.way(of: agents.source, towards: forward)
        let destination = try agents.way(of: agents.destination, towards: forward)
        // Within a host no other network can be meant.
        guard let source, let destination, source.interface != "lo" else {
            return [source, destination]
        }
        if isBackChosen, let back {
            let chosen = try agents.way(of: agents.source, towards: back)
            guard chosen?.interface == source.interface else {
                throw .otherWay(to: forward.host, over: source.interface, not: back.host)
            }
        } else if source.isLogin == true, destination.isLogin == false {
            throw .loginWay(
                to: forward.host, at: destination.interface, over: source.interface)
        }
        return [source, destination]
    }

    /// Why guests cannot go the ways of a case; nil where they can.
    func obstacle(to spec: CaseSpec) -> String? {
        guard spec.concurrency.direction == .both, back == nil else { return nil }
        return """
            source: guests go both ways, and it is not said where the source takes data \
            (--source-data-address)
            """
    }
}

extension AgentHandle {
    /// Where the source is to connect: only the port is the destination's to say.
    /// - Throws: ``SessionError/malformed(role:endpoint:what:)`` where it listens elsewhere.
    func place(
        _ said: SocketAddress, at chosen: SocketAddress
    ) throws(SessionError) -> SocketAddress {
        try check(said.host, isThatOf: chosen.host)
        guard said.port != 0 else { throw malformed("port 0 for data") }
        return SocketAddress(host: chosen.host, port: said.port)
    }

    fileprivate func check(_ host: String, isThatOf chosen: String) throws(SessionError) {
        guard !NumericAddress.isSame(host, chosen) else { return }
        throw malformed("data at \(host.printable), where \(chosen) was chosen")
    }
}
