extension TransportDefinition {
    /// Multifd over RDMA: several queue pairs, a thread each, all memory pinned in setup.
    static let rdmaMultifd = TransportDefinition(
        overRDMA: "RDMA WRITE over several queue pairs with a thread each; all memory is pinned",
        hasChannels: true, registration: .pinAll,
        makeSender: { spec, links, fault in
            RDMAMultifdSender(
                links, options: spec.rdmaOptions,
                detectsZeroPages: spec.zeroPageDetection == .multifd, fault: fault)
        })
}
