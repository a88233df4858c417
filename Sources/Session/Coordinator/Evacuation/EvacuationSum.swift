internal import Measurement
internal import Migration
internal import Platform
internal import Results

/// The row of evacuations.csv: what guests that migrated at once come to together.
///
/// Figures are those of all or of none: without one guest they would be of another evacuation.
struct EvacuationSum {
    private let builders: [RowBuilder]
    private let rows: [Row]

    /// Nil of one guest alone.
    /// - Parameter rows: those of the builders, in their order.
    init?(_ builders: [RowBuilder], _ rows: [Row]) {
        guard builders.count > 1 else { return nil }
        self.builders = builders
        self.rows = rows
    }

    func row() -> Row {
        var row = Row()
        for column in EvacuationColumns.shared { row[column] = rows[0][column] }
        row[RunColumns.identity.schemaVersion] = EvacuationColumns.schemaVersion
        row[RunColumns.identity.runID] = builders[0].sharedRunID
        if row[RunColumns.concurrency.direction] != nil {
            row[RunColumns.concurrency.direction] = "both"
        }
        addOutcome(&row)
        guard let moments = GuestMoments(builders) else { return row }
        addTimes(&row, moments)
        EvacuationCPU(builders).fill(&row)
        return row
    }

    private func addOutcome(_ row: inout Row) {
        let statuses = rows.compactMap { row in
            row[RunColumns.outcome.status].flatMap(RunStatus.init(rawValue:))
        }
        let completed = statuses.count { $0 == .completed }
        row[RunColumns.outcome.status] = RunStatus.worst(statuses)?.rawValue
        row[EvacuationColumns.sum.completedGuests] = completed
        if completed < rows.count {
            row[RunColumns.outcome.reason] =
                "\(rows.count - completed) of \(rows.count) guests did not complete: see runs.csv"
        }
        let verified = rows.compactMap { $0[RunColumns.outcome.verified] }
        if verified.count == rows.count || verified.contains(false) {
            row[RunColumns.outcome.verified] = !verified.contains(false)
        }
    }

    private func addTimes(_ row: inout Row, _ moments: GuestMoments) {
        let sum = EvacuationColumns.sum
        row[sum.startSpreadMs] = moments.startSpreadMs
        row[RunColumns.time.totalMs] = moments.totalMs
        row[RunColumns.time.setupMs] = moments.setupMs
        // Each is held against a limit; of agents that lie the sum may still be more than fits.
        let all = rows.compactMap { $0[RunColumns.amount.sentBytes] }.map { Int128($0) }
        let bytes = Int(clamping: all.reduce(0, +))
        row[RunColumns.amount.sentBytes] = bytes
        let seconds = (moments.totalMs - moments.setupMs) / 1000
        if seconds > 0 { row[RunColumns.amount.bandwidthMbps] = Double(bytes) * 8 / seconds / 1e6 }
        row[sum.largestDowntimeMs] = rows.compactMap { $0[RunColumns.time.downtimeMs] }.max()
        let totals = rows.map { $0[RunColumns.time.totalMs] ?? 0 }
        if let slowest = totals.indices.max(by: { totals[$0] < totals[$1] }) {
            row[sum.slowestGuest] = slowest + 1
            row[sum.slowestTotalMs] = totals[slowest]
        }
    }
}

/// When guests started and ended, in milliseconds of the clock of the first one's source.
struct GuestMoments {
    private let starts: [Double]
    private let setupEnds: [Double]
    private let ends: [Double]

    /// Nil where one did not complete, or where the clocks of two hosts were not compared.
    ///
    /// A guest that goes back is told by the other host's clock: any that goes forward has looked at it.
    init?(_ builders: [RowBuilder]) {
        var starts: [Double] = []
        var setupEnds: [Double] = []
        var ends: [Double] = []
        guard let zero = builders.first?.result.source?.precopyBegan else { return nil }
        let clock = builders.first?.result.source?.clock
        for builder in builders {
            guard let report = builder.result.source, let began = report.precopyBegan,
                case .completed(let durations) = report.ending
            else { return nil }
            var moment = MonotonicTime(nanoseconds: began)
            if builder.guest?.isBackward == true, !builder.identity.sharesHost {
                guard let clock else { return nil }
                moment = clock.atSource(moment)
            }
            let setupEnd = moment.seconds(since: MonotonicTime(nanoseconds: zero)) * 1000
            starts.append(setupEnd - durations.setupMs)
            setupEnds.append(setupEnd)
            ends.append(setupEnd - durations.setupMs + durations.totalMs)
        }
        self.starts = starts
        self.setupEnds = setupEnds
        self.ends = ends
    }

    private func least(_ times: [Double]) -> Double { times.min() ?? 0 }
    private func most(_ times: [Double]) -> Double { times.max() ?? 0 }

    /// From the first start to the last.
    var startSpreadMs: Double { most(starts) - least(starts) }
    /// From the first start to the last end.
    var totalMs: Double { most(ends) - least(starts) }
    /// From the first start until a page of any guest could be sent.
    var setupMs: Double { least(setupEnds) - least(starts) }
}
