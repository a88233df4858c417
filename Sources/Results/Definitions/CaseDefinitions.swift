/// What was asked for.
extension ColumnDefinition {
    private static func asked(_ columns: [Column], peer: String = "none") -> ColumnDefinition {
        ColumnDefinition(
            columns, "as asked for", from: "the scenario", known: "exact", peer: peer)
    }

    static let cases: [ColumnDefinition] = {
        let columns = RunColumns.case
        return [
            asked([
                columns.scenario.column, columns.workload.column, columns.workingSetBytes.column,
                columns.zeroShare.column, columns.deviceStateBytes.column, columns.prefault.column,
            ]),
            asked([columns.transport.column], peer: "QEMU's URI and capabilities"),
            asked(
                [columns.channels.column], peer: "QEMU `multifd-channels`, iperf3 `-P`"),
            asked([columns.registration.column], peer: "QEMU `rdma-pin-all`"),
            asked([columns.chunkBytes.column], peer: "QEMU `x-rdma-chunk-size`"),
            asked([columns.zeroPageDetection.column], peer: "QEMU `zero-page-detection`"),
            asked([columns.memoryBytes.column], peer: "QEMU `-m`"),
            ColumnDefinition(
                [columns.pageBytes.column],
                "of the page size asked for: 4 KiB, or 2 MiB where huge pages are reserved",
                from: "the scenario", known: "transparent huge pages are 4 KiB here"),
            asked([columns.vcpus.column], peer: "QEMU `-smp`"),
            asked(
                [columns.dirtyRateTargetMiBS.column],
                peer: "guestperf has none: its guest writes flat out"),
            asked([columns.downtimeLimitMs.column], peer: "QEMU `downtime-limit`"),
            asked(
                [columns.maxBandwidthMbps.column],
                peer: "QEMU `max-bandwidth`, iperf3 `-b`"),
            ColumnDefinition(
                [columns.sourceHost.column, columns.destinationHost.column],
                "the host's own name", from: "`/proc/sys/kernel/hostname`", known: "exact",
                peer: "iperf3 `system_info`"),
        ]
    }()

    static let rdma: [ColumnDefinition] = {
        let columns = RunColumns.rdma
        return [
            asked([columns.queueDepth.column], peer: "perftest `--tx-depth`"),
            asked([columns.signalInterval.column], peer: "perftest `--cq-mod`"),
            asked(
                [columns.writesPerChunk.column],
                peer: "QEMU allows one"),
            asked([columns.completionMode.column], peer: "perftest `-e`"),
            asked(
                [
                    columns.relaxedOrdering.column, columns.registrationThreads.column,
                    columns.rsocketWrite.column,
                ]),
            ColumnDefinition(
                [columns.device.column], "the device of the connection's identifier",
                from: "rdma_cm", known: "exact", peer: "perftest `-d`"),
            ColumnDefinition(
                [columns.mtuBytes.column], "`active_mtu` of its port", from: "ibv_query_port(3)",
                known: "exact", peer: "perftest, `ibv_devinfo`"),
            ColumnDefinition(
                [columns.windowBytes.column],
                "queue depth x the longest write, where no limit on bytes is below it",
                from: "the transport", known: "exact"),
        ]
    }()
}
