internal import Guest
internal import Migration
internal import Platform

/// How long no operation of the guest was done across its move: from the last one that any vCPU did at
/// the source to the first that any did at the destination.
struct Blackout {
    /// The blackout.
    ///
    /// Below zero where it is shorter than the clocks are known.
    let milliseconds: Double
    /// What the clocks' offset may be wrong by.
    let uncertaintyMs: Double
    /// What the engine calls downtime: from the decision to stop the guest to the destination's word.
    let downtimeMs: Double
    /// From the decision to stop the guest to its last operation; below zero where that was before.
    let lastAfterDecisionMs: Double
    /// From the destination's word, as it arrived, to the guest's first operation there; below zero
    /// where that was before.
    let firstAfterWordMs: Double
    /// The time between two operations of a guest that is in time.
    let periodMs: Double

    /// The blackout of a migration that completed; nil for a guest that did nothing at either end.
    init?(_ result: MigrationResult, _ guest: GuestSpec) {
        guard let source = result.source, let clock = source.clock, let stop = source.stop,
            let last = stop.lastOperation, let first = result.destination?.firstOperation,
            let period = Self.period(of: guest, source)
        else { return nil }
        let resumed = clock.atSource(MonotonicTime(nanoseconds: first))
        func ms(_ from: UInt64, _ to: MonotonicTime) -> Double {
            to.seconds(since: MonotonicTime(nanoseconds: from)) * 1000
        }
        let answered = MonotonicTime(nanoseconds: stop.answered)
        milliseconds = ms(last, resumed)
        uncertaintyMs = clock.uncertaintyNanoseconds(at: answered) / 1e6
        downtimeMs = ms(stop.decided, answered)
        lastAfterDecisionMs = ms(stop.decided, MonotonicTime(nanoseconds: last))
        firstAfterWordMs = ms(stop.answered, resumed)
        periodMs = period * 1000
    }

    /// Seconds between two operations of all vCPUs together: of an unpaced guest as it ran.
    private static func period(of guest: GuestSpec, _ source: SideReport) -> Double? {
        if let period = guest.operationPeriodSeconds { return period }
        guard let operations = source.operations, operations > 0, let span = source.spanSeconds
        else { return nil }
        return span / Double(operations)
    }

    /// What the offset between the hosts' clocks may be wrong by when the migration ends; nil where it
    /// was not looked at.
    static func clockUncertaintyMicroseconds(_ result: MigrationResult) -> Double? {
        guard let source = result.source, let clock = source.clock else { return nil }
        let asked = MonotonicTime(nanoseconds: clock.askedNanoseconds)
        let end =
            source.stop.map { MonotonicTime(nanoseconds: $0.answered) }
            ?? asked.advanced(bySeconds: source.spanSeconds ?? 0)
        return clock.uncertaintyNanoseconds(at: end) / 1000
    }

    /// Whether it took longer than what the engine calls downtime.
    var isLonger: Bool { milliseconds > downtimeMs }

    /// Why blackout and downtime differ by more than the clocks and one operation explain; nil where
    /// they do not.
    var warning: String? {
        let allowed = uncertaintyMs + periodMs
        guard abs(milliseconds - downtimeMs) > allowed else { return nil }
        func text(_ ms: Double) -> String { "\(Double(Int((abs(ms) * 1000).rounded())) / 1000) ms" }
        func side(_ ms: Double) -> String { "\(text(ms)) \(ms < 0 ? "before" : "after")" }
        return """
            guest blackout \(text(milliseconds)), downtime \(text(downtimeMs)), \(text(allowed)) \
            would be clocks and pace: last operation \(side(lastAfterDecisionMs)) the decision to \
            stop, first \(side(firstAfterWordMs)) the word that it runs
            """
    }
}
