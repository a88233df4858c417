internal import Guest
internal import Platform

/// Everything the rest of the program knows about a transport.
///
/// Each transport defines one in its own folder.
public struct TransportDefinition: Sendable {
    /// One line for `bench list transports`.
    public let summary: String
    /// Whether it has several data channels.
    public let hasChannels: Bool
    /// Whether pages reach the destination, so that memory can be verified.
    public let deliversPages: Bool
    /// Memory that is pinned at the source at most, in bytes, for a guest of so many bytes.
    public let pinnedBytes: @Sendable (MigrationSpec, _ memoryBytes: Int) -> Int
    /// The oldest Linux that can run it; nil for any.
    public let minimumKernel: (major: Int, minor: Int)?
    /// Makes the source's end over proven connections.
    let makeSender:
        @Sendable (MigrationSpec, DataConnections) throws(TransportError) -> any MigrationSender
    /// Makes the destination's end, for a guest with so many vCPUs.
    let makeReceiver:
        @Sendable (_ vcpus: Int, DataConnections) throws(TransportError)
            -> any MigrationReceiver
}

extension TransportKind {
    /// The one place where the transports are told apart.
    public var definition: TransportDefinition {
        switch self {
        case .null: .null
        case .tcp: .tcp
        case .multifd: .multifd
        case .multifdZerocopy: .multifdZeroCopy
        }
    }
}

extension MigrationSpec {
    /// Data connections that the transport needs: the main stream and the channels.
    public var connectionCount: Int { 1 + (transport.hasChannels ? channels : 0) }

    /// Makes the source's end of the transport; it owns the connections.
    /// - Throws: ``TransportError`` when a thread or a socket option is refused.
    public func makeSender(
        over connections: DataConnections
    ) throws(TransportError) -> any MigrationSender {
        try transport.definition.makeSender(self, connections)
    }

    /// Makes the destination's end of the transport; it owns the connections.
    /// - Throws: ``TransportError`` when a thread or a socket option is refused.
    public func makeReceiver(
        vcpus: Int, over connections: DataConnections
    ) throws(TransportError) -> any MigrationReceiver {
        try transport.definition.makeReceiver(vcpus, connections)
    }
}
