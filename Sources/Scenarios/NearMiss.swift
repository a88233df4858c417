/// Finds the word that was probably meant.
package enum NearMiss {
    /// The candidate nearest to `word`, or nil if none is near enough to be a slip of the keys:
    /// at most one edit for three letters, and never more than three edits.
    package static func suggestion(for word: String, among candidates: [String]) -> String? {
        let limit = min(3, max(1, word.count / 3))
        // A long word cannot be near: no need to measure it.
        guard !word.isEmpty, word.count <= 64 else { return nil }
        let folded = word.lowercased()
        let ranked = candidates.map { (distance(folded, $0.lowercased()), $0) }
        guard let best = ranked.min(by: { $0.0 < $1.0 }), best.0 <= limit, best.1 != word else {
            return nil
        }
        return best.1
    }

    /// The Damerau-Levenshtein distance (optimal string alignment).
    ///
    /// It counts insertions, deletions, substitutions and swaps of neighbours, in time quadratic
    /// in the lengths.
    static func distance(_ first: String, _ second: String) -> Int {
        let a = Array(first)
        let b = Array(second)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
                var best = min(substitution, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
