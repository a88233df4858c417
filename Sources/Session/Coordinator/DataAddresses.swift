internal import Measurement
internal import Migration
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
    /// Why data of sockets would be none of a network; nil where it leaves its host.
    private let withinHost: String?
    /// Whether both ends were put on one host on purpose, where no network is expected.
    private let isOfOneHost: Bool
    /// Why guests that go back would take another network than those that come; nil where they do not.
    private let otherWayBack: String?

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
        let stays = agents.shareNetwork && !NumericAddress.isLoopback(forward.host)
        withinHost =
            stays ? "both ends are on one host, where data to \(forward.host) goes through lo" : nil
        isOfOneHost = options.isOfOneHost
        otherWayBack = try Self.wayBack(to: back, not: forward, agents)
    }

    /// Why guests from the destination to `back` leave it by another interface than the one that has
    /// `forward`; nil where they do not.
    private static func wayBack(
        to back: SocketAddress?, not forward: SocketAddress, _ agents: AgentPair
    ) throws(SessionError) -> String? {
        guard let back, !agents.shareNetwork else { return nil }
        let chosen = try agents.way(of: agents.destination, towards: forward)
        let taken = try agents.way(of: agents.destination, towards: back)
        guard taken?.isWithinHost != true else {
            throw .sharedAddress(back.host, at: taken?.interface ?? "")
        }
        guard taken?.interface != chosen?.interface else { return nil }
        return """
            destination: guests that go back would leave it over \
            \((taken?.interface).map(\.printable) ?? "nothing"), not over the interface of \
            \(forward.host) (see `ip route get \(back.host)` there)
            """
    }

    /// The ways of data to the destination at both hosts, source first; nil where there is none.
    /// - Throws: ``SessionError`` where it is another than anybody would think: through the source itself,
    ///   over another interface than the one that was chosen there, over the network of a login, or in at
    ///   another interface of the destination than the one that has the address.
    func ways(between agents: AgentPair) throws(SessionError) -> [DataWay?] {
        let source = try agents.way(of: agents.source, towards: forward)
        let destination = try agents.way(of: agents.destination, towards: forward)
        guard let source, let destination else { return [source, destination] }
        if isBackChosen, let back {
            let chosen = try agents.way(of: agents.source, towards: back)
            guard chosen?.interface == source.interface else {
                throw .otherWay(to: forward.host, over: source.interface, not: back.host)
            }
        }
        // Within a host no other network can be meant.
        guard !agents.shareNetwork else { return [source, destination] }
        guard !source.isWithinHost else {
            throw .sharedAddress(forward.host, at: source.interface)
        }
        guard !isBackChosen else { return [source, destination] }
        if source.isLogin == true, destination.isLogin == false {
            throw .loginWay(
                to: forward.host, at: destination.interface, over: source.interface)
        }
        try checkArrival(from: source, at: destination, agents)
        return [source, destination]
    }

    /// Data comes in where what is sent back goes out: that must be where the address is.
    private func checkArrival(
        from source: DataWay, at destination: DataWay, _ agents: AgentPair
    ) throws(SessionError) {
        guard NumericAddress.isValid(source.from) else {
            throw agents.source.malformed("\(source.from.printable) as its address")
        }
        // Within a link there is one way.
        guard !NumericAddress.isLinkLocal(source.from) else { return }
        let answer = try agents.way(
            of: agents.destination, towards: SocketAddress(host: source.from, port: 0))
        // Where there is no way back the migration itself says so.
        guard let answer, answer.interface != destination.interface else { return }
        throw .otherArrival(
            of: forward.host, at: destination.interface, over: answer.interface, from: source)
    }

    /// Why guests cannot go the ways of a case; nil where they can.
    func obstacle(to spec: CaseSpec) -> String? {
        if let withinHost, !isOfOneHost, !spec.migration.transport.definition.needsRDMA {
            return "\(withinHost) (--data-address 127.0.0.1 where that is meant)"
        }
        guard spec.concurrency.direction == .both else { return nil }
        if let otherWayBack { return otherWayBack }
        guard back == nil else { return nil }
        return """
            source: guests go both ways, and it is not said where the source takes data \
            (--source-data-address)
            """
    }

    /// What a reader of the figures of these cases must know of their network; nil where nothing.
    func warning(about specs: [CaseSpec]) -> String? {
        guard let withinHost, isOfOneHost,
            specs.contains(where: { !$0.migration.transport.definition.needsRDMA })
        else { return nil }
        return "\(withinHost), but for what goes over RDMA"
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
