internal import CVerbs
internal import Glibc
public import Platform

/// A peer that wants to connect.
public struct ConnectionRequest: Sendable {
    /// The connection that it would be: to be accepted or rejected; closing it rejects too.
    public let connection: ConnectionID
    /// What the peer sent along, padded with zeros.
    public let privateData: [UInt8]
}

extension ConnectionID {
    /// Takes an address of this host; port 0 takes a free one, which ``boundPort`` tells.
    /// - Throws: ``VerbsError``, with ENODEV where no RDMA device has the address, and EADDRINUSE
    ///   where the port is taken.
    public func bind(to address: SocketAddress) throws(VerbsError) {
        var raw = try RawAddress(address)
        let result = unsafe raw.withPointer { unsafe rdma_bind_addr(pointer, $0) }
        guard result == 0 else {
            let code = errno
            let advice = code == ENODEV ? "no RDMA device has this address" : nil
            throw .call(
                "rdma_bind_addr", code: code, doing: "binding to \(address)", advice: advice)
        }
    }

    /// Lets peers connect to the bound address.
    /// - Throws: ``VerbsError``.
    public func listen(backlog: Int32 = 64) throws(VerbsError) {
        guard unsafe rdma_listen(pointer, backlog) == 0 else {
            throw .call("rdma_listen", code: errno, doing: "listening")
        }
    }

    /// Takes the next peer that wants to connect; nil when the deadline came first.
    ///
    /// The peer waits some seconds at most for an answer.
    /// - Throws: ``VerbsError``.
    public func nextRequest(until deadline: Deadline) throws(VerbsError) -> ConnectionRequest? {
        let doing = "waiting for a peer to connect"
        guard let arrival = try events.take(until: deadline, doing: doing) else { return nil }
        guard let identifier = unsafe arrival.newIdentifier else {
            throw .event(arrival.event.kind, code: arrival.event.status, doing: doing)
        }
        return ConnectionRequest(
            connection: unsafe try ConnectionID(requested: identifier),
            privateData: arrival.event.privateData)
    }

    /// Accepts the peer, whose queue pair here has been made, and waits until it is connected.
    /// - Throws: ``VerbsError``.
    public func accept(
        _ parameters: ConnectionParameters, until deadline: Deadline
    ) throws(VerbsError) {
        precondition(parameters.privateData.count <= ConnectionParameters.maximumAcceptBytes)
        let doing = "accepting a connection"
        let result = unsafe parameters.withRaw { unsafe rdma_accept(pointer, $0) }
        guard result == 0 else { throw .call("rdma_accept", code: errno, doing: doing) }
        _ = try expect(.established, until: deadline, doing: doing)
    }

    /// Refuses the peer and tells it `privateData`.
    /// - Throws: ``VerbsError``, for example where the peer has given up.
    public func reject(privateData: [UInt8] = []) throws(VerbsError) {
        precondition(privateData.count <= ConnectionParameters.maximumRejectBytes)
        let result = unsafe privateData.withUnsafeBytes { data in
            unsafe rdma_reject(pointer, data.baseAddress, UInt8(data.count))
        }
        guard result == 0 else {
            throw .call("rdma_reject", code: errno, doing: "rejecting a connection")
        }
    }
}
