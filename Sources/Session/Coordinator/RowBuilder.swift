internal import FoundationEssentials
internal import Guest
internal import Measurement
internal import Migration
internal import Platform
internal import Results
internal import Scenarios

/// Turns a planned run and its result into rows of the tables.
struct RowBuilder {
    let identity: SuiteIdentity
    let run: PlannedRun
    let startedAt: Date
    let result: MigrationResult
    /// What its way carried without a migration; nil where that was not measured.
    var linkCeilingMbps: Double?
    /// The guest, where several migrate at once; nil of one alone.
    var guest: GuestNumber?

    private var spec: CaseSpec { run.casesAtOnce[(guest?.number ?? 1) - 1] }

    /// The name of the run within its suite: its place, and when it began.
    ///
    /// A run that is done again after a crash has another name, so that rounds and samples
    /// of the first try, which has no row, are not taken for its own.
    var runID: String {
        guard let guest else { return sharedRunID }
        return EvacuationColumns.runID(ofGuest: guest.number, in: sharedRunID)
    }

    /// The part of the name that all guests have in common that migrate at once.
    var sharedRunID: String {
        let milliseconds = Int(startedAt.timeIntervalSince1970 * 1000)
        return "b\(run.block)-\(run.orderIndex)-\(String(milliseconds, radix: 36))"
    }

    /// The run in all tables.
    func record() -> RunRecord {
        RunRecord(
            run: row(), rounds: rounds(), timeline: timeline(), channels: channels(),
            cpus: processors())
    }

    /// The row of runs.csv.
    func row() -> Row {
        var row = Row()
        addIdentity(&row)
        addCase(&row)
        row[RunColumns.outcome.status] = result.status.rawValue
        row[RunColumns.outcome.reason] = result.reason
        row[RunColumns.outcome.verified] = result.verified
        let disturbance = DisturbanceCell(result: result, identity: identity)
        row[RunColumns.outcome.disturbed] = disturbance.text
        addDurations(&row)
        addAmounts(&row)
        WireCells(result: result).fill(&row)
        CPUCells(result: result, identity: identity).fill(&row)
        GuestCells(result: result, spec: spec).fill(&row)
        RDMACells(
            migration: spec.migration, source: result.source?.counters,
            destination: result.destination?.counters
        ).fill(&row)
        row[RunColumns.network(.source).dataAddress] = result.sourceAddress
        row[RunColumns.network(.destination).dataAddress] = result.destinationAddress
        row[RunColumns.placement(.source).placement] = result.source?.placement?.description
        row[RunColumns.placement(.destination).placement] =
            result.destination?.placement?.description
        row[RunColumns.memory.sourcePeakRSSBytes] = result.sourcePeakBytes.map { Int($0) }
        row[RunColumns.memory.destinationPeakRSSBytes] = result.destinationPeakBytes.map { Int($0) }
        guest?.fill(&row)
        return row
    }

    private func addIdentity(_ row: inout Row) {
        row[RunColumns.identity.schemaVersion] = RunColumns.schemaVersion
        row[RunColumns.identity.suiteID] = identity.suiteID
        row[RunColumns.identity.runID] = runID
        row[RunColumns.identity.startedAt] = startedAt
        row[RunColumns.identity.toolVersion] = Version.tool
        row[RunColumns.identity.gitCommit] = identity.gitCommit
        row[RunColumns.identity.build] = identity.build
        row[RunColumns.identity.engine] = "simulated"
        row[RunColumns.identity.environmentID] = identity.environmentID
        row[RunColumns.order.block] = run.block
        row[RunColumns.order.orderIndex] = run.orderIndex
        row[RunColumns.order.seed] = spec.guest.seed
    }

    private func addCase(_ row: inout Row) {
        let columns = RunColumns.case
        let guest = spec.guest
        let migration = spec.migration
        row[columns.scenario] = spec.scenario
        row[columns.transport] = migration.transport.rawValue
        row[columns.channels] = migration.channels
        row[columns.zeroPageDetection] = migration.zeroPageDetection.rawValue
        row[columns.memoryBytes] = guest.memoryBytes
        row[columns.pageBytes] = guest.pages.hostPageBytes
        row[columns.prefault] = migration.prefaultDestination
        row[columns.vcpus] = guest.vcpus
        row[columns.workload] = guest.workload.kind.rawValue
        row[columns.dirtyRateTargetMiBS] = guest.workload.dirtyRate.map { $0 / 0x1p20 }
        row[columns.workingSetBytes] =
            guest.workload.kind == .hotset ? guest.workload.workingSetBytes : nil
        row[columns.zeroShare] = guest.zeroShare
        row[columns.downtimeLimitMs] = migration.downtimeLimitMs
        row[columns.maxBandwidthMbps] = migration.maxBandwidth.map { $0 * 8 / 1e6 }
        row[columns.deviceStateBytes] = migration.deviceStateBytes
        row[columns.sourceHost] = identity.sourceHost
        row[columns.destinationHost] = identity.destinationHost
    }

