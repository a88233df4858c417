public import Results

extension Gate {
    /// Runs of a case that did not end as they should.
    public struct Fault: Sendable {
        /// A row of the case.
        public let example: Row
        /// How they ended.
        public let status: RunStatus
        /// So many of the case's runs.
        public let share: Share
        /// The same in the baseline; nil where that makes no difference.
        public let before: Share?
        /// Why the first of them did; nil where its row does not say.
        public let reason: String?
        /// How likely so many more are by chance, corrected; nil where that is not asked.
        public let p: Double?
        /// What it makes of the gate.
        public let verdict: Verdict
    }

    /// What is wrong with runs themselves, whatever the rules say.
    static func faults(
        _ current: RecordedSuite, _ pairs: [CasePair], _ clarity: Clarity
    ) -> [Fault] {
        let cases = CaseIdentity(sharedBy: [current]).grouped(current.rows).all
        let broken = [RunStatus.corrupt, .failed].flatMap { status in
            cases.compactMap { rows -> Fault? in
                let share = share(of: status, in: rows)
                guard share.count > 0 else { return nil }
                return Fault(
                    example: rows[0], status: status, share: share, before: nil,
                    reason: reason(of: status, in: rows), p: nil, verdict: .broken)
            }
        }
        let lost = Convergence.judged(pairs).compactMap { found in
            found.verdict(clarity.significance).map {
                Fault(
                    example: found.example, status: .notConverged, share: found.after,
                    before: found.before, reason: nil, p: found.p, verdict: $0)
            }
        }
        return broken + lost + skipped(pairs)
    }

    /// Cases of which runs could not be done that could be done in the baseline.
    private static func skipped(_ pairs: [CasePair]) -> [Fault] {
        pairs.compactMap { pair in
            let before = share(of: .skipped, in: pair.before)
            let after = share(of: .skipped, in: pair.after)
            guard after.count > 0, before.count == 0 else { return nil }
            return Fault(
                example: pair.example, status: .skipped, share: after, before: before,
                reason: reason(of: .skipped, in: pair.after), p: nil, verdict: .inconclusive)
        }
    }

    private static func share(of status: RunStatus, in rows: [Row]) -> Share {
        Share(rows.count { $0[RunColumns.outcome.status] == status.rawValue }, of: rows.count)
    }

    /// What the first row of a status says.
    private static func reason(of status: RunStatus, in rows: [Row]) -> String? {
        rows.first { $0[RunColumns.outcome.status] == status.rawValue }?[
            RunColumns.outcome.reason]
    }
}
