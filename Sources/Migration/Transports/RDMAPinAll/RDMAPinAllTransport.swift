extension TransportDefinition {
    /// RDMA WRITE with all guest memory registered on both ends in setup, as QEMU's
    /// `rdma-pin-all`.
    static let rdmaPinAll = TransportDefinition(
        overRDMA: "RDMA WRITE into guest memory that both ends pin in setup",
        hasChannels: false, registration: .pinAll,
        makeSender: { spec, links, fault in
            RDMASender(
                links, registration: .pinAll, options: spec.rdmaOptions, fault: fault)
        })
}
