internal import Guest

extension TransportDefinition {
    /// A transport of RDMA WRITEs over proven connections.
    init(
        overRDMA summary: String, hasChannels: Bool, registration: Registration,
        makeSender:
            @escaping @Sendable (
                MigrationSpec, RDMALinks, TransportFault?
            ) throws(TransportError) -> any MigrationSender
    ) {
        self.summary = summary
        self.hasChannels = hasChannels
        deliversPages = true
        self.registration = registration
        // At worst every chunk is written.
        pinnedBytes = { _, memoryBytes in memoryBytes }
        pinnedBytesAtDestination = pinnedBytes
        minimumKernel = nil
        needsRDMA = true
        // Chunks are registered one at a time, as they come up.
        rdmaOptions = Set(RDMAOption.allCases)
            .subtracting([.rsocketWrite])
            .subtracting(registration == .dynamic ? [.registrationThreads] : [])
        connectionCount = { spec in hasChannels ? 1 + spec.channels : 1 }
        connect = { spec, entry, fault throws(TransportError) in
            try makeSender(spec, .connect(spec, entry), fault)
        }
        listen = { spec, vcpus, entry throws(TransportError) in
            try RDMAMigrationListener(spec, entry) { links in
                RDMAReceiver(
                    links, registration: registration, options: spec.rdmaOptions, vcpus: vcpus)
            }
        }
    }
}
