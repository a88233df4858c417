internal import Analysis
public import FoundationEssentials
internal import Results

extension ComparisonReport {
    /// The report as CSV; see ``ComparisonColumns``.
    public var csv: String {
        ComparisonColumns.csv(lines.map { row($0) })
    }

    /// The report as JSON: keys in snake_case, `null` for what there is not.
    ///
    /// - Throws: what `JSONEncoder` throws.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(
            Document(
                before: sides.before, after: sides.after, notes: notes,
                minimumEffect: comparison.settings.clarity.minimumEffect,
                seed: comparison.settings.seed, lines: lines.map { Entry($0, self) }))
    }

    private struct Document: Encodable {
        let before: String
        let after: String
        let notes: [String]
        let minimumEffect: Double
        let seed: UInt64
        let lines: [Entry]
    }

    private struct Entry: Encodable {
        let transport: String
        let `case`: String
        let metric: String
        let unit: String
        let nBefore: Int
        let nAfter: Int
        @Nullable var medianBefore: Double?
        @Nullable var medianAfter: Double?
        @Nullable var ratio: Double?
        @Nullable var ratioLower: Double?
        @Nullable var ratioUpper: Double?
        @Nullable var p: Double?
        @Nullable var pHolm: Double?
        let effect: Effect
        @Nullable var moreRuns: Int?
        @Nullable var runsAtLeast: Int?

        init(_ line: SuiteComparison.Line, _ report: ComparisonReport) {
            let found = line.comparison
            transport = report.carrier(line)
            `case` = report.setting(line)
            metric = line.metric.name
            unit = line.metric.unit
            nBefore = found.before.count
            nAfter = found.after.count
            medianBefore = found.before.median
            medianAfter = found.after.median
            ratio = found.ratio
            ratioLower = found.interval?.lower
            ratioUpper = found.interval.flatMap { $0.upper.isFinite ? $0.upper : nil }
            p = found.p
            pHolm = found.correctedP
            effect = found.effect
            moreRuns = found.moreRuns
            runsAtLeast = found.fewestRuns
        }
    }

    private func row(_ line: SuiteComparison.Line) -> Row {
        let found = line.comparison
        let pair = comparison.pairs[line.pair]
        var row = Row()
        for column in RunColumns.caseIdentity { row[column] = pair.example[column] }
        let figures = ComparisonColumns.figures
        let isOneSuite = comparison.varied != nil
        row[figures.before] = isOneSuite ? pair.before.first.map(names.full) : sides.before
        row[figures.after] = isOneSuite ? names.full(pair.example) : sides.after
        row[figures.metric] = line.metric.name
        row[figures.nBefore] = found.before.count
        row[figures.nAfter] = found.after.count
        row[figures.medianBefore] = found.before.median
        row[figures.medianAfter] = found.after.median
        row[figures.ratio] = found.ratio
        row[figures.ratioLower] = found.interval?.lower
        row[figures.ratioUpper] = found.interval?.upper
        row[figures.p] = found.p
        row[figures.pHolm] = found.correctedP
        row[figures.effect] = found.effect.rawValue
        row[figures.moreRuns] = found.moreRuns
        row[figures.runsAtLeast] = found.fewestRuns
        return row
    }
}
