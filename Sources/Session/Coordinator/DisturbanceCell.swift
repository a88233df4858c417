internal import Measurement
internal import Migration
internal import Platform
internal import Results

/// The cell that says whether hosts or network had something else to do meanwhile.
struct DisturbanceCell {
    let result: MigrationResult
    let identity: SuiteIdentity

    /// Segments sent again, of all packets: from there on TCP's congestion control has slowed down.
    private static let retransmitShare = 0.001

    /// `no`, or what disturbed the migration; nil where nothing was watched.
    var text: String? {
        guard result.sourceAlone?.host != nil || result.source?.host != nil else { return nil }
        let reasons = hosts + network
        return reasons.isEmpty ? "no" : reasons.joined(separator: "; ")
    }

    private var hosts: [String] {
        guard !identity.sharesHost else {
            return look(
                [
                    (result.sourceAlone, result.source),
                    (result.destinationAlone, result.destination),
                ],
                cpus: identity.sourceCPUs)
        }
        let source = look([(result.sourceAlone, result.source)], cpus: identity.sourceCPUs)
        let destination = look(
            [(result.destinationAlone, result.destination)], cpus: identity.destinationCPUs)
        return source.map { "source: \($0)" } + destination.map { "destination: \($0)" }
    }

    /// What disturbed one host, which has these ends.
    private func look(_ ends: [(alone: AloneReport?, report: SideReport?)], cpus: Int?) -> [String]
    {
        guard let cpus, let end = ends.first else { return [] }
        var look = Disturbance.Look(cpus: cpus)
        if let alone = end.alone {
            look.secondsBefore = alone.seconds
            look.before = alone.host
            look.guestBefore = ends.compactMap(\.alone?.vcpuSeconds).reduce(0, +)
            look.signs.before = alone.signs
        }
        if let report = end.report {
            look.seconds = report.spanSeconds ?? 0
            look.during = report.host
            look.signs.after = report.signs
        }
        let processes = ends.compactMap(\.report?.processCPU?.user)
        if processes.count == ends.count { look.agentUser = processes.reduce(0, +) }
        return Disturbance(look).reasons
    }

    private var network: [String] {
        guard let source = result.source, let again = source.counters.tcp?.retransmits, again > 0,
            let packets = source.wire?.packets, packets > 0
        else { return [] }
        let share = Double(again) / Double(packets)
        return share > Self.retransmitShare ? ["\(again) of \(packets) packets sent again"] : []
    }
}