    private func addDurations(_ row: inout Row) {
        let columns = RunColumns.time
        switch result.source?.ending {
        case .completed(let durations):
            row[columns.totalMs] = durations.totalMs
            row[columns.setupMs] = durations.setupMs
            row[columns.precopyMs] = durations.precopyMs
            row[columns.downtimeMs] = durations.downtimeMs
            row[columns.downtimeLastRoundMs] = durations.lastRoundMs
            row[columns.downtimeDeviceStateMs] = durations.deviceStateMs
            row[columns.downtimeResumeMs] = durations.resumeMs
        case .notConverged(_, let durations):
            row[columns.totalMs] = durations.totalMs
            row[columns.setupMs] = durations.setupMs
            row[columns.precopyMs] = durations.totalMs - durations.setupMs
        case nil: return
        }
        row[columns.teardownMs] = result.source?.teardownMs
    }

    private func addAmounts(_ row: inout Row) {
        guard let source = result.source else { return }
        let columns = RunColumns.amount
        row[columns.linkCeilingMbps] = linkCeilingMbps
        row[columns.rounds] = source.rounds.last?.round
        row[columns.normalPages] = Int(source.counters.normalPages)
        row[columns.zeroPages] = Int(source.counters.zeroPages)
        row[columns.sentBytes] = Int(source.counters.bytes)
        row[columns.zeroCopySends] = source.counters.zeroCopySends.map { Int($0) }
        row[columns.zeroCopyFallbacks] = source.counters.zeroCopyFallbacks.map { Int($0) }
        row[columns.tcpRetransmits] = source.counters.tcp.map { Int($0.retransmits) }
        row[columns.tcpRoundTripUs] = source.counters.tcp?.roundTripMicroseconds
        row[columns.tcpWindowSegments] = source.counters.tcp.map { Int($0.windowSegments) }
        guard let times = sendingSeconds(source) else { return }
        row[columns.bandwidthMbps] = Double(source.counters.bytes) * 8 / times.all / 1e6
        if let operations = source.operations {
            let bytes = Double(operations) * Double(GuestSpec.pageBytes)
            row[columns.dirtyRateMiBS] = bytes / times.guestRan / 0x1p20
        }
    }

    /// How long was sent, and for how much of that the guest ran; nil where it never began.
    private func sendingSeconds(_ source: SideReport) -> (all: Double, guestRan: Double)? {
        switch source.ending {
        case .completed(let durations):
            return ((durations.totalMs - durations.setupMs) / 1000, durations.precopyMs / 1000)
        case .notConverged(_, let durations):
            let sending = (durations.totalMs - durations.setupMs) / 1000
            // The guest ran on to the end of the span, in which its operations are counted.
            return (sending, source.spanSeconds ?? sending)
        case nil: return nil
        }
    }

    /// What in the row does not agree; nil where all does.
    var doubt: RowDoubt? {
        guard let blackout = Blackout(result, spec.guest), let warning = blackout.warning
        else { return nil }
        return RowDoubt(
            kind: blackout.isLonger ? .longerBlackout : .shorterBlackout,
            text: "\(runID) \(spec.transportLabel): \(warning)")
    }

    /// The rows of rounds.csv.
    func rounds() -> [Row] {
        (result.source?.rounds ?? []).map { round in
            var row = Row()
            let columns = RoundColumns.round
            row[columns.schemaVersion] = RoundColumns.schemaVersion
            row[columns.suiteID] = identity.suiteID
            row[columns.runID] = runID
            row[columns.round] = round.round
            row[columns.startMs] = round.startMs
            row[columns.durationMs] = round.durationMs
            row[columns.dirtyPages] = Int(round.dirtyPages)
            row[columns.sentPages] = Int(round.normalPages)
            row[columns.zeroPages] = Int(round.zeroPages)
            row[columns.sentBytes] = Int(round.bytes)
            if round.durationMs > 0 {
                row[columns.bandwidthMbps] = Double(round.bytes) * 8 / round.durationMs / 1000
            }
            row[columns.thresholdBytes] = Int(round.thresholdBytes)
            row[columns.remainingBytes] = Int(round.remainingBytes)
            row[columns.throttlePercent] = round.throttlePercent
            row[columns.idleQueue] = round.idleQueue.map { Int($0) }
            return row
        }
    }

    /// The rows of timeline.csv.
    func timeline() -> [Row] {
        TimelineRows(suiteID: identity.suiteID, runID: runID, result: result).rows
    }

    /// The rows of cpus.csv.
    func processors() -> [Row] {
        ProcessorRows(suiteID: identity.suiteID, runID: runID, result: result).rows
    }

    /// The rows of channels.csv.
    func channels() -> [Row] {
        (result.source?.counters.channelTCP ?? []).enumerated().map { index, figures in
            var row = Row()
            let columns = ChannelColumns.channel
            row[columns.schemaVersion] = ChannelColumns.schemaVersion
            row[columns.suiteID] = identity.suiteID
            row[columns.runID] = runID
            row[columns.channel] = index + 1
            row[columns.retransmits] = Int(figures.retransmits)
            row[columns.roundTripUs] = figures.roundTripMicroseconds
            row[columns.windowSegments] = Int(figures.windowSegments)
            return row
        }
    }
}
