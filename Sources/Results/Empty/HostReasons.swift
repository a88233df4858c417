/// Reasons that lie in the hosts and in the guest.
extension EmptyReason {
    static let processors = [
        EmptyReason(
            both(RunColumns.cpu, \.hostBusyS) + both(RunColumns.cpu, \.hostUserS)
                + both(RunColumns.cpu, \.hostSystemS) + both(RunColumns.cpu, \.hostIRQS)
                + both(RunColumns.cpu, \.hostSoftIRQS) + both(RunColumns.cpu, \.hostStealS),
            "/proc/stat does not show it, or a CPU was unplugged"),
        EmptyReason(
            both(RunColumns.cpu, \.hostBaselineBusyS),
            "the host was not watched before: idle_baseline is 0, or /proc/stat shows nothing"),
        EmptyReason(
            [RunColumns.totalCPU.cpuSPerGiB.column, RunColumns.totalCPU.cpuUncertaintyS.column],
            "a part of it was not measured, nothing was sent, or the migration was over before a CPU that was "
                + "busy all along would show in /proc/stat"),
        EmptyReason(
            both(RunColumns.cpu, \.irqTimeAccounting),
            "the kernel does not show its configuration"),
    ]

    static let guests = [
        EmptyReason(
            guestFigures + [RunColumns.time.guestBlackoutMs.column],
            "an idle guest does nothing", where: \.isIdle),
        EmptyReason(
            scheduled, "nothing is due in a guest that writes as fast as it can",
            where: \.isUnpaced),
        EmptyReason(
            [RunColumns.guest.slowdownPercent.column],
            "fewer than 100 operations would have been done in the span"),
        EmptyReason(
            [RunColumns.time.guestBlackoutMs.column],
            "no operation was done at one of the ends, or none is noted (--without histograms)"),
        EmptyReason(
            lateness,
            "too few operations for that percentile, or none fell due in that time or is noted "
                + "(--without histograms)"),
        EmptyReason(
            [RunColumns.amount.bandwidthMbps.column, RunColumns.amount.dirtyRateMiBS.column],
            "precopy took no time that could be measured"),
    ]

    static let hosts = [
        EmptyReason(
            [
                RunColumns.memory.sourcePeakRSSBytes.column,
                RunColumns.memory.destinationPeakRSSBytes.column,
            ], "the kernel does not show it (VmHWM)")
    ]

    private static let scheduled = [RunColumns.guest.opsIntended.column] + lateness

    private static let lateness = GuestColumns().columns.filter { $0.name.hasPrefix("op_") }

    private static let guestFigures =
        lateness + [RunColumns.guest.slowdownPercent.column]
}
