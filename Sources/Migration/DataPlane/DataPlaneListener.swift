internal import Platform
internal import Synchronization

extension DataConnections where Stream == TCPByteStream {
    /// Connects as the source: `count` connections to `address`, each proven to the other side.
    /// - Throws: ``TransportError`` when the destination cannot be reached or is not ours.
    static func connect(
        to address: SocketAddress, ticket: DataPlaneTicket, count: Int,
        patience: StreamSocket.Patience
    ) throws(TransportError) -> DataConnections {
        let deadline = Deadline.after(seconds: Trials<Stream>.seconds)
        return try DataConnections(count: count, to: address, ticket: ticket, until: deadline) {
            () throws(TransportError) in
            let socket = try system { () throws(SystemError) in
                let socket = try StreamSocket(connectingTo: address, until: deadline)
                try socket.configure(patience)
                return socket
            }
            return TCPByteStream(socket)
        }
    }
}

/// The destination's listener for one migration over TCP: takes the connections that prove the
/// ticket, each number once, and closes.
final class DataPlaneListener: Sendable {
    private let listener: StreamListener
    private let handshake: Handshake
    private let isAborted = Atomic(false)

    /// The most connections that may be on trial at once.
    private static let maximumPending = 256

    /// Listens on `address`; port 0 takes a free one.
    /// - Throws: ``TransportError/system(_:)`` when the address cannot be listened on.
    init(on address: SocketAddress, ticket: DataPlaneTicket) throws(TransportError) {
        listener = try system { () throws(SystemError) in try StreamListener(on: address) }
        handshake = Handshake(ticket: ticket)
    }

    /// Where it listens.
    var address: SocketAddress { listener.address }

    /// Ends the wait in `accept`, from any thread.
    func abort() {
        isAborted.store(true, ordering: .releasing)
        listener.shutDown()
    }

    /// Stops listening.
    func close() { listener.close() }

    /// Takes `count` connections that prove the ticket.
    ///
    /// One thread serves all who come, so nobody waits for a stranger.
    /// - Throws: ``TransportError/timedOut(doing:)`` when they are not all there in time.
    func accept(
        count: Int, patience: StreamSocket.Patience, until deadline: Deadline
    ) throws(TransportError) -> DataConnections<TCPByteStream> {
        var trials = Trials<TCPByteStream>(
            count: count, handshake: handshake, maximumPending: Self.maximumPending)
        do throws(TransportError) {
            while !trials.isComplete {
                try serve(&trials, patience, until: trials.nextDeadline(before: deadline))
                if isAborted.load(ordering: .acquiring) { throw .cancelled }
                if deadline.hasPassed {
                    throw .timedOut(doing: "waiting for the source to connect")
                }
            }
        } catch {
            _ = trials.finish()
            throw error
        }
        guard let connections = trials.finish() else {
            preconditionFailure("connections are complete and one is missing")
        }
        return connections
    }

    /// Waits for somebody to say or want something, once.
    private func serve(
        _ trials: inout Trials<TCPByteStream>, _ patience: StreamSocket.Patience,
        until deadline: Deadline
    ) throws(TransportError) {
        let sources = [listener.readiness] + trials.streams.map(\.socket.readiness)
        let ready = try system { () throws(SystemError) in
            try PollSource.wait(sources, until: deadline)
        }
        trials.advance(ready.lazy.filter { $0 > 0 }.map { $0 - 1 })
        guard ready.contains(0), !isAborted.load(ordering: .acquiring) else { return }
        let socket = try system { () throws(SystemError) -> StreamSocket? in
            try listener.accept(until: .after(seconds: 0))
        }
        // Ready without a connection: the peer gave up again, or the listener was shut down.
        guard let socket else { return }
        try system { () throws(SystemError) in try socket.configure(patience) }
        trials.admit(TCPByteStream(socket))
    }
}
