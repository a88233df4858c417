/// How much was sent, and what the network did with it.
extension ColumnDefinition {
    private static let counted = "the transport"

    static let amounts: [ColumnDefinition] = {
        let columns = RunColumns.amount
        return [
            ColumnDefinition(
                [columns.rounds.column], "synchronisations of the dirty log, the last too",
                from: "the engine", known: "exact", peer: "QEMU `dirty-sync-count`"),
            ColumnDefinition(
                [columns.normalPages.column], "pages sent in full", from: counted,
                known: "exact", peer: "QEMU `normal`"),
            ColumnDefinition(
                [columns.zeroPages.column], "pages sent as a mark", from: counted, known: "exact",
                peer: "QEMU `duplicate`"),
            ColumnDefinition(
                [columns.sentBytes.column],
                "bytes given to the connections: pages, headers, state", from: counted,
                known: "exact; headers of lower layers are not in it",
                peer: "QEMU `transferred`, iperf3 `sum_sent.bytes`"),
            ColumnDefinition(
                [columns.bandwidthMbps.column],
                "sent_bytes x 8 / (total_ms - setup_ms) / 1000", from: "computed",
                known: "as the times are", peer: "QEMU `mbps`, iperf3 `sum_sent.bits_per_second`"),
            ColumnDefinition(
                [columns.linkCeilingMbps.column],
                "bytes x 8 / 1 s, after 0.25 s, from a buffer of 1 MiB, before the suite",
                from: "the probe", known: "one look of a second: what others use is off it",
                peer: "iperf3, ib_write_bw"),
            ColumnDefinition(
                [columns.dirtyRateMiBS.column], "ops_done x 4 KiB / precopy_ms",
                from: "the vCPUs' counts",
                known: "one operation of each vCPU; a page written twice counts twice",
                peer: "QEMU `dirty-pages-rate`, which counts a page once between two syncs"),
            ColumnDefinition(
                [columns.zeroCopySends.column, columns.zeroCopyFallbacks.column],
                "sends with MSG_ZEROCOPY; those among them that the kernel copied",
                from: "the error queue: SO_EE_CODE_ZEROCOPY_COPIED", known: "exact",
                peer: "QEMU `dirty-sync-missed-zero-copy`, of rounds"),
            ColumnDefinition(
                [columns.tcpRetransmits.column], "the sum over connections that carry pages",
                from: "TCP_INFO `tcpi_total_retrans`, at the close", known: "exact",
                peer: "iperf3 `retransmits`, `nstat` TcpRetransSegs (of all connections)"),
            ColumnDefinition(
                [columns.tcpRoundTripUs.column], "the longest of them",
                from: "TCP_INFO `tcpi_rtt`, at the close",
                known: "smoothed over the last 8 or so samples", peer: "iperf3 `max_rtt`, `ss -i`"),
            ColumnDefinition(
                [columns.tcpWindowSegments.column], "the sum over connections",
                from: "TCP_INFO `tcpi_snd_cwnd`, at the close", known: "exact at that moment",
                peer: "iperf3 `max_snd_cwnd` (bytes), `ss -i`"),
        ] + wire
    }()

    /// Cards refresh some counters a few times a second only.
    private static let whole = "exact, of all traffic; some cards refresh it a few times a second"

    private static let wire: [ColumnDefinition] = {
        let columns = RunColumns.amount
        let statistics = "`/sys/class/net/NAME/statistics`"
        return [
            ColumnDefinition(
                [columns.wireInterface.column, columns.destinationWireInterface.column],
                "the interface that has the data address, or the RDMA device",
                from: "getifaddrs(3), rdma_cm", known: "exact"),
            ColumnDefinition(
                [columns.wireBytes.column], "the counter after the span - before it",
                from: "\(statistics) `tx_bytes`; RDMA: `port_xmit_data` x 4", known: whole,
                peer: "`ip -s link`, `perfquery`"),
            ColumnDefinition(
                [columns.destinationWireBytes.column], "the counter after the span - before it",
                from: "\(statistics) `rx_bytes`; RDMA: `port_rcv_data` x 4",
                known: "\(whole); with the connecting", peer: "`ip -s link`, `perfquery`"),
            ColumnDefinition(
                [columns.wirePackets.column, columns.destinationWirePackets.column],
                "the counter after the span - before it",
                from: "\(statistics) `tx_packets`, `rx_packets`; RDMA: `port_xmit_packets`, "
                    + "`port_rcv_packets`",
                known: "\(whole); with offloads a packet is up to 64 KiB", peer: "`ip -s link`"),
            ColumnDefinition(
                [columns.wireDrops.column, columns.destinationWireDrops.column],
                "both directions, after - before",
                from: "\(statistics) `tx_dropped`, `rx_dropped`, `rx_missed_errors`; RDMA: "
                    + "`port_xmit_discards`, `port_rcv_errors`",
                known: whole, peer: "`ip -s link`, `perfquery`"),
        ]
    }()

    static let network: [ColumnDefinition] = {
        let hardware = "`/sys/class/infiniband/NAME/ports/N/hw_counters`"
        func counter(
            _ columns: [Column], from source: String, peer: String
        ) -> ColumnDefinition {
            ColumnDefinition(
                columns, "the counter after the span - before it", from: source, known: whole,
                peer: peer)
        }
        return [
            ColumnDefinition(
                both(RunColumns.network, \.dataAddress),
                "the source's: of the connection; the destination's: what `--data-address` came to",
                from: "getsockname(2), rdma_get_local_addr(3); the destination's agent",
                known: "exact; in failed rows too, the source's once it was connected",
                peer: "iperf3 `connected`, `ss`"),
            counter(
                both(RunColumns.network, \.pauseFrames),
                from: "ETHTOOL_GSTATS: the driver's pause and PFC counters", peer: "`ethtool -S`"),
            counter(
                both(RunColumns.network, \.ecnMarkedPackets),
                from: "\(hardware): `np_ecn_marked_roce_packets` and the like",
                peer: "`rdma statistic`"),
            counter(
                both(RunColumns.network, \.cnpSent),
                from: "\(hardware): `np_cnp_sent` and the like", peer: "`rdma statistic`"),
            counter(
                both(RunColumns.network, \.cnpHandled),
                from: "\(hardware): `rp_cnp_handled` and the like", peer: "`rdma statistic`"),
            counter(
                both(RunColumns.network, \.rdmaLosses),
                from: "\(hardware): the sum of `out_of_sequence`, `packet_seq_err`, "
                    + "`local_ack_timeout_err` and the like", peer: "`rdma statistic`"),
        ]
    }()
}
