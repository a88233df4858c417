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
    /// When it registers guest memory with RDMA devices; nil where it does not.
    public let registration: Registration?
    /// Memory that is pinned at the source at most, in bytes, for a guest of so many bytes.
    public let pinnedBytes: @Sendable (MigrationSpec, _ memoryBytes: Int) -> Int
    /// The same at the destination.
    public let pinnedBytesAtDestination: @Sendable (MigrationSpec, _ memoryBytes: Int) -> Int
    /// The oldest Linux that can run it; nil for any.
    public let minimumKernel: (major: Int, minor: Int)?
    /// Whether both hosts need an RDMA device.
    public let needsRDMA: Bool
    /// The settings that make a difference to it; scenarios may give it no others.
    public let rdmaOptions: Set<RDMAOption>
    /// Opens the source's end: connects to the destination and proves the ticket; it makes the
    /// mistake that it is given.
    let connect:
        @Sendable (MigrationSpec, DataPlaneEntry, TransportFault?) throws(TransportError)
            -> any MigrationSender
    /// Opens the destination's end, for a guest with so many vCPUs.
    let listen:
        @Sendable (MigrationSpec, _ vcpus: Int, DataPlaneEntry) throws(TransportError)
            -> any MigrationListener
    /// Data connections between the two ends: a main stream and, where there are channels, one for
    /// each.
    var connectionCount: @Sendable (MigrationSpec) -> Int = { spec in
        spec.transport.hasChannels ? 1 + spec.channels : 1
    }
}

extension TransportKind {
    /// The one place where the transports are told apart.
    public var definition: TransportDefinition {
        switch self {
        case .null: .null
        case .tcp: .tcp
        case .multifd: .multifd
        case .multifdZerocopy: .multifdZeroCopy
        case .rdmaPinAll: .rdmaPinAll
        case .rdmaDynamic: .rdmaDynamic
        case .rdmaMultifd: .rdmaMultifd
        case .rsocket: .rsocket
        }
    }
}

extension MigrationSpec {
    /// Data connections that the transport needs.
    public var connectionCount: Int { transport.definition.connectionCount(self) }

    /// Connects to the destination and makes the source's end of the transport.
    /// - Parameter fault: a mistake that it makes on purpose; only transports of RDMA WRITEs can.
    /// - Throws: ``TransportError`` when the destination cannot be reached or is not ours, or a
    ///   resource is refused.
    public func connect(
        _ entry: DataPlaneEntry, fault: TransportFault? = nil
    ) throws(TransportError) -> any MigrationSender {
        if let fault, transport.definition.registration == nil {
            throw .refused("\(transport.rawValue) has no \(fault.rawValue) to make")
        }
        return try transport.definition.connect(self, entry, fault)
    }

    /// Opens the destination's end of the transport for a guest with `vcpus` vCPUs.
    /// - Throws: ``TransportError`` when the address cannot be listened on.
    public func listen(
        vcpus: Int, _ entry: DataPlaneEntry
    ) throws(TransportError) -> any MigrationListener {
        try transport.definition.listen(self, vcpus, entry)
    }
}
