internal import Analysis
internal import Results

extension Plot {
    /// Who wins where.
    static let winners = Plot(
        name: "winners",
        summary: "the clearly best transport by dirty rate and memory, or dirty rate and link rate",
        draw: { source throws(PlotError) in
            let maps = try WinnerMaps(source)
            return maps.all.enumerated().map { index, map in
                WinnersPicture(map, maps.note).picture(Sheet.name("winners", index))
            }
        })
}

/// The maps of a suite: one for each setting that stays the same while rate and size change.
struct WinnerMaps {
    let all: [Map]
    let note: [String]

    /// A picture: a panel for each metric.
    struct Map {
        /// What all cells share: `hotset, downtime limit 300 ms`.
        let title: String
        /// What else all cells share.
        let fixed: [String]
        /// Dirty rates in MiB/s, from left to right; nil where the guest writes as it can.
        let rates: [Double?]
        let rows: Rows
        /// The cells of each metric.
        let panels: [(metric: Column, cells: [Cell])]
    }

    /// What a map has from bottom to top.
    struct Rows {
        /// The column: guest memory, or what the link was limited to.
        let column: Column
        let values: [Results.Cell?]

        var title: String {
            column == RunColumns.case.memoryBytes.column ? "guest memory" : "link limit"
        }

        func text(_ value: Results.Cell?) -> String {
            guard let number = value?.number else {
                return column == RunColumns.case.memoryBytes.column ? "unknown" : "unlimited"
            }
            return column == RunColumns.case.memoryBytes.column
                ? Quantity.bytes(number) : "\(Quantity.gigabits(megabitsPerSecond: number)) Gb/s"
        }
    }

    /// One cell.
    struct Cell {
        let x: Int
        let y: Int
        let outcome: Outcome
        /// How many runs of how many did not converge.
        let gaveUp: (count: Int, of: Int)
        /// How many figures the ways that compete have.
        let counts: [Int]
    }

    /// What a cell says.
    enum Outcome {
        /// This one is clearly best, by this share against the next.
        case winner(label: String, look: Look, by: Double)
        /// Several have figures, and none is clearly best.
        case unclear
        /// One alone has figures.
        case alone(label: String)
        /// Of one that competes such short runs tell too little.
        case unknown
        /// No run converged.
        case notConverged
        /// No run has a figure, for other reasons.
        case empty
    }

    init(_ source: PlotSource) throws(PlotError) {
        let rows = try source.suite().rows.filter { !Variant($0).isHarness }
        let rate = RunColumns.case.dirtyRateTargetMiBS.column
        let memory = RunColumns.case.memoryBytes.column
        let limit = RunColumns.case.maxBandwidthMbps.column
        let memories = Set(rows.map { $0[memory] }).count
        let upward = memories > 1 || Set(rows.map { $0[limit] }).count < 2 ? memory : limit
        let same = RunColumns.setting.filter { $0 != rate && $0 != upward }
        let groups = Dictionary(grouping: rows) { row in same.map { row[$0] } }.values
            .filter { group in
                Set(group.map { $0[rate] }).count > 1 || Set(group.map { $0[upward] }).count > 1
            }.sorted { CaseOrder.isBefore($0[0], $1[0]) }
        guard !groups.isEmpty else {
            throw .nothing("no workload was run at several dirty rates, sizes or link limits")
        }
        let looks = Look.all(rows.map(Variant.init))
        let differing = same.filter { column in
            column != RunColumns.case.workload.column
                && Set(groups.map { $0[0][column] }).count > 1
        }
        let metrics = source.metrics.filter { !rows.figures($0).isEmpty }
        let fields = groups.map { Field.all($0, metrics, rate, upward) }
        let judged = Ranking.judged(
            fields.joined().joined().map(\.contest), seed: source.seed)
        var rankings = judged.makeIterator()
        all = zip(groups, fields).map { group, fields in
            let first = group[0]
            let words = [first[RunColumns.case.workload] ?? "unknown workload"]
            return Map(
                title: (words + CaseTitle.details(first, differing)).joined(separator: ", "),
                fixed: Self.fixed(first, same.filter { !differing.contains($0) }),
                rates: Self.values(rate, group).map { $0?.number },
                rows: Rows(column: upward, values: Self.values(upward, group)),
                panels: zip(metrics, fields).map { metric, fields in
                    (
                        metric,
                        fields.compactMap { field in
                            rankings.next().map { Cell(field, $0, looks) }
                        }
                    )
                })
        }
        guard all.contains(where: { !$0.panels.isEmpty }) else {
            throw .nothing("no run has a figure in what the map is to be of")
        }
        note = try source.words(
            [
                "a name: clearly best (p < 0.05 after Holm for all cells, a 95 % interval without 1, "
                    + "2 % apart)"
            ]
                + [judged.tooFewRuns].compactMap(\.self).map { most, needed in
                    "\(Quantity.counted(most, "run")) of each make nothing clear in so many: it takes \(needed)"
                })
    }

