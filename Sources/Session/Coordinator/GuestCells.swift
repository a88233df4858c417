internal import Guest
internal import Results
internal import Scenarios

/// The cells that say what the guest felt.
struct GuestCells {
    let result: MigrationResult
    let spec: CaseSpec

    /// Fills what was measured.
    func fill(_ row: inout Row) {
        let columns = RunColumns.guest
        row[columns.opsDone] = result.source?.operations.map { Int($0) }
        row[columns.opsIntended] = result.source?.operationsDue.map { Int($0) }
        row[columns.slowdownPercent] = slowdownPercent
        fillLatency(&row)
        fillBlackout(&row)
    }

    /// Operations of both ends: one that fell due in the span may have been done at either.
    private func fillLatency(_ row: inout Row) {
        let columns = RunColumns.guest
        let parts = [result.source?.latency, result.destination?.latency].compactMap(\.self)
        let span = LatencyCounts(merging: parts.map(\.span))
        row[columns.opP50Us] = span.microseconds(atQuantile: 0.5)
        row[columns.opP99Us] = span.microseconds(atQuantile: 0.99)
        row[columns.opP999Us] = span.microseconds(atQuantile: 0.999)
        row[columns.opMaxUs] = span.longestMicroseconds
        let alone = LatencyCounts(merging: parts.map(\.alone))
        row[columns.opAloneP50Us] = alone.microseconds(atQuantile: 0.5)
        row[columns.opAloneP99Us] = alone.microseconds(atQuantile: 0.99)
        row[columns.opAloneP999Us] = alone.microseconds(atQuantile: 0.999)
        row[columns.opAloneMaxUs] = alone.longestMicroseconds
        let after = LatencyCounts(merging: parts.map(\.after))
        row[columns.opAfterP50Us] = after.microseconds(atQuantile: 0.5)
        row[columns.opAfterP99Us] = after.microseconds(atQuantile: 0.99)
        row[columns.opAfterP999Us] = after.microseconds(atQuantile: 0.999)
        row[columns.opAfterMaxUs] = after.longestMicroseconds
    }

    private func fillBlackout(_ row: inout Row) {
        row[RunColumns.time.clockUncertaintyUs] = Blackout.clockUncertaintyMicroseconds(result)
        row[RunColumns.time.guestBlackoutMs] = Blackout(result, spec.guest)?.milliseconds
    }

    /// Operations that a guest alone would have done in the span, for a percent to be told.
    private static let fewestOperations = 100.0

    /// What the guest did less than at the rate at which it ran alone, over the whole span, the
    /// downtime too; nil for a guest that does nothing, or too little in so short a span.
    ///
    /// Nil too where a trace sets the pace: it has bursts, and what came before says nothing of now.
    private var slowdownPercent: Double? {
        let workload = spec.guest.workload
        guard workload.kind != .replay || workload.dirtyRate == nil else { return nil }
        guard let alone = result.sourceAlone, alone.operations > 0, let source = result.source,
            let span = source.spanSeconds, span > 0, let operations = source.operations
        else { return nil }
        let expected = Double(alone.operations) / alone.seconds * span
        guard expected >= Self.fewestOperations else { return nil }
        return 100 * (1 - Double(operations) / expected)
    }
}
