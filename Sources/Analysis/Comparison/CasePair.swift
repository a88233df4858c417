public import Results

/// The runs of one case on two sides.
public struct CasePair: Sendable {
    /// The runs that are compared with.
    public let before: [Row]
    /// The runs that are compared.
    public let after: [Row]

    /// A row that stands for the case.
    public var example: Row { after.first ?? before.first ?? Row() }

    /// Cases of two suites, matched by what was asked for, in the order in which they appear; one
    /// side is empty of a case that the other alone has.
    static func matching(_ first: RecordedSuite, _ second: RecordedSuite) -> [CasePair] {
        let identity = CaseIdentity(sharedBy: [first, second])
        let before = identity.grouped(first.rows)
        let after = identity.grouped(second.rows)
        let known = Set(before.keys)
        return (before.keys + after.keys.filter { !known.contains($0) }).map {
            CasePair(before: before[$0], after: after[$0])
        }
    }

    /// Cases of one suite that differ only in what is varied: each against the first that it may
    /// be held against.
    ///
    /// One that has no other is `before` alone.
    ///
    /// - Parameter isBefore: The order of rows whose cases differ in that only.
    static func alike(
        in suite: RecordedSuite, _ variation: Variation, isBefore: (Row, Row) -> Bool
    ) -> [CasePair] {
        variation.identity.grouped(suite.rows).all.flatMap { rows -> [CasePair] in
            let levels = sorted(variation.levels(rows), by: isBefore)
            let bases = levels.indices.map { index in
                levels[..<index].firstIndex {
                    variation.mayBeHeld(levels[index][0], against: $0[0])
                }
            }
            let used = Set(bases)
            return levels.indices.compactMap { index in
                if let base = bases[index] {
                    return CasePair(before: levels[base], after: levels[index])
                }
                return used.contains(index) ? nil : CasePair(before: levels[index], after: [])
            }
        }
    }

    /// Cases in order; those of equal places as they come.
    private static func sorted(_ cases: [[Row]], by isBefore: (Row, Row) -> Bool) -> [[Row]] {
        cases.enumerated().sorted { a, b in
            if isBefore(a.element[0], b.element[0]) { return true }
            if isBefore(b.element[0], a.element[0]) { return false }
            return a.offset < b.offset
        }.map(\.element)
    }
}
