internal import Analysis
internal import Results
internal import Scenarios

extension Plot {
    /// Who would win where, by the fitted model.
    static let crossover = Plot(
        name: "crossover",
        summary: "the best transport by the fitted cost model, also where nobody measured: hatched",
        draw: { source throws(PlotError) in
            let suite = try source.suite()
            let model = try MigrationModel.fitted(to: suite, seed: source.seed)
            guard !model.ways.isEmpty, !model.settings.isEmpty else {
                throw .nothing(model.leftOut.joined(separator: "; "))
            }
            let names = WayNames(model)
            let counts = PlotCase.all(suite.rows).flatMap(\.entries)
                .filter { !$0.variant.isHarness }.map(\.completed)
            let note = try source.words(["\(Spread.counts(counts)) a case"])
            return model.maps().enumerated().map { index, map in
                CrossoverPicture(map, model, names, note).picture(Sheet.name("crossover", index))
            }
        })
}

extension MigrationModel {
    /// The model of a suite, with what its scenario says of the guest.
    static func fitted(
        to suite: RecordedSuite, seed: UInt64
    ) throws(PlotError) -> MigrationModel {
        let shares: HotShares
        do throws(ScenarioErrors) { shares = try HotShares(beside: suite) } catch {
            throw .nothing("\(error)")
        }
        return MigrationModel(suite, hotShares: shares, seed: seed)
    }
}

/// What a model's ways are called, and how they look.
struct WayNames {
    /// `multifd x4`.
    let labels: [String]
    let looks: [Look]
    /// Letters in the order of tables; with a number where there are more than 26.
    let letters: [String]
    /// The places of the ways in the order of tables.
    let order: [Int]

    init(_ model: MigrationModel) {
        let variants = model.ways.map { Variant($0.example) }
        let all = Look.all(variants)
        labels = variants.map { $0.label(among: variants) }
        looks = variants.map { all[$0] ?? Look($0.transport) }
        let order = variants.indices.sorted { Variant.isBefore(variants[$0], variants[$1]) }
        var letters = [String](repeating: "", count: variants.count)
        for (place, index) in order.enumerated() {
            let letter = UnicodeScalar(UInt8(ascii: "A") + UInt8(place % 26))
            letters[index] = place < 26 ? "\(letter)" : "\(letter)\(place / 26)"
        }
        self.order = order
        self.letters = letters
    }
}