    /// What a column has in a map, in order.
    fileprivate static func values(_ column: Column, _ rows: [Row]) -> [Results.Cell?] {
        Set(rows.map { $0[column] }).sorted(by: CaseOrder.isBefore)
    }

    /// What is the same for each cell, of what is worth a word.
    private static func fixed(_ row: Row, _ same: [Column]) -> [String] {
        let columns = RunColumns.case
        let limit = columns.maxBandwidthMbps.column
        let wanted = [
            RunColumns.concurrency.guests.column, columns.memoryBytes.column,
            columns.workingSetBytes.column, columns.zeroShare.column,
            columns.downtimeLimitMs.column, columns.deviceStateBytes.column, limit,
        ].filter { same.contains($0) && row[$0]?.number != 0 }
        let isUnlimited = wanted.contains(limit) && row[limit] == nil
        return CaseTitle.details(row, wanted) + (isUnlimited ? ["no bandwidth limit"] : [])
    }

    /// The runs of one cell, which compete in one metric.
    fileprivate struct Field {
        let x: Int
        let y: Int
        let rows: [Row]
        let variants: [Variant]
        let contest: Ranking.Contest

        /// Nil of no runs.
        init?(_ rows: [Row], _ metric: Column, _ x: Int, _ y: Int) {
            guard !rows.isEmpty else { return nil }
            self.x = x
            self.y = y
            self.rows = rows
            let byVariant = Dictionary(grouping: rows, by: Variant.init)
            variants = byVariant.keys.sorted(by: Variant.isBefore)
            contest = Ranking.Contest(variants.map { byVariant[$0] ?? [] }, in: metric)
        }

        /// Those of a map, by metric.
        static func all(
            _ group: [Row], _ metrics: [Column], _ rate: Column, _ upward: Column
        ) -> [[Field]] {
            let (rates, values) = (
                WinnerMaps.values(rate, group), WinnerMaps.values(upward, group)
            )
            return metrics.map { metric in
                rates.enumerated().flatMap { x, rateCell in
                    values.enumerated().compactMap { y, value in
                        Field(
                            group.filter { $0[rate] == rateCell && $0[upward] == value }, metric,
                            x, y)
                    }
                }
            }
        }
    }
}

extension WinnerMaps.Cell {
    /// What the runs of one setting come to.
    fileprivate init(
        _ field: WinnerMaps.Field, _ ranking: Ranking, _ looks: [Variant: Look]
    ) {
        let (rows, variants) = (field.rows, field.variants)
        let failures = rows.count {
            $0[RunColumns.outcome.status] == RunStatus.notConverged.rawValue
        }
        let label = { (index: Int) in variants[index].label(among: variants) }
        let outcome: WinnerMaps.Outcome =
            if let best = ranking.best {
                .winner(
                    label: label(best), look: looks[variants[best]] ?? Look(""),
                    by: ranking.lead?.ratio.map { abs($0 - 1) } ?? 0)
            } else if ranking.second != nil {
                .unclear
            } else if let only = ranking.first {
                .alone(label: label(only))
            } else if field.contest.isUnknown {
                .unknown
            } else {
                failures > 0 ? .notConverged : .empty
            }
        self.init(
            x: field.x, y: field.y, outcome: outcome, gaveUp: (failures, rows.count),
            counts: field.contest.groups.map(\.count).filter { $0 > 0 })
    }
}
