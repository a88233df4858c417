internal import Analysis
public import FoundationEssentials
public import Results

/// What the runs of a suite come to: medians by case and transport, and the clearly best ones.
///
/// ``text(width:)`` is for people, ``json()`` for machines: the same figures.
public struct SummaryReport: Codable, Sendable, Hashable {
    /// How the runs ended.
    public let counts: Counts
    /// One table a case, sorted by workload, memory and dirty rate.
    public let groups: [Group]
    /// Cases that a stopping rule's cap left unknown, each in words.
    public let capped: [String]

    /// How many runs ended in which way.
    public struct Counts: Codable, Sendable, Hashable {
        /// The number of rows.
        public var runs = 0
        /// Runs whose guest runs on the destination.
        public var completed = 0
        /// Completed runs whose memory was compared and is equal.
        public var verified = 0
        /// Completed runs of the null transport, which has nothing to compare.
        public var discarded = 0
        /// Runs that gave up, because the guest dirtied memory too fast.
        public var notConverged = 0
        /// Runs that broke.
        public var failed = 0
        /// Runs whose memory differs.
        public var corrupt = 0
        /// Runs that one end could not do.
        public var skipped = 0
        /// Runs during which a host had something else to do.
        public var disturbed = 0
    }

    /// The runs of one case.
    public struct Group: Codable, Sendable, Hashable {
        /// What the runs have in common, in words.
        public let title: [String]
        /// The workload.
        @Nullable public var workload: String?
        /// Guest memory in bytes.
        @Nullable public var memoryBytes: Int?
        /// What the guest should dirty, in MiB/s.
        @Nullable public var dirtyRateTargetMibS: Double?
        /// The downtime limit in milliseconds.
        @Nullable public var downtimeLimitMs: Double?
        /// One entry for each way the memory was carried.
        public let transports: [Entry]
    }

    /// The runs of one case with one transport.
    public struct Entry: Codable, Sendable, Hashable {
        /// The name in the table: `multifd x4`.
        public let label: String
        /// The transport.
        public let transport: String
        /// Data channels.
        @Nullable public var channels: Int?
        /// Whether it only shows what the harness itself costs, and competes with none.
        public let isHarness: Bool
        /// The number of runs.
        public let runs: Int
        /// The number of runs that completed; the figures are theirs.
        public let completed: Int
        /// How many of the others ended how, by status.
        public let others: [String: Int]
        /// The figures by column of `runs.csv`, nil where nothing was measured.
        public let figures: [String: Figure?]
        /// The median share of zero-copy sends that the kernel copied after all, in percent.
        @Nullable public var zeroCopyFallbackPercent: Double?
    }

    /// A figure over several runs.
    public struct Figure: Codable, Sendable, Hashable {
        /// The median, in the unit of the column.
        public let median: Double
        /// Half the interquartile range in percent of the median; nil for one run.
        @Nullable public var halfIqrPercent: Double?
        /// What it is known within, in the unit of the column: half the width of the 95 % interval that
        /// the runs' own uncertainty comes to; nil for columns that have none.
        @Nullable public var uncertainty: Double?
        /// The number of runs it was measured in.
        public let n: Int
        /// Whether it is clearly better than that of every other transport of the case: all figures of
        /// the report are judged together.
        public var isClearlyBest = false
    }

    /// Sums up rows of `runs.csv`.
    public init(_ rows: [Row], capped: [String] = []) {
        self.capped = capped
        counts = Counts(rows)
        groups = Self.grouped(rows)
    }

    /// The report as JSON: keys in snake_case with their unit, `null` for what was not measured.
    ///
    /// - Throws: what `JSONEncoder` throws.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

extension SummaryReport.Counts {
    /// Rows with equal cells here count for the same.
    private static let counted = [
        RunColumns.outcome.disturbed.column, RunColumns.outcome.status.column,
        RunColumns.outcome.verified.column, RunColumns.case.transport.column,
    ]

    init(_ rows: [Row]) {
        runs = rows.count
        for alike in rows.alike(in: Self.counted) {
            let (row, count) = (rows[alike.places[0]], alike.places.count)
            if let reason = row[RunColumns.outcome.disturbed], reason != "no" {
                disturbed += count
            }
            switch row[RunColumns.outcome.status].flatMap(RunStatus.init(rawValue:)) {
            case .completed:
                completed += count
                if row[RunColumns.outcome.verified] == true {
                    verified += count
                } else if Variant(row).isHarness {
                    discarded += count
                }
            case .notConverged: notConverged += count
            case .corrupt: corrupt += count
            case .skipped: skipped += count
            case .failed, nil: failed += count
            }
        }
    }
}

extension SummaryReport {
    private static func grouped(_ rows: [Row]) -> [Group] {
        let cases = Dictionary(grouping: rows) { row in RunColumns.setting.map { row[$0] } }
        let byTitle = Dictionary(grouping: cases.values) { CaseTitle.base($0[0]) }
        let settings = byTitle.values.flatMap { alike in
            let differing = RunColumns.setting.filter { column in
                Set(alike.map { $0[0][column] }).count > 1
            }
            return alike.map { (ways: Ways($0), details: CaseTitle.details($0[0], differing)) }
        }
        var left = Ranking.judged(settings.flatMap(\.ways.contests))[...]
        let groups = settings.map { ways, details in
            defer { left = left.dropFirst(Ways.columns.count) }
            return Group(ways, details, ways.best(left.prefix(Ways.columns.count)))
        }
        return groups.sorted { $0.sortKey < $1.sortKey }
    }
}

/// The ways to carry memory in one case.
private struct Ways {
    static let columns = SummaryMetric.all.map(\.column)

