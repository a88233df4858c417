/// The exact distribution of the Mann-Whitney statistic where figures are equal.
///
/// Streitberg and Röhmel's shift algorithm (Statistical Software Newsletter 12, 1986, 10-17):
/// counts, over all choices of so many figures, how many have which sum of ranks. Ranks are
/// doubled, so that those of equal figures are whole numbers too.
struct ExactTies {
    private let first: Int
    /// How many choices of `first` figures have which doubled rank sum.
    private let counts: [Int]

    init(_ first: [Double], _ second: [Double]) {
        self.first = first.count
        counts = Self.counts(Self.doubledRanks((first + second).sorted()), choosing: first.count)
    }

    /// Twice the chance of a U that is at least as far from the middle as `u` on its side.
    func p(_ u: Double) -> Double {
        let sum = Int(2 * u) + first * (first + 1)
        let total = Double(counts.reduce(0, +))
        let above = Double(counts[sum...].reduce(0, +)) / total
        let below = Double(counts[...sum].reduce(0, +)) / total
        return min(1, 2 * min(above, below))
    }

    private static func doubledRanks(_ sorted: [Double]) -> [Int] {
        var ranks: [Int] = []
        while ranks.count < sorted.count {
            let start = ranks.count
            let end = sorted[start...].firstIndex { $0 != sorted[start] } ?? sorted.count
            ranks += Array(repeating: start + 1 + end, count: end - start)
        }
        return ranks
    }

    private static func counts(_ ranks: [Int], choosing size: Int) -> [Int] {
        let width = ranks.reduce(0, +) + 1
        var table = [Int](repeating: 0, count: (size + 1) * width)
        table[0] = 1
        for rank in ranks {
            for chosen in stride(from: size, to: 0, by: -1) {
                for sum in rank..<width {
                    table[chosen * width + sum] += table[(chosen - 1) * width + sum - rank]
                }
            }
        }
        return Array(table[(size * width)...])
    }
}
