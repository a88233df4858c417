/// How much was sent, and how fast.
package struct AmountColumns: ColumnGroup {
    static let group = "amount"

    package let rounds = Self.integer("rounds", "", .lowerIsBetter, "precopy rounds, the last too")
    package let normalPages = Self.integer("normal_pages", "pages", "pages sent in full")
    package let zeroPages = Self.integer("zero_pages", "pages", "pages sent as a mark only")
    package let sentBytes = Self.integer(
        "sent_bytes", "bytes", .lowerIsBetter, "bytes that the transport sent, headers included")
    package let wireBytes = Self.integer(
        "wire_bytes", "bytes", .lowerIsBetter,
        "bytes that wire_interface sent meanwhile, of others too")
    package let bandwidthMbps = Self.decimal(
        "bandwidth_mbps", "Mb/s", places: 3, .higherIsBetter,
        "sent bytes x 8 / (total - setup), in 10^6 bit/s as QEMU's mbps")
    package let linkCeilingMbps = Self.decimal(
        "link_ceiling_mbps", "Mb/s", places: 3,
        "what the link carried before the suite, without a migration")
    package let dirtyRateMiBS = Self.decimal(
        "dirty_rate_mib_s", "MiB/s", places: 3, "memory that the guest did dirty")
    package let zeroCopyFallbacks = Self.integer(
        "zero_copy_fallbacks", "sends", .lowerIsBetter,
        "of zero_copy_sends: copied after all, by the kernel's choice or beyond memlock")
    package let zeroCopySends = Self.integer(
        "zero_copy_sends", "sends", "sends that were to be without a copy", since: 2)
    package let wireInterface = Self.text(
        "wire_interface", "the source's network interface or RDMA device that wire_bytes is of",
        since: 4)
    package let wirePackets = Self.integer(
        "wire_packets", "packets", .lowerIsBetter, "packets that wire_interface sent meanwhile",
        since: 4)
    package let wireDrops = Self.integer(
        "wire_drops", "packets", .lowerIsBetter,
        "packets that wire_interface dropped meanwhile, in either direction", since: 4)
    package let tcpRetransmits = Self.integer(
        "tcp_retransmits", "segments", .lowerIsBetter,
        "segments that the source sent again, of the connections that carry pages", since: 4)
    package let tcpRoundTripUs = Self.decimal(
        "tcp_round_trip_us", "µs", places: 1, .lowerIsBetter,
        "their longest smoothed round trip at the end", since: 4)
    package let tcpWindowSegments = Self.integer(
        "tcp_window_segments", "segments", "the sum of their congestion windows at the end",
        since: 4)
    package let destinationWireInterface = Self.text(
        "destination_wire_interface",
        "the destination's network interface or RDMA device that carried the migration", since: 8)
    package let destinationWireBytes = Self.integer(
        "destination_wire_bytes", "bytes",
        "bytes that it received meanwhile, of others too", since: 8)
    package let destinationWirePackets = Self.integer(
        "destination_wire_packets", "packets", "packets that it received meanwhile", since: 8)
    package let destinationWireDrops = Self.integer(
        "destination_wire_drops", "packets", .lowerIsBetter,
        "packets that it dropped meanwhile, in either direction", since: 8)
}
