extension TransportDefinition {
    /// RDMA WRITE with memory registered chunk by chunk, as QEMU's RDMA does by default.
    static let rdmaDynamic = TransportDefinition(
        overRDMA: "RDMA WRITE; each chunk is pinned on both ends when it is first written",
        hasChannels: false, registration: .dynamic,
        makeSender: { spec, links, fault in
            RDMASender(
                links, registration: .dynamic, options: spec.rdmaOptions, fault: fault)
        })
}
