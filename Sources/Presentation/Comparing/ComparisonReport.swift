public import Analysis
internal import Results

/// What a comparison says, for people and for machines: the same lines in every format.
public struct ComparisonReport: Sendable {
    let comparison: SuiteComparison
    /// The lines in the order of the table.
    let lines: [SuiteComparison.Line]
    /// What the two sides are called.
    let sides: (before: String, after: String)
    private let environment: EnvironmentMatch?
    let names: CaseNames

    /// A report about two sides.
    ///
    /// - Parameter environment: Whether the hosts match; nil where both sides are one suite.
    public init(
        _ comparison: SuiteComparison, before: String, after: String,
        environment: EnvironmentMatch? = nil
    ) {
        self.comparison = comparison
        self.environment = environment
        sides = Self.shortened(before, after)
        let examples = comparison.pairs.flatMap { [$0.before.first, $0.after.first] }
        names = CaseNames(
            examples.compactMap(\.self) + comparison.unpaired.map(\.example))
        let order = comparison.pairs.indices.sorted {
            CaseOrder.isBefore(comparison.pairs[$0].example, comparison.pairs[$1].example)
        }
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        lines = comparison.lines.enumerated().sorted { first, second in
            let own = (places[first.element.pair] ?? 0, first.offset)
            return own < (places[second.element.pair] ?? 0, second.offset)
        }.map(\.element)
    }

    /// Whether no line has figures of both sides.
    public var isEmpty: Bool { lines.allSatisfy { $0.comparison.p == nil } }

    /// The names of the folders, without what leads there where that tells them apart.
    private static func shortened(_ before: String, _ after: String) -> (String, String) {
        let ends = [before, after].map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        return ends[0] == ends[1] ? (before, after) : (ends[0], ends[1])
    }

    /// How memory was carried on both sides: `multifd x8`, or `tcp → multifd x8`.
    func carrier(_ line: SuiteComparison.Line) -> String {
        let pair = comparison.pairs[line.pair]
        guard let varied = comparison.varied, let before = pair.before.first else {
            return names.carrier(pair.example)
        }
        guard varied != RunColumns.case.transport.column else {
            return "\(names.carrier(before)) → \(names.carrier(pair.example))"
        }
        let words = [before, pair.example].map { row in
            CaseTitle.details(row, [varied]).first ?? Quantity.missing
        }
        let carrier = names.shared(before, pair.example).map { "\($0), " } ?? ""
        return "\(carrier)\(words[0]) → \(words[1])"
    }

    /// `hotset, 32 GiB`.
    func setting(_ line: SuiteComparison.Line) -> String {
        names.setting(comparison.pairs[line.pair].example)
    }

    /// What stands in brackets behind the word.
    func reason(_ line: SuiteComparison.Line) -> String {
        let found = line.comparison
        let clarity = comparison.settings.clarity
        let counts = "n \(found.before.count)/\(found.after.count)"
        switch found.effect {
        case .better, .worse:
            return "p \(found.correctedP.map(MetricText.p) ?? Quantity.missing), \(counts)"
        case .same:
            return "within \(Quantity.setting(share: clarity.minimumEffect)), \(counts)"
        case .inconclusive:
            guard found.before.count > 0, found.after.count > 0 else {
                return "measured on one side only, \(counts)"
            }
            guard found.isKnown else { return "\(BoundWords.reason), \(counts)" }
            guard found.ratio != nil else {
                return "no ratio: a median is not above zero, \(counts)"
            }
            if let interval = found.interval, !interval.isBounded {
                return "too wide a spread to say more, \(counts)"
            }
            if let least = found.fewestRuns {
                return "too few runs: at least \(least) before anything can be told, \(counts)"
            }
            guard let more = found.moreRuns else {
                return "over \(RunsNeeded.limit) more runs, \(counts)"
            }
            return "about \(Quantity.counted(more, "more run")), \(counts)"
        }
    }

    /// What must be known beside the table, a line each.
    var notes: [String] {
        var notes: [String] = []
        if lines.isEmpty { notes.append("nothing to compare: no case was measured on both sides") }
        notes += unpaired
        var told: Set<String> = []
        notes += comparison.pairs.flatMap(troubles).filter { told.insert($0).inserted }
        let tests = comparison.lines.count { $0.comparison.p != nil }
        if tests > 0 {
            notes.append(
                "medians; ratio with 95 % bootstrap interval (seed \(comparison.settings.seed)); "
                    + "p of Mann-Whitney after Holm for \(Quantity.counted(tests, "comparison"))")
        }
        notes += environmentNotes
        return notes.map(DisplayWidth.printable)
    }

    /// Cases that no line is about, and why.
    private var unpaired: [String] {
        let reasons: [(String, [CasePair])] =
            if let varied = comparison.varied {
                [("no other \(varied.name) to hold against", comparison.unpaired)]
            } else {
                [
                    ("only in \(sides.before)", comparison.unpaired.filter(\.after.isEmpty)),
                    ("only in \(sides.after)", comparison.unpaired.filter(\.before.isEmpty)),
                ]
            }
        return reasons.filter { !$0.1.isEmpty }.map { reason, pairs in
            let cases = pairs.map(\.example).sorted(by: CaseOrder.isBefore).map(names.full)
            let shown = cases.prefix(3).joined(separator: "; ")
            let rest = cases.count > 3 ? "; and \(cases.count - 3) more" : ""
            return "not comparable: \(reason): \(shown)\(rest)"
        }
    }

    private var environmentNotes: [String] {
        switch environment {
        case .same(let id)?: ["environments match" + (id.map { " (\($0))" } ?? "")]
        case .different(let differences)?:
            ["environments differ: \(differences.joined(separator: "; "))"]
        case .unknown(let why)?: ["environments unknown: \(why)"]
        case nil: []
        }
    }

    /// Runs of a case that did not complete: what is compared is only the others.
    private func troubles(_ pair: CasePair) -> [String] {
        [(sides.before, pair.before), (sides.after, pair.after)].compactMap { side, rows in
            let counts = SummaryReport.Counts(rows)
            guard let example = rows.first, counts.completed < counts.runs else { return nil }
            return "\(side): \(name(example)): of \(counts.runs) runs \(counts.text)"
        }
    }

    /// A case of a side: its name and, where that does not tell the sides apart, what does.
    private func name(_ row: Row) -> String {
        let varied = comparison.varied.flatMap {
            $0 == RunColumns.case.transport.column ? nil : $0
        }
        let details = varied.map { CaseTitle.details(row, [$0]) } ?? []
        return ([names.full(row)] + details).joined(separator: ", ")
    }
}