    let example: Row
    let rows: [Variant: [Row]]
    /// In the order of the table.
    let variants: [Variant]

    init(_ all: [Row]) {
        example = all[0]
        rows = Dictionary(grouping: all, by: Variant.init)
        variants = rows.keys.sorted(by: Variant.isBefore)
    }

    private var competitors: [Variant] { variants.filter { !$0.isHarness } }

    /// One for each column.
    var contests: [Ranking.Contest] {
        Self.columns.map { column in
            Ranking.Contest(competitors.map { rows[$0] ?? [] }, in: column)
        }
    }

    /// For each column the variant that is clearly best, if one is.
    func best(_ rankings: ArraySlice<Ranking>) -> [String: Variant] {
        var best: [String: Variant] = [:]
        for (column, ranking) in zip(Self.columns, rankings) {
            best[column.name] = ranking.best.map { competitors[$0] }
        }
        return best
    }
}

extension SummaryReport.Group {
    fileprivate init(_ ways: Ways, _ details: [String], _ best: [String: Variant]) {
        let first = ways.example
        title = CaseTitle.base(first) + details
        workload = first[RunColumns.case.workload]
        memoryBytes = first[RunColumns.case.memoryBytes]
        dirtyRateTargetMibS = first[RunColumns.case.dirtyRateTargetMiBS]
        downtimeLimitMs = first[RunColumns.case.downtimeLimitMs]
        transports = ways.variants.map { variant in
            SummaryReport.Entry(
                variant, label: variant.label(among: ways.variants), ways.rows[variant] ?? [],
                clearlyBest: Set(best.filter { $0.value == variant }.keys))
        }
    }

    fileprivate var sortKey: (String, Int, Double, Double, String) {
        (
            workload == "idle" ? "" : workload ?? "", memoryBytes ?? 0,
            dirtyRateTargetMibS ?? .infinity, downtimeLimitMs ?? .infinity,
            title.joined(separator: ", ")
        )
    }
}

extension SummaryReport.Entry {
    fileprivate init(
        _ variant: Variant, label: String, _ rows: [Row], clearlyBest: Set<String>
    ) {
        self.label = label
        transport = variant.transport
        channels = variant.channels
        isHarness = variant.isHarness
        runs = rows.count
        let statuses = rows.map { $0[RunColumns.outcome.status] ?? RunStatus.failed.rawValue }
        var counts = Dictionary(grouping: statuses) { $0 }.mapValues(\.count)
        completed = counts.removeValue(forKey: RunStatus.completed.rawValue) ?? 0
        others = counts
        figures = Dictionary(
            uniqueKeysWithValues: SummaryMetric.all.map(\.column).map { column in
                let isBest = clearlyBest.contains(column.name)
                let isCPU = column == SummaryMetric.cpu.column
                return (
                    column.name,
                    SummaryReport.Figure(
                        rows.figures(column), isClearlyBest: isBest,
                        uncertainty: isCPU ? rows.cpuUncertaintyPerGiB : nil)
                )
            })
        zeroCopyFallbackPercent = median(rows.compactMap(Self.fallbackPercent))
    }
}

extension SummaryReport.Entry {
    /// The share of a run's zero-copy sends that the kernel copied; nil where there were none.
    private static func fallbackPercent(_ row: Row) -> Double? {
        guard let copied = row[RunColumns.amount.zeroCopyFallbacks],
            let sends = row[RunColumns.amount.zeroCopySends], sends > 0
        else { return nil }
        return Double(copied) / Double(sends) * 100
    }
}

extension SummaryReport.Figure {
    /// Whether it is known to be anything but small.
    var isKnown: Bool { uncertainty.map { abs(median) > $0 } ?? true }

    /// What it is less than, where that is all that is known.
    var bound: Double { max(median, 0) + (uncertainty ?? 0) }

    /// Nil of no values.
    init?(_ values: [Double], isClearlyBest: Bool, uncertainty: Double?) {
        guard let middle = Analysis.median(values) else { return nil }
        median = middle
        halfIqrPercent = relativeHalfInterquartileRange(values).map { $0 * 100 }
        n = values.count
        self.isClearlyBest = isClearlyBest
        self.uncertainty = uncertainty
    }
}
