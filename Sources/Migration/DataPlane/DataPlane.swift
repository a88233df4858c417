public import Platform
internal import Synchronization

/// The data connections of one migration.
///
/// Number 0 is the main stream; the others are channels. Each socket is owned by the transport
/// that is made from it.
public struct DataConnections: Sendable {
    /// The sockets, by number.
    public let sockets: [StreamSocket]

    /// The longest that a peer may take to prove itself.
    static let handshakeSeconds = 5.0
    /// The most connections that may be on trial at once.
    static let maximumPending = 256

    /// Connects as the source: `count` connections to `address`, each proven to the other side.
    /// - Throws: ``TransportError`` when the destination cannot be reached or is not ours.
    public static func connect(
        to address: SocketAddress, ticket: DataPlaneTicket, count: Int,
        patience: StreamSocket.Patience
    ) throws(TransportError) -> DataConnections {
        let handshake = Handshake(ticket: ticket)
        let deadline = Deadline.after(seconds: handshakeSeconds)
        var sockets: [StreamSocket] = []
        for channel in 0..<count {
            let socket = try system { () throws(SystemError) in
                try StreamSocket(connectingTo: address, until: deadline)
            }
            try system { () throws(SystemError) in try socket.configure(patience) }
            let reply = try transport { () throws(StreamError) in
                try socket.send(handshake.hello(channel: channel))
                return try socket.receive(count: Handshake.replyBytes, until: deadline)
            }
            guard handshake.accepts(reply: reply, channel: channel) else {
                throw .refused("\(address) does not know this migration")
            }
            sockets.append(socket)
        }
        return DataConnections(sockets: sockets)
    }
}

/// The destination's listener for one migration: takes the connections that prove the ticket,
/// each number once, and closes.
public final class DataPlaneListener: Sendable {
    private let listener: StreamListener
    private let handshake: Handshake
    private let isAborted = Atomic(false)

    /// Listens on `address`; port 0 takes a free one.
    /// - Throws: ``TransportError/system(_:)`` when the address cannot be listened on.
    public init(on address: SocketAddress, ticket: DataPlaneTicket) throws(TransportError) {
        listener = try system { () throws(SystemError) in try StreamListener(on: address) }
        handshake = Handshake(ticket: ticket)
    }

    /// Where it listens.
    public var address: SocketAddress { listener.address }

    /// Ends the wait in `accept`, from any thread.
    public func abort() {
        isAborted.store(true, ordering: .releasing)
        listener.shutDown()
    }

    /// Stops listening.
    public func close() { listener.close() }

    /// Takes `count` connections that prove the ticket.
    ///
    /// Others are closed: those that say something else at once, those that say nothing after five
    /// seconds, and the oldest of those when there are too many. One thread serves them all, so
    /// nobody waits for a stranger.
    /// - Throws: ``TransportError/timedOut(doing:)`` when they are not all there in time.
    public func accept(
        count: Int, patience: StreamSocket.Patience, until deadline: Deadline
    ) throws(TransportError) -> DataConnections {
        var accepted = [StreamSocket?](repeating: nil, count: count)
        var pending: [Pending] = []
        while accepted.contains(where: { $0 == nil }) {
            let next = pending.first.map { deadline.earlier($0.deadline) } ?? deadline
            let ready = try system { () throws(SystemError) in
                try PollSource.wait(
                    [listener.readiness] + pending.map(\.socket.readiness), until: next)
            }
            for index in ready where index > 0 && advance(&pending[index - 1], &accepted) {
                pending[index - 1].isOver = true
            }
            pending.removeAll { trial in
                if trial.isOver { return true }
                guard trial.deadline.hasPassed else { return false }
                trial.socket.close()
                return true
            }
            if isAborted.load(ordering: .acquiring) { throw .cancelled }
            if ready.contains(0) { try admit(to: &pending, patience) }
            if deadline.hasPassed { throw .timedOut(doing: "waiting for the source to connect") }
        }
        for trial in pending { trial.socket.close() }
        return DataConnections(sockets: accepted.compactMap { $0 })
    }

    /// A connection that has not proven itself yet.
    private struct Pending {
        let socket: StreamSocket
        let deadline: Deadline
        var bytes: [UInt8] = []
        var isOver = false
    }

    private func admit(
        to pending: inout [Pending], _ patience: StreamSocket.Patience
    ) throws(TransportError) {
        let socket = try system { () throws(SystemError) -> StreamSocket? in
            try listener.accept(until: .after(seconds: 0))
        }
        // Ready without a connection: the peer gave up again, or the listener was shut down.
        guard let socket else { return }
        try system { () throws(SystemError) in try socket.configure(patience) }
        if pending.count == DataConnections.maximumPending { pending.removeFirst().socket.close() }
        let deadline = Deadline.after(seconds: DataConnections.handshakeSeconds)
        pending.append(Pending(socket: socket, deadline: deadline))
    }

    /// Reads on; true when the trial is over, one way or the other.
    private func advance(_ trial: inout Pending, _ accepted: inout [StreamSocket?]) -> Bool {
        do {
            let missing = Handshake.helloBytes - trial.bytes.count
            trial.bytes += try transport { () throws(StreamError) in
                try trial.socket.receiveNow(upTo: missing)
            }
            guard trial.bytes.count == Handshake.helloBytes else { return false }
            let channel = try handshake.channel(inHello: trial.bytes)
            guard accepted.indices.contains(channel), accepted[channel] == nil else {
                throw TransportError.refused("channel \(channel) is taken or not expected")
            }
            let reply = handshake.reply(channel: channel)
            try transport { () throws(StreamError) in try trial.socket.send(reply) }
            accepted[channel] = trial.socket
        } catch {
            // A stranger, or a peer that went away: nothing was read for it but the hello.
            trial.socket.close()
        }
        return true
    }
}
