/// Reasons that lie in the hosts and in the guest.
extension EmptyReason {
    static let processors = [
        EmptyReason(
            both(RunColumns.cpu, \.hostBusyS) + both(RunColumns.cpu, \.hostUserS)
                + both(RunColumns.cpu, \.hostSystemS) + both(RunColumns.cpu, \.hostIRQS)
                + both(RunColumns.cpu, \.hostSoftIRQS) + both(RunColumns.cpu, \.hostStealS),
            "/proc/stat does not show it, or a CPU was unplugged"),
        shortSpan(.source), shortSpan(.destination),
        EmptyReason(
            both(RunColumns.cpu, \.busiestCPUPercent), "/proc/stat does not show each CPU"),
        EmptyReason(
            both(RunColumns.cpu, \.otherS),
            "its threads' times over their lives are more than the process's over the span"),
        EmptyReason(
            both(RunColumns.cpu, \.hostBaselineBusyS),
            "the host was not watched before: idle_baseline is 0, or /proc/stat shows nothing"),
        EmptyReason(
            cost, "a part of it was not measured",
            where: { row in parts.contains { row[$0] == nil } }),
        EmptyReason(
            cost, "nothing was sent", where: { $0[RunColumns.amount.sentBytes] ?? 0 == 0 }),
        EmptyReason(
            cost,
            "the migration was over before a CPU that was busy all along would show in /proc/stat"),
        EmptyReason(
            both(RunColumns.cpu, \.irqTimeAccounting),
            "the kernel does not show its configuration"),
    ]

    private static let cost = [
        RunColumns.totalCPU.cpuSPerGiB.column, RunColumns.totalCPU.cpuUncertaintyS.column,
    ]
    /// What that is made of.
    private static let parts =
        both(RunColumns.cpu, \.hostBusyS) + both(RunColumns.cpu, \.hostBaselineBusyS)
        + both(RunColumns.cpu, \.vcpuS)

    private static func shortSpan(_ side: Side) -> EmptyReason {
        EmptyReason(
            [RunColumns.cpu(side).busiestCPUPercent.column],
            "the span was too short to know the share of one CPU within 10 points",
            where: { $0[RunColumns.cpu(side).hostBusyS] != nil })
    }

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
