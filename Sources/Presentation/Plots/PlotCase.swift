internal import Analysis
internal import Results

/// The runs of one setting, by how their memory was carried: usually a panel of a picture.
struct PlotCase {
    /// `hotset, 256 MiB, 64 MiB/s dirtied`.
    let title: String
    /// A row of the setting.
    let example: Row
    /// In the order of tables.
    let entries: [Entry]

    /// The runs of one way to carry memory.
    struct Entry {
        let variant: Variant
        /// `multifd x4`.
        let label: String
        let look: Look
        /// All runs, also those that did not complete.
        let rows: [Row]

        /// How many runs there are: guests that migrated at once are one.
        var runs: Int { rows.observations.count }

        /// How many runs completed, for a guest at least.
        var completed: Int {
            rows.observations.count { guests in
                guests.contains {
                    $0[RunColumns.outcome.status] == RunStatus.completed.rawValue
                }
            }
        }

        /// Figures of the runs that completed.
        func spread(_ column: Column) -> Spread? {
            Spread(rows.figures(column))
        }
    }

    /// All settings of a suite in the order of tables.
    static func all(_ rows: [Row]) -> [PlotCase] {
        let names = CaseNames(rows)
        let looks = Look.all(rows.map(Variant.init))
        let settings = Dictionary(grouping: rows) { row in RunColumns.setting.map { row[$0] } }
        let sorted = settings.values.sorted { CaseOrder.isBefore($0[0], $1[0]) }
        return sorted.map { rows in
            let byVariant = Dictionary(grouping: rows, by: Variant.init)
            let variants = byVariant.keys.sorted(by: Variant.isBefore)
            let entries = variants.map { variant in
                Entry(
                    variant: variant,
                    label: DisplayWidth.fitted(variant.label(among: variants), to: 34),
                    look: looks[variant] ?? Look(variant.transport), rows: byVariant[variant] ?? [])
            }
            return PlotCase(title: names.setting(rows[0]), example: rows[0], entries: entries)
        }
    }
}

/// The median of figures and how well it is known.
struct Spread {
    let median: Double
    /// The ends of the 95 % interval; the least and the most of figures too few for one.
    let low: Double
    let high: Double
    let count: Int

    /// Nil of no figures.
    init?(_ values: [Double]) {
        guard let middle = Analysis.median(values), let least = values.min(),
            let most = values.max()
        else { return nil }
        let interval = medianInterval(values)
        median = middle
        low = interval?.lower ?? least
        high = interval?.upper ?? most
        count = values.count
    }

    private init(median: Double, low: Double, high: Double, count: Int) {
        self.median = median
        self.low = low
        self.high = high
        self.count = count
    }

    /// The same, reaching no less than `error` to either side of the median.
    func reaching(_ error: Double) -> Spread {
        Spread(
            median: median, low: min(low, median - error), high: max(high, median + error),
            count: count)
    }

    /// What whiskers are, for the line below a picture.
    static func words(_ all: [Spread], _ mark: String = "whiskers") -> String {
        let few = all.count { $0.count < fewestForMedianInterval }
        let interval = "95 % interval of the median"
        if few == 0 { return "\(mark): \(interval)" }
        if few == all.count {
            return "\(mark): from the least to the most, too few runs for an interval"
        }
        return "\(mark): \(interval); least and most where n < \(fewestForMedianInterval)"
    }

    /// `n 5`, or `n 3 to 5`.
    static func counts(_ counts: [Int]) -> String {
        guard let least = counts.min(), let most = counts.max() else { return "n 0" }
        return least == most ? "n \(least)" : "n \(least) to \(most)"
    }
}
