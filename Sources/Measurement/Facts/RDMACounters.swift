/// The counters of RDMA drivers that tell of congestion and losses, by the drivers' names.
enum RDMACounters {
    /// Packets that switches marked as sent into a queue (ECN), and notifications about them (CNP):
    /// mlx5, bnxt_re, irdma.
    static let ecn: Set<String> = [
        "np_ecn_marked_roce_packets", "np_cnp_sent", "rp_cnp_handled", "rp_cnp_ignored",
        "rx_ecn_marked_pkts", "tx_cnp_pkts", "rx_cnp_pkts", "RxECNMrkd", "cnpSent", "cnpHandled",
    ]

    /// Of them: packets that came marked.
    static let marked: Set<String> = [
        "np_ecn_marked_roce_packets", "rx_ecn_marked_pkts", "RxECNMrkd",
    ]

    /// Notifications that were sent.
    static let notified: Set<String> = ["np_cnp_sent", "tx_cnp_pkts", "cnpSent"]

    /// Notifications that came and slowed a sender down.
    static let slowed: Set<String> = ["rp_cnp_handled", "rx_cnp_pkts", "cnpHandled"]

    /// Statistics of network drivers that count pauses of the whole link (IEEE 802.3x): mlx5,
    /// bnxt_en, and drivers of older cards.
    static let linkPauses: Set<String> = [
        "rx_global_pause", "tx_global_pause", "rx_pause_frames", "tx_pause_frames", "rx_pause",
        "tx_pause",
    ]

    /// Packets that were lost or came late and were sent again: mlx5, bnxt_re, Soft-RoCE.
    static let losses: Set<String> = [
        "out_of_sequence", "packet_seq_err", "local_ack_timeout_err", "to_retransmits",
        "seq_err_naks_rcvd", "oos_drop_count", "out_of_seq_request", "rcvd_seq_err",
        "retry_exceeded_err", "send_err",
    ]

    /// Ticks in which the port had to wait, for credits or because the peer paused it (PFC).
    static let waits: Set<String> = ["port_xmit_wait"]

    /// Whether a statistic of a network driver counts priority pauses (PFC) that came or went.
    ///
    /// mlx5 has `rx_prio3_pause`, bnxt_en `rx_pfc_ena_frames_pri3`, ice `rx_priority_3_xoff.nic`.
    static func isPause(_ name: String) -> Bool {
        guard name.hasPrefix("rx_") || name.hasPrefix("tx_") else { return false }
        // A duration is no count of pauses.
        if name.contains("duration") || name.contains("transition") { return false }
        let isPriority = name.contains("prio")
        return name.contains("pfc_ena_frames_pri")
            || isPriority && (name.contains("pause") || name.contains("xoff"))
    }

    /// What a device and its port have of them.
    static func read(_ device: String, _ port: String, _ tree: HostTree) -> [String: UInt64] {
        let wanted = ecn.union(losses).union(waits)
        var found: [String: UInt64] = [:]
        for folder in ["\(device)/hw_counters", "\(port)/hw_counters", "\(port)/counters"] {
            for name in tree.names(in: folder) where wanted.contains(name) {
                found[name] = tree.number("\(folder)/\(name)")
            }
        }
        return found
    }
}

extension RDMAPort {
    /// The sum of these counters; nil where the port has none of them.
    func sum(of names: Set<String>) -> UInt64? {
        sum { names.contains($0) }
    }

    /// Priority pauses (PFC); nil where the driver counts none.
    var pauses: UInt64? { sum(where: RDMACounters.isPause) }

    private func sum(where isWanted: (String) -> Bool) -> UInt64? {
        let values = counters.filter { isWanted($0.key) }.values
        return values.isEmpty ? nil : values.reduce(0, &+)
    }
}
