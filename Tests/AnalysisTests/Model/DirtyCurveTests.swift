import Scenarios
import Testing

@testable import Analysis

/// The curves against guests that are played page by page.
@Suite struct DirtyCurveTests {
    private static let pages = 4000
    private static let memory = Double(pages) * DirtyCurve.pageBytes
    /// Pages a second.
    private static let rate = 2000.0

    private static let patterns: [DirtyCurve.Pattern] = [
        .anywhere, .inOrder, .ranked,
        .hot(bytes: 400 * DirtyCurve.pageBytes, share: 0.9),
        .hot(bytes: 1e12, share: 0.5),
    ]

    @Test(arguments: patterns, [0.02, 0.5, 3, 20])
    func distinctPages(pattern: DirtyCurve.Pattern, seconds: Double) {
        var generator = SplitMix64(seed: 3)
        let writes = Int(Self.rate * seconds)
        let plays = max(12, 40_000 / writes)
        let dirty =
            (0..<plays).map { _ in
                Double(Self.played(pattern, writes: writes, &generator))
            }.reduce(0, +) / Double(plays)
        let curve = DirtyCurve(
            memory: Self.memory, rate: Self.rate * DirtyCurve.pageBytes, pattern: pattern)
        let expected = curve.bytes(after: seconds) / DirtyCurve.pageBytes
        #expect(abs(expected / dirty - 1) < 0.02, "\(expected) and \(dirty)")
    }

    @Test func nothingIsWrittenByAGuestThatRests() {
        let curve = DirtyCurve(memory: Self.memory, rate: 0, pattern: .anywhere)
        #expect(curve.bytes(after: 100) == 0)
    }

    @Test func workloadsHaveThePatternsOfTheirDefinitions() {
        func pattern(_ workload: String) -> DirtyCurve.Pattern? {
            DirtyCurve.pattern(workload, workingSet: 4096, hotShare: nil)
        }
        #expect(pattern("uniform") == .anywhere)
        #expect(pattern("sequential") == .inOrder)
        #expect(pattern("zipf") == .ranked)
        #expect(
            pattern("hotset") == .hot(bytes: 4096, share: WorkloadChoice.defaultHotShare))
        // Nobody knows where it writes.
        #expect(pattern("replay") == nil)
        #expect(DirtyCurve.pattern("hotset", workingSet: nil, hotShare: 0.9) == nil)
    }

    /// How many different pages so many writes go to.
    private static func played(
        _ pattern: DirtyCurve.Pattern, writes: Int, _ generator: inout SplitMix64
    ) -> Int {
        var dirty: Set<Int> = []
        // Chances by rank, summed up.
        var sums: [Double] = []
        if pattern == .ranked {
            for rank in 1...pages { sums.append((sums.last ?? 0) + 1 / Double(rank)) }
        }
        for write in 0..<writes {
            switch pattern {
            case .anywhere: dirty.insert(generator.next(below: pages))
            case .inOrder: dirty.insert(write % pages)
            case .hot(let bytes, let share):
                let hot = min(pages, Int(bytes / DirtyCurve.pageBytes))
                let isHot = generator.nextShare() < share
                dirty.insert(generator.next(below: isHot ? hot : pages))
            case .ranked:
                let place = generator.nextShare() * (sums.last ?? 0)
                dirty.insert(sums.partitioned(by: place))
            }
        }
        return dirty.count
    }
}

extension [Double] {
    /// The first place whose figure is at least so large.
    fileprivate func partitioned(by value: Double) -> Int {
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
