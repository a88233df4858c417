/// Where the time went.
extension ColumnDefinition {
    private static let clock = "CLOCK_MONOTONIC of the source"
    private static let reading = "25 ns a reading; what the scheduler adds shows in the spread"

    private static func duration(
        _ column: Column, _ formula: String, from source: String = clock,
        peer: String = "none"
    ) -> ColumnDefinition {
        ColumnDefinition([column], formula, from: source, known: reading, peer: peer)
    }

    static let time: [ColumnDefinition] = {
        let columns = RunColumns.time
        return [
            duration(
                columns.totalMs.column, "start of setup to the destination's word, or to giving up",
                peer: "QEMU `total-time`, which has the connecting in it"),
            duration(
                columns.setupMs.column, "start to all pages marked dirty; connecting is not in it",
                peer: "QEMU `setup-time`"),
            duration(
                columns.pinSourceMs.column, "first region registered to the last",
                peer: "none; in QEMU it is part of `setup-time`"),
            duration(
                columns.pinDestinationMs.column, "first region registered to the last",
                from: "CLOCK_MONOTONIC of the destination"),
            duration(
                columns.precopyMs.column, "end of setup to the decision to stop the guest"),
            duration(
                columns.downtimeMs.column,
                "decision to stop the guest to the destination's word that it runs",
                peer: "QEMU `downtime` with a return path"),
            duration(
                columns.downtimeLastRoundMs.column,
                "decision to the hand-over of the last pages, the guest standing still",
                peer: "QEMU trace `vmstate_downtime_checkpoint`"),
            duration(
                columns.downtimeDeviceStateMs.column,
                "hand-over of the last pages to the destination's word, less downtime_resume_ms",
                peer: "QEMU trace `vmstate_downtime_checkpoint`"),
            duration(
                columns.downtimeResumeMs.column, "the state all there to the guest running",
                from: "CLOCK_MONOTONIC of the destination",
                peer: "QEMU trace `vmstate_downtime_checkpoint`"),
            ColumnDefinition(
                [columns.guestBlackoutMs.column],
                "first operation at the destination - clock offset - last operation at the source",
                from: "the vCPUs' notes, CLOCK_MONOTONIC of both hosts",
                known: "clock_uncertainty_us and 25 ns",
                peer: "none; a ping into the guest from outside"),
            ColumnDefinition(
                [columns.clockUncertaintyUs.column],
                "half the shortest of up to 32 round trips + 100 ppm of the time since",
                from: "CLOCK_MONOTONIC of both hosts", known: "a bound, not an estimate",
                peer: "NTP's root distance"),
            duration(columns.teardownMs.column, "the end to all closed and unpinned"),
        ]
    }()
}
