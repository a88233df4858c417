/// Reasons that differ in their figures alone, told as one with the range of each figure.
struct ReasonKinds {
    /// `other load before, 38 to 42 % of the CPUs (2 runs)`, what most runs have first.
    let words: [String]

    /// - Parameter cells: Of each run its reasons, with `; ` between them.
    init(_ cells: [String]) {
        let reasons = cells.flatMap { $0.split(separator: "; ").map { $0.split(separator: " ") } }
        let kinds = Dictionary(grouping: reasons) { reason in
            reason.map { Int($0) == nil ? String($0) : "#" }
        }
        let told = kinds.map { kind, alike in (words: Self.text(kind, alike), runs: alike.count) }
        words = told.sorted { ($1.runs, $0.words) < ($0.runs, $1.words) }.map {
            "\($0.words) (\(Quantity.counted($0.runs, "run")))"
        }
    }

    private static func text(_ kind: [String], _ alike: [[Substring]]) -> String {
        kind.indices.map { place in
            let figures = alike.compactMap { Int($0[place]) }
            guard let least = figures.min(), let most = figures.max() else { return kind[place] }
            return least == most ? "\(least)" : "\(least) to \(most)"
        }.joined(separator: " ")
    }
}
