public import Results

/// How a guest with a steady schedule kept to it, from samples of how many operations it had done.
public struct GuestPace: Sendable {
    /// Operations that fall due in a millisecond, over all vCPUs.
    public let perMillisecond: Double

    /// Samples of one guest's count, by time: since the start in ms, operations done by then.
    public typealias Count = (ms: Double, operations: Int)

    /// The schedule of a run's guest.
    ///
    /// Nil of one that rests, that runs as fast as it can, or that replays a trace: a trace has bursts.
    public init?(_ run: Row) {
        let columns = RunColumns.case
        guard let rate = run[columns.dirtyRateTargetMiBS], rate > 0,
            run[columns.workload] != "idle", run[columns.workload] != "replay"
        else { return nil }
        perMillisecond = rate * 0x1p20 / DirtyCurve.pageBytes / 1000
    }

    /// How late the operation was at each sample that was done last by then, in ms.
    ///
    /// A guest is never ahead of its schedule, so the sample that is furthest ahead is on time. Known to
    /// one operation of each vCPU, and to how late the guest was at that sample.
    public func lateness(_ counts: [Count]) -> [Double] {
        let starts = counts.map { $0.ms - Double($0.operations) / perMillisecond }
        let onTime = starts.min() ?? 0
        return starts.map { $0 - onTime }
    }

    /// How much less was done than fell due, in percent, of operations done in a millisecond.
    ///
    /// Below zero where a guest catches up.
    public func slowdownPercent(ofRate done: Double) -> Double { 100 * (1 - done / perMillisecond) }
}
