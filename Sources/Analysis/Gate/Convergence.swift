internal import Results

/// Whether more runs of a case give up than in the baseline.
struct Convergence: Sendable {
    /// A row of the case.
    let example: Row
    /// Runs that gave up, of those that gave up or completed, in the baseline.
    let before: Share
    /// The same now.
    let after: Share
    /// How likely that is by chance, after Holm's correction for all cases.
    let p: Double

    /// Every case that gave up on a side; p is corrected for their number.
    static func judged(_ pairs: [CasePair]) -> [Convergence] {
        let counted = pairs.map { (pair: $0, before: share($0.before), after: share($0.after)) }
            .filter { $0.before.of > 0 && $0.before.count + $0.after.count > 0 }
        let p = holmCorrected(counted.map { fisherExact($0.after, above: $0.before) })
        return zip(counted, p).map {
            Convergence(example: $0.pair.example, before: $0.before, after: $0.after, p: $1)
        }
    }

    /// What it makes of a gate; nil where it is no worse.
    ///
    /// A case that mostly completed and never does now is a regression however few runs there are:
    /// it has no figure any more that could be compared.
    func verdict(_ significance: Double) -> Gate.Verdict? {
        guard after.value > before.value else { return nil }
        let isLost = after.count == after.of && before.value < 0.5
        return isLost || p < significance ? .regression : .inconclusive
    }

    private static func share(_ rows: [Row]) -> Share {
        func have(_ status: RunStatus) -> ([Row]) -> Bool {
            { $0.contains { $0[RunColumns.outcome.status] == status.rawValue } }
        }
        // Of guests that migrated at once, one that gave up speaks for all.
        let all = rows.observations
        let gaveUp = all.filter(have(.notConverged))
        let others = all.filter { !have(.notConverged)($0) && have(.completed)($0) }
        return Share(gaveUp.count, of: gaveUp.count + others.count)
    }
}
