public import Platform

/// The way into one migration's data plane, as both ends are told it.
public struct DataPlaneEntry: Sendable {
    /// Destination: where to listen, port 0 for a free one.
    ///
    /// Source: where to connect.
    public var address: SocketAddress
    /// Who may connect.
    public var ticket: DataPlaneTicket
    /// How long the peer may be silent.
    public var patience: StreamSocket.Patience

    /// Puts the three together.
    public init(
        address: SocketAddress, ticket: DataPlaneTicket, patience: StreamSocket.Patience = .init()
    ) {
        self.address = address
        self.ticket = ticket
        self.patience = patience
    }
}

/// The destination's open door for one migration: it takes the source, which proves its ticket,
/// and nobody else.
///
/// Thread safety: one thread accepts; `abort()` from any. Cleanup: `close()`.
public protocol MigrationListener: AnyObject, Sendable {
    /// Where it listens.
    var address: SocketAddress { get }
    /// Waits for all connections of the source and makes the destination's end over them.
    func accept(until deadline: Deadline) throws(TransportError) -> any MigrationReceiver
    /// Ends the wait in `accept`.
    func abort()
    /// Stops listening.
    func close()
}
