/// Which addresses data went between, and what the network's cards counted besides bytes; each
/// column exists with `source_` and with `destination_`.
package struct NetworkColumns: ColumnGroup {
    static let group = "network"

    package let pauseFrames = Self.integer(
        "pause_frames", "frames", .lowerIsBetter,
        "frames that pause the link or a priority of it (PFC), sent and received meanwhile",
        since: 8)
    package let ecnMarkedPackets = Self.integer(
        "ecn_marked_packets", "packets", .lowerIsBetter,
        "RoCE packets that arrived marked by a switch whose queue was long (ECN)", since: 8)
    package let cnpSent = Self.integer(
        "cnp_sent", "packets", .lowerIsBetter,
        "congestion notifications sent to whoever sent those", since: 8)
    package let cnpHandled = Self.integer(
        "cnp_handled", "packets", .lowerIsBetter,
        "congestion notifications that arrived and slowed a sender down", since: 8)
    package let rdmaLosses = Self.integer(
        "rdma_losses", "events", .lowerIsBetter,
        "packets lost, late or sent again, as the RDMA device counts them", since: 8)
    package let dataAddress = Self.text(
        "data_address",
        "IP address of its end of the data connection, within a link with its zone",
        since: 12)
}
