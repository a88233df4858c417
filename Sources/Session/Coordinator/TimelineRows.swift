internal import Guest
internal import Measurement
internal import Migration
internal import Results

/// The rows of timeline.csv that one migration has: the source's in order, then the destination's.
struct TimelineRows {
    let suiteID: String
    let runID: String
    let result: MigrationResult

    var rows: [Row] { side(.source, result.source) + side(.destination, result.destination) }

    /// What the sampler saw, and between it where each phase began.
    private func side(_ side: Side, _ report: SideReport?) -> [Row] {
        guard let report else { return [] }
        let beginnings = report.samples.map { (ms: $0.ms, row: row(side, $0)) }
        var looks: [(ms: Double, row: Row)] = []
        var last: SideLook?
        for look in report.looks {
            let begun = report.samples.last { $0.ms <= look.ms }
            looks.append((look.ms, row(side, Self.caughtUp(look, with: begun), after: last)))
            last = look
        }
        return Self.countingUp((beginnings + looks).sorted { $0.ms < $1.ms }.map(\.row))
    }

    /// Operations never become fewer at an end: a look counts them a moment after the time it has, and a
    /// phase may begin in that moment.
    private static func countingUp(_ rows: [Row]) -> [Row] {
        let operations = TimelineColumns.sample.guestOps
        var most = 0
        return rows.map { row in
            guard let count = row[operations] else { return row }
            var row = row
            most = max(most, count)
            row[operations] = most
            return row
        }
    }

    /// The look with what had begun by its moment.
    ///
    /// The board tells of a phase after its beginning: of the handing over of what is under way only
    /// when the destination has answered. A look in between still has the phase before, and its counts.
    private static func caughtUp(_ look: SideLook, with begun: TimelineSample?) -> SideLook {
        guard let begun, look.phase != begun.phase else { return look }
        var look = look
        look.phase = begun.phase
        look.round = begun.round
        if look.bytes ?? 0 < begun.bytes {
            look.bytes = begun.bytes
            look.remainingBytes = begun.remainingBytes
        }
        return look
    }

    private func row(_ side: Side, ms: Double, _ phase: MigrationPhase) -> Row {
        var row = Row()
        let columns = TimelineColumns.sample
        row[columns.schemaVersion] = TimelineColumns.schemaVersion
        row[columns.suiteID] = suiteID
        row[columns.runID] = runID
        row[columns.side] = side.rawValue
        row[columns.tMs] = ms
        row[columns.phase] = phase.rawValue
        return row
    }

    private func row(_ side: Side, _ sample: TimelineSample) -> Row {
        var row = row(side, ms: sample.ms, sample.phase)
        let columns = TimelineColumns.sample
        row[columns.round] = sample.round
        row[columns.sentBytes] = Int(sample.bytes)
        row[columns.remainingBytes] = Int(sample.remainingBytes)
        row[columns.guestOps] = Int(sample.guestOperations)
        return row
    }

    private func row(_ side: Side, _ look: SideLook, after last: SideLook?) -> Row {
        var row = row(side, ms: look.ms, look.phase)
        let columns = TimelineColumns.sample
        row[columns.round] = look.round
        row[columns.sentBytes] = look.bytes.map { Int($0) }
        row[columns.remainingBytes] = look.remainingBytes.map { Int($0) }
        row[columns.guestOps] = Int(look.guestOperations)
        row[columns.wireBytes] = look.wireBytes.map { Int($0) }
        row[columns.dirtyRateMiBS] = last.flatMap { Self.dirtyRate(from: $0, to: look) }
        row[columns.vcpuS] = look.cpu.vcpu
        row[columns.migrationS] = look.cpu.migration
        row[columns.channelS] = look.cpu.channel
        row[columns.processS] = look.cpu.process
        row[columns.hostBusyS] = look.cpu.host?.busy
        row[columns.hostUserS] = look.cpu.host?.user
        row[columns.hostSystemS] = look.cpu.host?.system
        row[columns.hostIRQS] = look.cpu.host?.irq
        row[columns.hostSoftIRQS] = look.cpu.host?.softirq
        row[columns.hostStealS] = look.cpu.host?.steal
        return row
    }

    /// What the guest wrote between two looks, in MiB/s; nil where it arrived in between: its
    /// operations at the other end come along in one jump.
    private static func dirtyRate(from last: SideLook, to look: SideLook) -> Double? {
        let seconds = (look.ms - last.ms) / 1000
        guard seconds > 0, look.guestOperations >= last.guestOperations,
            last.guestOperations > 0 || look.guestOperations == 0
        else { return nil }
        let bytes =
            Double(look.guestOperations - last.guestOperations)
            * Double(GuestSpec.pageBytes)
        return bytes / seconds / 0x1p20
    }
}
